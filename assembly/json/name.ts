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
