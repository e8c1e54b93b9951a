/**
 * Short texts compared as words: up to 16 bytes are two numbers, first byte lowest, zeros behind the end.
 * Texts are looked at beyond their end, which is safe as assembly/json/scan.ts says.
 */

export function lowWord(at: usize, length: usize): u64 {
  const word = load<u64>(at);
  return length >= 8 ? word : word & (((<u64>1) << (length << 3)) - 1);
}

/** Bytes 8 to 15; 0 for texts that end before. */
export function highWord(at: usize, length: usize): u64 {
  return length <= 8 ? 0 : lowWord(at + 8, length - 8);
}

/** Whether a text of up to 16 bytes is the one that the words say. */
export function isNamed(at: usize, length: usize, low: u64, high: u64): bool {
  return length <= 16 && lowWord(at, length) == low && highWord(at, length) == high;
}

/** Whether two texts of a length are the same. */
export function isSame(a: usize, b: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}
