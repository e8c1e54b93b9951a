/** One clock for all processes of a machine: µs of the monotonic clock that they share, as fine as `performance.now()`. */

const offset = offsetMicros();

export function monotonicMicros(): number {
  return performance.now() * 1000 + offset;
}

/** What `performance.now()` lacks, which counts from the start of its own process. */
function offsetMicros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e6 + nanos / 1e3 - performance.now() * 1000;
}
