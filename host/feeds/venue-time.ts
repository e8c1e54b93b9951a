/** Times as µs since the epoch, exactly; what is finer is cut off. -1 is not a time. */

/**
 * Latest time taken, in the year 2112: no difference between any two times and two receipts then
 * exceeds the 2^53 - 1 of the wire.
 */
export const MAX_TIME_US = 2 ** 52 - 1;

function inRange(microseconds: number): number {
  return microseconds <= MAX_TIME_US ? microseconds : -1;
}

/** An integer of ms. */
export function fromMilliseconds(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return -1;
  return inRange(value * 1000);
}

const MILLISECONDS = /^\d{1,13}$/;

/** Text of ms, as in `1652459225464`. */
export function fromMillisecondsText(value: unknown): number {
  return typeof value === 'string' && MILLISECONDS.test(value) ? inRange(Number(value) * 1000) : -1;
}

const SECONDS = /^(\d{1,10})(?:\.(\d{1,9}))?$/;

/** Text of seconds with a fraction, as in `1693415327.935623`. */
export function fromSecondsText(value: unknown): number {
  const match = typeof value === 'string' ? SECONDS.exec(value) : null;
  if (match === null) return -1;
  return inRange(Number(match[1]) * 1_000_000 + fraction(match[2]));
}

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** RFC 3339 in UTC, as in `2023-07-30T15:29:58.343415Z`. */
export function fromRfc3339(value: unknown): number {
  const match = typeof value === 'string' ? RFC3339.exec(value) : null;
  if (match === null) return -1;
  const milliseconds = Date.parse(`${match[1]}Z`);
  return milliseconds >= 0 ? inRange(milliseconds * 1000 + fraction(match[2])) : -1;
}

/** Digits behind a point as µs. */
function fraction(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.slice(0, 6).padEnd(6, '0'));
}
