/**
 * Writes frames to captures, one file after another by size and age. Frames are taken at once and
 * written in their order behind the caller's back; what the disk does not take is a fault that ends the
 * writing, never a frame left out in silence.
 */
import { CaptureFile } from './capture-file.js';
import { captureLine } from './capture-line.js';
import type { Time } from './live/time.js';

export interface CaptureLimits {
  /** A file of this size, compressed, is followed by another one. */
  readonly fileBytes: number;
  /** So is one whose first frame is this old. */
  readonly fileMs: number;
  /** Frames wait this long, or for so many bytes of them, to be compressed together. */
  readonly flushMs: number;
  readonly flushBytes: number;
  /** Bytes of frames that may wait for the disk. */
  readonly queueBytes: number;
}

export const DEFAULT_CAPTURE_LIMITS: CaptureLimits = {
  fileBytes: 256 * 1024 * 1024,
  fileMs: 3_600_000,
  flushMs: 1_000,
  flushBytes: 1024 * 1024,
  queueBytes: 64 * 1024 * 1024,
};

export interface CaptureWriterOptions {
  /** Folder and beginning of each file's name; the time of its first frame, a number and `.gz` follow. */
  readonly prefix: string;
  readonly limits: CaptureLimits;
  readonly time: Pick<Time, 'after'>;
  /** A file after the first has begun. */
  readonly onRotated?: () => void;
  /** Nothing is written any more: one line. Called once. */
  readonly onFault: (reason: string) => void;
}

/** Numbers that a name may have beside one time. */
const MAX_NUMBER = 9_999;

export class CaptureWriter {
  /** Whole files so far. */
  readonly files: string[] = [];
  /** Frames taken. */
  frames = 0;
  readonly #options: CaptureWriterOptions;
  #lines: Uint8Array[] = [];
  #lineBytes = 0;
  #firstRecv = 0;
  #queuedBytes = 0;
  #work: Promise<void> = Promise.resolve();
  #file: CaptureFile | undefined;
  /** Time of the first frame in the file, µs. */
  #fileRecv = 0;
  #opened = 0;
  #fault = false;
  #cancelFlush = () => {};

  constructor(options: CaptureWriterOptions) {
    this.#options = options;
  }

  /** @param tsRecv µs since the epoch */
  frame(bytes: Uint8Array, tsRecv: number): void {
    if (this.#fault) return;
    const { limits, time } = this.#options;
    if (this.#lines.length === 0) {
      this.#firstRecv = tsRecv;
      this.#cancelFlush = time.after(limits.flushMs, () => this.#flush());
    }
    const line = captureLine(bytes, tsRecv);
    this.frames += 1;
    this.#lines.push(line);
    this.#lineBytes += line.length;
    if (this.#queuedBytes + this.#lineBytes > limits.queueBytes) {
      this.#fail(`the disk is too slow: ${limits.queueBytes} bytes wait to be written`);
    } else if (this.#lineBytes >= limits.flushBytes) this.#flush();
  }

  /** Writes what is there and makes the last file whole. */
  async close(): Promise<void> {
    this.#flush();
    await this.#work;
    await this.#attempt(() => this.#finish());
  }

  #flush(): void {
    this.#cancelFlush();
    if (this.#fault || this.#lines.length === 0) return;
    const lines = this.#lines;
    const bytes = this.#lineBytes;
    const firstRecv = this.#firstRecv;
    this.#lines = [];
    this.#lineBytes = 0;
    this.#queuedBytes += bytes;
    this.#work = this.#work.then(async () => {
      await this.#attempt(() => this.#write(lines, firstRecv));
      this.#queuedBytes -= bytes;
    });
  }

  async #write(lines: readonly Uint8Array[], firstRecv: number): Promise<void> {
    const { limits, onRotated } = this.#options;
    const isFull = this.#file !== undefined && this.#file.bytes >= limits.fileBytes;
    const isOld = this.#file !== undefined && firstRecv - this.#fileRecv >= limits.fileMs * 1000;
    if (isFull || isOld) await this.#finish();
    if (this.#file === undefined) {
      this.#file = await this.#create(firstRecv);
      this.#fileRecv = firstRecv;
      this.#opened += 1;
      if (this.#opened > 1) onRotated?.();
    }
    await this.#file.write(lines);
  }

  async #create(firstRecv: number): Promise<CaptureFile> {
    const time = new Date(firstRecv / 1000).toISOString().replace(/[-:]|\.\d+/g, '');
    for (let number = 1; ; number += 1) {
      const path = `${this.#options.prefix}-${time}-${String(number).padStart(3, '0')}.gz`;
      try {
        return await CaptureFile.create(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number >= MAX_NUMBER) throw error;
      }
    }
  }

  async #finish(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    await file.close();
    this.files.push(file.path);
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    if (this.#fault) return;
    try {
      await write();
    } catch (error) {
      this.#fail((error as Error).message.split('\n')[0]!);
    }
  }

  #fail(reason: string): void {
    if (this.#fault) return;
    this.#fault = true;
    this.#cancelFlush();
    this.#lines = [];
    const file = this.#file;
    this.#file = undefined;
    // What is being written now ends first.
    void this.#work.then(() => file?.abandon());
    this.#options.onFault(reason);
  }
}
