/**
 * Positions of the broadcast ring: 53 bits, in words of 8 bytes, shared as two 32-bit words so that
 * JavaScript handles them without a BigInt: the low 32 bits, and the position >> 21. The 11 bits that
 * both hold tell which high word a low word belongs to.
 *
 * The writer stores the high word first, where it changed, and then the low one, which is what counts.
 * A reader that finds the same high word before and after the low one knows that the high word was
 * never behind, and ahead by less than 2,048 steps (one claim is at most 8): stepping back until the 11
 * bits agree gives the position that the low word means, also where the writer died between the two.
 */
import { BROADCAST_CLAIM_SHIFT, END_INDEX, END_INDEX_HIGH, POSITION_LOW_BITS, RING_WRITER } from './layout';

/** Tries until a high word holds still; it changes once in 16 MiB, so one retry is rare and two unheard of. */
const TRIES = 16;

/** Positions end here, one largest claim before 2^53. */
export const LAST_POSITION: i64 = (1 << 53) - (1 << 26);

/** What the writer published; -1 where the header is damaged or the writer faster than it can be. */
export function readPosition(ring: usize): i64 {
  const line = ring + RING_WRITER;
  let high = atomic.load<u32>(line, END_INDEX_HIGH);
  for (let i = 0; i < TRIES; i++) {
    const low = atomic.load<u32>(line, END_INDEX);
    const again = atomic.load<u32>(line, END_INDEX_HIGH);
    if (again == high) return joined(high, low);
    high = again;
  }
  return -1;
}

function joined(high: u32, low: u32): i64 {
  const overlap = (1 << (32 - POSITION_LOW_BITS)) - 1;
  const ahead = (high - (low >>> POSITION_LOW_BITS)) & overlap;
  if (ahead > high) return -1;
  return ((<i64>(high - ahead)) << POSITION_LOW_BITS) | (low & ((1 << POSITION_LOW_BITS) - 1));
}

/** Publishes a position. */
export function storePosition(ring: usize, position: i64): void {
  const line = ring + RING_WRITER;
  const high = <u32>(position >> POSITION_LOW_BITS);
  if (load<u32>(line, END_INDEX_HIGH) != high) atomic.store<u32>(line, high, END_INDEX_HIGH);
  atomic.store<u32>(line, <u32>position, END_INDEX);
}

/** The sequence with these low 32 bits that is nearest to `high` << 21; -1 where there is none. */
export function nearestSequence(high: u32, low: u32): i64 {
  const near = (<i64>high) << POSITION_LOW_BITS;
  const sequence = near + <i64>(<i32>(low - <u32>near));
  return max<i64>(sequence, -1);
}

/** Words of 8 bytes in one claim. */
export function claimWords(mask: u32): i64 {
  return <i64>((mask + 1) >> (BROADCAST_CLAIM_SHIFT + 3));
}

/**
 * How far behind the published position a reader may be: what the writer may have claimed beyond it is
 * being overwritten.
 */
export function windowWords(mask: u32): i64 {
  return <i64>((mask + 1) >> 3) - claimWords(mask);
}
