/** Copies a record: short ones in a loop, since the engine's `memory.copy` costs 3 ns however few they are. */

/** From here on `memory.copy` is faster: measured level at about 60 bytes, and 130 with vectors. */
const BULK_BYTES: u32 = ASC_FEATURE_SIMD ? 128 : 64;

/** The ranges do not overlap, and are memory. */
export function copyRecord(target: usize, source: usize, bytes: u32): void {
  if (bytes >= BULK_BYTES) {
    memory.copy(target, source, bytes);
    return;
  }
  let at: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    for (; at + 16 <= bytes; at += 16) v128.store(target + at, v128.load(source + at));
  }
  for (; at + 8 <= bytes; at += 8) store<u64>(target + at, load<u64>(source + at));
  for (; at < bytes; at++) store<u8>(target + at, load<u8>(source + at));
}
