/**
 * Unpacks the changes of codec 2 sixteen at a time: lengths of sixteen controls at once, then four changes a
 * swizzle, whose mask is made of those lengths, as lanes of gap and size. Only what is short and right is
 * taken; blocks with anything else are left to the scalar twin.
 */

/** Where the data of the blocks that were unpacked ends. */
export let blockEnd: usize = 0;

/**
 * Unpacks as many whole blocks of `n` changes as can be; answers the number of changes. Columns are as
 * `unpack` has them.
 */
export function unpackBlocks(
  controls: usize,
  data: usize,
  end: usize,
  n: i32,
  isTens: bool,
  gaps: usize,
  amounts: usize,
): i32 {
  let at = data;
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const bytes = v128.load(controls + <usize>i);
    // Divided by six: exact for bytes.
    const low = i16x8.shr_u(i16x8.mul(i16x8.extend_low_i8x16_u(bytes), i16x8.splat(171)), 10);
    const high = i16x8.shr_u(i16x8.mul(i16x8.extend_high_i8x16_u(bytes), i16x8.splat(171)), 10);
    const code = i8x16.narrow_i16x8_u(low, high);
    const twice = i8x16.add(code, code);
    const operation = i8x16.sub(bytes, i8x16.add(twice, i8x16.add(twice, twice)));
    // The code of seven bytes, and what is no code; the operation of a long size.
    const odd = v128.or(i8x16.gt_s(code, i8x16.splat(40)), i8x16.eq(operation, i8x16.splat(5)));
    if (v128.any_true(odd)) break;
    const isByte = i8x16.gt_s(code, i8x16.splat(27));
    const isWord = i8x16.gt_s(code, i8x16.splat(36));
    const gapBytes = i8x16.sub(i8x16.neg(isByte), isWord);
    const sizeBytes = i8x16.swizzle(i8x16(0, 1, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), operation);
    const taken = i8x16.add(gapBytes, sizeBytes);
    // In each four: the bytes up to and with a change.
    const upTo = i32x4.mul(taken, i32x4.splat(0x01010101));
    const totals = i32x4.shr_u(upTo, 24);
    const gapStart = i8x16.sub(upTo, taken);
    const sizeStart = i8x16.add(gapStart, gapBytes);
    const next0 = at + <usize>i32x4.extract_lane(totals, 0);
    const next1 = next0 + <usize>i32x4.extract_lane(totals, 1);
    const next2 = next1 + <usize>i32x4.extract_lane(totals, 2);
    const next3 = next2 + <usize>i32x4.extract_lane(totals, 3);
    if (next3 > end) break;
    // Of the gap what its code says, low byte, middle, high.
    const codeLow = i8x16.min_u(code, i8x16.splat(28));
    const codeMiddle = i8x16.min_u(i8x16.sub_sat_u(code, i8x16.splat(28)), i8x16.splat(9));
    const codeHigh = i8x16.sub_sat_u(code, i8x16.splat(37));
    const zero = i8x16.splat(0);
    const lowPairs = i8x16.shuffle(codeLow, codeMiddle, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highPairs = i8x16.shuffle(codeLow, codeMiddle, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const lowTops = i8x16.shuffle(codeHigh, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highTops = i8x16.shuffle(codeHigh, zero, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    // 2 in deletions, 1 in adjustments.
    const modes = i8x16.swizzle(i8x16(2, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), operation);
    const lowModes = i16x8.extend_low_i8x16_u(modes);
    const highModes = i16x8.extend_high_i8x16_u(modes);
    const lowLengths = i8x16.shuffle(gapBytes, sizeBytes, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highLengths = i8x16.shuffle(
      gapBytes,
      sizeBytes,
      8,
      24,
      9,
      25,
      10,
      26,
      11,
      27,
      12,
      28,
      13,
      29,
      14,
      30,
      15,
      31,
    );
    const lowStarts = i8x16.shuffle(gapStart, sizeStart, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highStarts = i8x16.shuffle(gapStart, sizeStart, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const to = (<usize>i) << 3;
    let wrong = unpackFour(
      at,
      doubleLow(lowLengths),
      doubleLow(lowStarts),
      i16x8.shuffle(lowPairs, lowTops, 0, 8, 1, 9, 2, 10, 3, 11),
      i32x4.extend_low_i16x8_u(lowModes),
      isTens,
      gaps + to,
      amounts + to,
    );
    wrong = v128.or(
      wrong,
      unpackFour(
        next0,
        doubleHigh(lowLengths),
        doubleHigh(lowStarts),
        i16x8.shuffle(lowPairs, lowTops, 4, 12, 5, 13, 6, 14, 7, 15),
        i32x4.extend_high_i16x8_u(lowModes),
        isTens,
        gaps + to + 32,
        amounts + to + 32,
      ),
    );
    wrong = v128.or(
      wrong,
      unpackFour(
        next1,
        doubleLow(highLengths),
        doubleLow(highStarts),
        i16x8.shuffle(highPairs, highTops, 0, 8, 1, 9, 2, 10, 3, 11),
        i32x4.extend_low_i16x8_u(highModes),
        isTens,
        gaps + to + 64,
        amounts + to + 64,
      ),
    );
    wrong = v128.or(
      wrong,
      unpackFour(
        next2,
        doubleHigh(highLengths),
        doubleHigh(highStarts),
        i16x8.shuffle(highPairs, highTops, 4, 12, 5, 13, 6, 14, 7, 15),
        i32x4.extend_high_i16x8_u(highModes),
        isTens,
        gaps + to + 96,
        amounts + to + 96,
      ),
    );
    if (v128.any_true(wrong)) break;
    at = next3;
  }
  blockEnd = at;
  return i;
}

/** Pairs of bytes (a, b) as fours (a, a, b, b), of the lower or the upper half. */
function doubleLow(pairs: v128): v128 {
  return i8x16.shuffle(pairs, pairs, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
}

function doubleHigh(pairs: v128): v128 {
  return i8x16.shuffle(pairs, pairs, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15);
}

/**
 * Unpacks four changes whose data begins at `at`: `taken` are the bytes of gap and size, `starts` where they
 * begin, `codes` what the gaps' codes say. Answers lanes that are not 0 where a number is not right.
 */
function unpackFour(
  at: usize,
  taken: v128,
  starts: v128,
  codes: v128,
  modes: v128,
  isTens: bool,
  gaps: usize,
  amounts: usize,
): v128 {
  const order = i16x8.splat(0x0100);
  const mask = v128.or(i8x16.add(starts, order), i8x16.le_s(taken, order));
  const lanes = i8x16.swizzle(v128.load(at), mask);
  const gap = i32x4.add(v128.and(lanes, i32x4.splat(0xffff)), codes);
  const coded = i32x4.shr_u(lanes, 16);
  const adjusts = i32x4.eq(modes, i32x4.splat(1));
  // Two bytes whose upper one is 0; the size's bytes are the upper half of a lane.
  const isWide = i32x4.gt_s(taken, i32x4.splat(0x01ffffff));
  let wrong = v128.and(isWide, i32x4.lt_u(coded, i32x4.splat(0x100)));
  wrong = v128.or(wrong, v128.and(adjusts, i32x4.eq(coded, i32x4.splat(1))));
  const number = v128.bitselect(i32x4.shr_u(coded, 1), coded, adjusts);
  const minus = v128.and(adjusts, i32x4.neg(v128.and(coded, i32x4.splat(1))));
  let amount = number;
  if (isTens) {
    const half = i32x4.shr_u(number, 1);
    const ones = i32x4.neg(v128.and(number, i32x4.splat(1)));
    // Multiples of ten: 5 has an inverse modulo 2^32, and 2 is a rotation.
    const product = i32x4.mul(half, i32x4.splat(<i32>0xcccccccd));
    const tenth = v128.or(i32x4.shr_u(product, 1), i32x4.shl(product, 31));
    wrong = v128.or(wrong, v128.and(ones, i32x4.le_u(tenth, i32x4.splat(0x19999999))));
    amount = v128.bitselect(half, i32x4.mul(half, i32x4.splat(10)), ones);
  }
  amount = i32x4.sub(v128.xor(amount, minus), minus);
  const packed = v128.or(i32x4.shl(amount, 2), modes);
  v128.store(gaps, i64x2.extend_low_i32x4_u(gap));
  v128.store(gaps + 16, i64x2.extend_high_i32x4_u(gap));
  v128.store(amounts, i64x2.extend_low_i32x4_s(packed));
  v128.store(amounts + 16, i64x2.extend_high_i32x4_s(packed));
  return wrong;
}
