/** Writes the integers of the protocol. Callers make sure of the room and of the ranges. */

/** Bytes of a `varint`. */
export function varintLength(value: number): number {
  let length = 1;
  for (let limit = 128; value >= limit; limit *= 128) length++;
  return length;
}

/** Bytes of an `svarint`. */
export function svarintLength(value: number): number {
  const magnitude = Math.abs(value);
  return magnitude < 64 ? 1 : 1 + varintLength(Math.floor(magnitude / 64));
}

export class ByteWriter {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  u8(value: number): void {
    this.bytes[this.at++] = value;
  }

  u32(value: number): void {
    this.fixed(value, 4);
  }

  u48(value: number): void {
    this.fixed(value, 6);
  }

  /** An unsigned number in `length` bytes. */
  fixed(value: number, length: number): void {
    let rest = value;
    for (let i = 0; i < length; i++, rest = Math.floor(rest / 256)) this.u8(rest % 256);
  }

  varint(value: number): void {
    let rest = value;
    // `&` takes the low bits of any integer up to 2^53 - 1.
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.u8(0x80 | (rest & 0x7f));
    this.u8(rest);
  }

  svarint(value: number): void {
    this.#first(value < 0 ? 1 : 0, 1, 6, Math.abs(value));
  }

  opvarint(operation: number, value: number): void {
    this.#first(operation, 2, 5, value);
  }

  opsvarint(operation: number, value: number): void {
    this.#first(value < 0 ? operation | 4 : operation, 3, 4, Math.abs(value));
  }

  /** A first byte of `tagBits` of tag and `bits` of magnitude, then the rest of the magnitude. */
  #first(tag: number, tagBits: number, bits: number, magnitude: number): void {
    const unit = 1 << bits;
    const byte = tag | ((magnitude & (unit - 1)) << tagBits);
    this.u8(magnitude < unit ? byte : 0x80 | byte);
    if (magnitude >= unit) this.varint(Math.floor(magnitude / unit));
  }
}
