/**
 * The hash of one level, of which a book's fingerprint is the sum: MurmurHash3_x86_32 (Austin Appleby,
 * public domain) of price and size as two 64-bit little-endian integers.
 */

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const LEVEL_BYTES = 16;

function mix(hash: number, word: number): number {
  let k = Math.imul(word, C1);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, C2);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash ^ LEVEL_BYTES;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** @param side SIDE_BID or SIDE_ASK, the hash's seed. Answers an unsigned 32-bit integer. */
export function levelHash(ticks: number, lots: number, side: number): number {
  // `|` takes the low 32 bits of any integer up to 2^53 - 1.
  let hash = mix(side, ticks | 0);
  hash = mix(hash, Math.floor(ticks / 2 ** 32));
  hash = mix(hash, lots | 0);
  return finish(mix(hash, Math.floor(lots / 2 ** 32)));
}
