/**
 * Reads a recorded session line by line: `<receive time, ns since the epoch> <the frame's text>`, as
 * gzip or plain text, in pieces, so that memory is bounded by the longest line whatever the file.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { GzipPieces } from './gzip-pieces.js';
import { MAX_FRAME_BYTES } from './venue.js';
import { MAX_TIME_US } from './venue-time.js';

const PIECE_BYTES = 65_536;
/** A line's time and space take at most this much besides the frame. */
const MAX_LINE_BYTES = MAX_FRAME_BYTES + 32;

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const ZERO = 48;
const NONE = new Uint8Array(0);

/**
 * A cursor over the lines; the current one is in its fields. `next` answers false at the end and where
 * the file cannot be read further: then `fault` says why, in one line.
 */
export class CaptureReader {
  readonly path: string;
  /** Receive time of the line, µs since the epoch (ns cut off); -1 where the line does not begin with one. */
  tsRecv = -1;
  /** The frame, valid until the next line. Empty where the line has no time, or is longer than a frame may be. */
  bytes: Uint8Array = NONE;
  /** Lines so far. */
  lines = 0;
  /** What stopped the reading, in one line; undefined at an orderly end. */
  fault: string | undefined;
  /** Bytes of the file, and how many of them were read. */
  totalBytes = 0;
  readBytes = 0;

  readonly #piece = new Uint8Array(PIECE_BYTES);
  #file = -1;
  #gzip: GzipPieces | undefined;
  #queue: Uint8Array[] = [];
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** The beginning of a line that spans chunks. */
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #ended = false;

  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, 'r');
      const stat = fstatSync(this.#file);
      if (stat.isDirectory()) this.#stop(`${path} is a folder, not a capture`);
      this.totalBytes = stat.size;
    } catch (error) {
      this.#stop(`${path} cannot be read: ${(error as Error).message.replace(/,.*/s, '')}`);
    }
  }

  /** The frame as text. */
  get text(): string {
    const { buffer, byteOffset, byteLength } = this.bytes;
    return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
  }

  next(): boolean {
    for (;;) {
      const end = this.#chunk.indexOf(NEWLINE, this.#at);
      if (end >= 0) {
        this.#keep(this.#chunk.subarray(this.#at, end));
        this.#at = end + 1;
        this.#take();
        return true;
      }
      if (this.#at < this.#chunk.length) this.#keep(this.#chunk.subarray(this.#at));
      if (!this.#refill()) break;
    }
    // The last line may lack its newline.
    if (this.fault !== undefined || this.#partBytes === 0) return false;
    this.#take();
    return true;
  }

  close(): void {
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
    this.#ended = true;
  }

  #stop(fault: string): void {
    this.fault = fault;
    this.close();
  }

  /** Takes the next chunk; false at the end. */
  #refill(): boolean {
    this.#at = 0;
    for (;;) {
      const chunk = this.#queue.shift();
      if (chunk !== undefined) {
        this.#chunk = chunk;
        return true;
      }
      this.#chunk = new Uint8Array(0);
      if (this.#ended) return false;
      this.#read();
    }
  }

  #read(): void {
    let bytes = 0;
    try {
      bytes = readSync(this.#file, this.#piece);
    } catch (error) {
      this.#stop(`${this.path} cannot be read: ${(error as Error).message.replace(/,.*/s, '')}`);
      return;
    }
    const piece = this.#piece.slice(0, bytes);
    if (this.readBytes === 0 && piece[0] === 0x1f && piece[1] === 0x8b) this.#gzip = new GzipPieces();
    this.readBytes += bytes;
    if (bytes === 0) this.close();
    if (this.#gzip === undefined) {
      if (bytes > 0) this.#queue.push(piece);
      return;
    }
    const inflated = this.#gzip.push(piece, bytes === 0);
    if (inflated === undefined) this.#stop(`${this.path} is cut off or damaged after line ${this.lines}`);
    else this.#queue.push(...inflated);
  }

  /** Adds to the line; what is beyond the limit is only counted. */
  #keep(bytes: Uint8Array): void {
    this.#partBytes += bytes.length;
    if (this.#partBytes <= MAX_LINE_BYTES) this.#parts.push(bytes);
    else this.#parts = [];
  }

  /** Makes the collected line the current one. */
  #take(): void {
    const line = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    const tooLong = this.#partBytes > MAX_LINE_BYTES;
    this.#parts = [];
    this.#partBytes = 0;
    this.lines++;
    this.tsRecv = -1;
    this.bytes = NONE;
    const space = tooLong ? -1 : line.indexOf(SPACE);
    if (space < 0) return;
    this.tsRecv = microseconds(line, space);
    const end = line[line.length - 1] === RETURN ? line.length - 1 : line.length;
    if (this.tsRecv >= 0) this.bytes = line.subarray(space + 1, end);
  }
}

/** The first `length` bytes as decimal ns, in whole µs; -1 where they are no such number. */
function microseconds(line: Uint8Array, length: number): number {
  if (length === 0 || length > 19) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = line[i]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    if (i < length - 3) value = value * 10 + digit;
  }
  return value <= MAX_TIME_US ? value : -1;
}
