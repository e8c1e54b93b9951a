/** One clock for all processes of a machine: µs of the monotonic clock that they share, as fine as `performance.now()`. */

/** The first calls take up to milliseconds, and any may be interrupted: the narrowest of so many counts. */
const READINGS = 1_000;

const offset = offsetMicros();

export function monotonicMicros(): number {
  return performance.now() * 1000 + offset;
}

/** What `performance.now()` lacks, which counts from the start of its own process. */
function offsetMicros(): number {
  let narrowest = Number.POSITIVE_INFINITY;
  let found = 0;
  for (let i = 0; i < READINGS; i++) {
    const before = performance.now();
    const [seconds, nanos] = process.hrtime();
    const after = performance.now();
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    found = seconds * 1e6 + nanos / 1e3 - ((before + after) / 2) * 1000;
  }
  return found;
}
