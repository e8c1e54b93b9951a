/**
 * Bytes of the protocol put together by hand, for tests: integers in BigInt, straight from
 * docs/PROTOCOL.md, so that they share nothing with any core. They can also be put together wrongly.
 */

export type Part = number | readonly number[] | Uint8Array;

/** Parts in a row; a number is one byte. */
export function bytes(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
}

/** Bytes written as hex digits; white space does not count, `#` begins a comment to the line's end. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/#.*$/gm, '').replace(/\s+/g, '');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toHex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `length` bytes, little-endian. */
export function fixed(value: number | bigint, length: number): number[] {
  return Array.from({ length }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
}

export function varint(value: number | bigint): number[] {
  const rest = BigInt(value) >> 7n;
  const low = Number(BigInt(value) & 0x7fn);
  return rest === 0n ? [low] : [low | 0x80, ...varint(rest)];
}

/** A first byte of a tag and some bits of a magnitude, then the rest. */
function tagged(tag: number, tagBits: number, magnitude: bigint): number[] {
  const bits = BigInt(7 - tagBits);
  const low = tag | (Number(magnitude & ((1n << bits) - 1n)) << tagBits);
  const rest = magnitude >> bits;
  return rest === 0n ? [low] : [low | 0x80, ...varint(rest)];
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

export function svarint(value: number | bigint): number[] {
  return tagged(value < 0 ? 1 : 0, 1, absolute(BigInt(value)));
}

export function opvarint(operation: number, value: number | bigint): number[] {
  return tagged(operation, 2, BigInt(value));
}

export function opsvarint(operation: number, value: number | bigint): number[] {
  return tagged(value < 0 ? operation | 4 : operation, 3, absolute(BigInt(value)));
}
