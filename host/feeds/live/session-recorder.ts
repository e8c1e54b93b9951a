/**
 * Records what a venue sends as captures that `verify` and `replay` read. A venue that sends snapshots
 * itself is recorded in one row of files; one that is asked for them over REST in a row a symbol, since
 * its snapshots do not say whose they are.
 */
import { type CaptureLimits, CaptureWriter } from '../capture-writer.js';
import type { SymbolBook } from '../symbol-book.js';
import type { Venue } from '../venue.js';
import type { FrameTap, TappedConnection } from './frame-tap.js';
import type { Time } from './time.js';

export interface SessionRecorderOptions {
  /** As `recordable` made it. */
  readonly venue: Venue;
  readonly folder: string;
  readonly limits: CaptureLimits;
  readonly time: Time;
  /** A file after the first of a row has begun: it needs snapshots of its own. */
  readonly onRotated: () => void;
  /** Something cannot be written, and the recording is over: one line. */
  readonly onFault: (reason: string) => void;
}

/** The venue with connections that one row of files can hold. */
export function recordable(venue: Venue): Venue {
  if (venue.capabilities.snapshot === 'stream') return venue;
  return { ...venue, limits: { ...venue.limits, symbolsPerConnection: 1 } };
}

export class SessionRecorder implements FrameTap {
  readonly #options: SessionRecorderOptions;
  readonly #writers = new Map<string, CaptureWriter>();

  constructor(options: SessionRecorderOptions) {
    this.#options = options;
  }

  /** Lines written or on their way. */
  get frames(): number {
    return [...this.#writers.values()].reduce((sum, writer) => sum + writer.frames, 0);
  }

  /** Whole files. */
  get files(): string[] {
    return [...this.#writers.values()].flatMap((writer) => writer.files);
  }

  frame(connection: TappedConnection, bytes: Uint8Array, tsRecv: number): void {
    const [book] = connection.books;
    this.#writer(book)?.frame(bytes, tsRecv);
  }

  snapshot(_connection: TappedConnection, book: SymbolBook, bytes: Uint8Array, tsRecv: number): void {
    this.#writer(book)?.frame(bytes, tsRecv);
  }

  /** All that came is on the disk afterwards, in whole files. */
  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }

  /** Undefined for a connection that was just let go. */
  #writer(book: SymbolBook | undefined): CaptureWriter | undefined {
    if (book === undefined) return undefined;
    const { venue, folder, ...options } = this.#options;
    const row = venue.capabilities.snapshot === 'rest' ? `${venue.id}-${fileName(book.native)}` : venue.id;
    let writer = this.#writers.get(row);
    if (writer === undefined) {
      writer = new CaptureWriter({ ...options, prefix: `${folder}/${row}` });
      this.#writers.set(row, writer);
    }
    return writer;
  }
}

function fileName(native: string): string {
  return native.toLowerCase().replace(/[^a-z0-9._]/g, '-');
}
