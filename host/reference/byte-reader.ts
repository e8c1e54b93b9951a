/**
 * Reads the integers of the protocol from a range of bytes. The first field that is wrong leaves its
 * code in `code`, after which everything read is 0: callers look at `code` before they judge a value.
 */
import { OK, TRUNCATED, VARINT } from '../../assembly/layout.js';

/** Longest integer of variable length. */
const MAX_VARINT_BYTES = 8;

export class ByteReader {
  readonly bytes: Uint8Array;
  at = 0;
  end = 0;
  code = OK;
  /** Operation bits of the last `opvarint` or `opsvarint`. */
  operation = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Starts anew at [from, to). */
  over(from: number, to: number): void {
    this.at = from;
    this.end = to;
    this.code = OK;
  }

  /** Keeps the first code; answers 0, the value of what could not be read. */
  fail(code: number): number {
    if (this.code === OK) this.code = code;
    return 0;
  }

  u8(): number {
    if (this.code !== OK) return 0;
    return this.at < this.end ? this.bytes[this.at++]! : this.fail(TRUNCATED);
  }

  u32(): number {
    return this.fixed(4);
  }

  u48(): number {
    return this.fixed(6);
  }

  /** An unsigned number of `length` bytes, at most 7; above 2^53 it is rounded. */
  fixed(length: number): number {
    if (this.code !== OK) return 0;
    if (this.at + length > this.end) return this.fail(TRUNCATED);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + this.bytes[this.at + i]!;
    this.at += length;
    return value;
  }

  varint(): number {
    return this.#groups(0, 1, 0);
  }

  svarint(): number {
    const first = this.u8();
    const magnitude = this.#magnitude(first, (first >> 1) & 0x3f, 64);
    return this.#signed(magnitude, (first & 1) === 1);
  }

  opvarint(): number {
    const first = this.u8();
    this.operation = first & 3;
    return this.#magnitude(first, (first >> 2) & 0x1f, 32);
  }

  opsvarint(): number {
    const first = this.u8();
    this.operation = first & 3;
    const magnitude = this.#magnitude(first, (first >> 3) & 0x0f, 16);
    return this.#signed(magnitude, (first & 4) === 4);
  }

  /** The whole of an integer whose first byte holds `low`, and whose next group counts `scale`. */
  #magnitude(first: number, low: number, scale: number): number {
    return first < 0x80 ? low : this.#groups(low, scale, 1);
  }

  /** `low` plus groups of seven bits, low first; `length` bytes of the integer are read already. */
  #groups(low: number, scale: number, length: number): number {
    let value = low;
    for (let weight = scale, n = length + 1; this.code === OK; weight *= 128, n++) {
      if (this.at >= this.end) return this.fail(TRUNCATED);
      const byte = this.bytes[this.at++]!;
      // Past 2^53 the sum is rounded, but never to below 2^53.
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) {
        const isLong = byte === 0 && n > 1;
        return isLong || value > Number.MAX_SAFE_INTEGER ? this.fail(VARINT) : value;
      }
      if (n === MAX_VARINT_BYTES) return this.fail(VARINT);
    }
    return 0;
  }

  #signed(magnitude: number, negative: boolean): number {
    if (!negative || this.code !== OK) return magnitude;
    return magnitude === 0 ? this.fail(VARINT) : -magnitude;
  }
}
