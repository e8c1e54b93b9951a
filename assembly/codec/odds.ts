/** The states of the dense codec's bits: 16 bits each, the odds of a 1 and how often the bit was seen. */

/** The upper 12 bits are the odds, the lower 4 what was seen, at most 15. */
const ODDS: u32 = 0xfff0;
/** What odds go to. */
const AFTER_ZEROS: i32 = 0x100;
const AFTER_ONES: i32 = 0xfff0;

/** A coder fills up where less of its range is left. */
export const LEAST_RANGE: u32 = 1 << 24;

/** The part of the range that stands for a 1. */
export function boundOf(range: u32, state: u32): u32 {
  return (range >> 16) * (state & ODDS);
}

/** The state after a bit: the odds go a 2nd, 4th … 32nd of the way, the less the more was seen. */
export function learn(state: u32, bit: bool): u32 {
  const seen = state & 15;
  const odds = state & ODDS;
  const way = select(AFTER_ONES, AFTER_ZEROS, bit) - <i32>odds;
  return (odds + ((way >> (32 - clz(seen + 1))) & ODDS)) | min<u32>(seen + 1, 15);
}
