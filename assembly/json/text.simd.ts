/** Runs over the plain characters of a string, 16 at a time. */

/**
 * The first byte at or behind `at` that is a quote, a backslash, a control character or not ASCII; or a
 * position at or behind `end`. Bytes are compared as signed: those from 0x80 on are below a space, too.
 */
export function plainRun(at: usize, end: usize): usize {
  while (at < end) {
    const bytes = v128.load(at);
    const special = v128.or(
      i8x16.lt_s(bytes, i8x16.splat(0x20)),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
    );
    const mask = i8x16.bitmask(special);
    if (mask != 0) return at + <usize>ctz(mask);
    at += 16;
  }
  return at;
}

/**
 * The first of 16 bytes at `at` that no symbol has as it is: a quote, a backslash, a space, a control character,
 * not ASCII; a position 16 further where there is none.
 */
export function symbolRun(at: usize): usize {
  const bytes = v128.load(at);
  const special = v128.or(
    v128.or(i8x16.lt_s(bytes, i8x16.splat(0x21)), i8x16.eq(bytes, i8x16.splat(0x7f))),
    v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
  );
  return at + <usize>ctz(i8x16.bitmask(special) | 0x10000);
}
