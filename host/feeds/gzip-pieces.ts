/**
 * A gzip file, piece by piece: fflate inflates, and the checksum and length behind each member, which
 * fflate passes over, are compared here, so that a damaged or cut file is never taken for whole.
 */
import { crc32 } from 'node:zlib';
import { Gunzip } from 'fflate';

const TRAILER_BYTES = 8;

export class GzipPieces {
  readonly #gunzip = new Gunzip();
  #out: Uint8Array[] = [];
  /** Compressed bytes before the current piece: a member's trailer may begin in them. */
  #before: Uint8Array = new Uint8Array(0);
  #piece: Uint8Array = new Uint8Array(0);
  #read = 0;
  #crc = 0;
  #length = 0;
  #damaged = false;

  constructor() {
    this.#gunzip.ondata = (data) => {
      if (data.length === 0) return;
      this.#crc = crc32(data, this.#crc);
      this.#length = (this.#length + data.length) >>> 0;
      this.#out.push(data);
    };
    this.#gunzip.onmember = (offset) => this.#endMember(offset);
  }

  /** Inflates a piece of the file; answers what came of it, or undefined where the data is damaged. */
  push(piece: Uint8Array, last: boolean): readonly Uint8Array[] | undefined {
    this.#out = [];
    this.#piece = piece;
    this.#read += piece.length;
    try {
      this.#gunzip.push(piece, last);
    } catch {
      return undefined;
    }
    if (last) this.#endMember(this.#read);
    this.#before = piece.length >= TRAILER_BYTES ? piece : concat(this.#before, piece);
    return this.#damaged ? undefined : this.#out;
  }

  /** A member ended before this offset of the file. */
  #endMember(offset: number): void {
    const seen = concat(this.#before, this.#piece);
    const end = offset - (this.#read - seen.length);
    const at = end - TRAILER_BYTES;
    const view = new DataView(seen.buffer, seen.byteOffset, seen.byteLength);
    const whole = at >= 0 && view.getUint32(at, true) === this.#crc && view.getUint32(at + 4, true) === this.#length;
    if (!whole) this.#damaged = true;
    this.#crc = 0;
    this.#length = 0;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
