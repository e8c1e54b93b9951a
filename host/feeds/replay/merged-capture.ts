/**
 * Several captures read as one: always the line received first, each file's own lines in order. Files
 * of one session, one after the other or recorded side by side, so come out as the session went.
 */
import { CaptureReader } from '../capture.js';

export class MergedCapture {
  /** The current line, as a CaptureReader has it. */
  tsRecv = -1;
  text = '';
  /** Index of the file that the line is from. */
  file = 0;
  lines = 0;
  readonly #readers: CaptureReader[];
  /** Whether a reader's fields hold a line that was not taken yet. */
  readonly #holds: boolean[];
  #opened = false;

  constructor(paths: readonly string[]) {
    this.#readers = paths.map((path) => new CaptureReader(path));
    this.#holds = paths.map(() => false);
  }

  /** What stopped the reading of one of the files, in one line. */
  get fault(): string | undefined {
    return this.#readers.find((reader) => reader.fault !== undefined)?.fault;
  }

  get totalBytes(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.totalBytes, 0);
  }

  get readBytes(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.readBytes, 0);
  }

  /** Takes the next line; false at the end of all files. */
  next(): boolean {
    if (!this.#opened) for (let i = 0; i < this.#readers.length; i++) this.#advance(i);
    this.#opened = true;
    let first = -1;
    for (let i = 0; i < this.#readers.length; i++) {
      if (!this.#holds[i]) continue;
      if (first < 0 || this.#readers[i]!.tsRecv < this.#readers[first]!.tsRecv) first = i;
    }
    if (first < 0) return false;
    const reader = this.#readers[first]!;
    this.tsRecv = reader.tsRecv;
    this.text = reader.text;
    this.file = first;
    this.lines++;
    this.#advance(first);
    return true;
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
  }

  #advance(index: number): void {
    this.#holds[index] = this.#readers[index]!.next();
  }
}
