/**
 * Keeps the last raw frames of a venue's connections in memory, and writes those of a symbol to a file
 * when its book turns out wrong: after a gap, a failed checksum, a crossed book, a best quote that
 * differs. `tickwire verify` then shows the same again.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReasonName } from '../../wire/state.js';
import type { Instrument } from '../instrument.js';
import type { SymbolBook } from '../symbol-book.js';
import type { FeedLog } from './feed-log.js';
import { FlightBuffer } from './flight-buffer.js';
import { writeFlight } from './flight-file.js';
import type { FlightLimits } from './flight-limits.js';
import type { FrameTap, TappedConnection } from './frame-tap.js';
import type { Time } from './time.js';

export interface FlightRecorderOptions {
  readonly venue: string;
  /** Levels a side that books are subscribed with. */
  readonly depth: number;
  readonly folder: string;
  readonly limits: FlightLimits;
  readonly time: Time;
  readonly log: FeedLog;
}

export interface FlightCounters {
  /** Files written. */
  written: number;
  /** Losses within the pause after another one. */
  suppressed: number;
  /** Files that the disk refused. */
  failed: number;
}

const LOSSES: ReadonlySet<ReasonName> = new Set(['gap', 'checksum', 'crossed', 'quote']);

interface Kept {
  readonly buffer: FlightBuffer;
  /** Monotonic ms. */
  writtenMs: number;
}

export class FlightRecorder implements FrameTap {
  readonly venue: string;
  readonly counters: FlightCounters = { written: 0, suppressed: 0, failed: 0 };
  readonly #options: FlightRecorderOptions;
  readonly #connections = new Map<TappedConnection, Kept>();
  readonly #instruments = new Map<string, Instrument>();
  #work: Promise<void> = Promise.resolve();

  constructor(options: FlightRecorderOptions) {
    this.venue = options.venue;
    this.#options = options;
  }

  /** Bytes kept, all connections together. */
  get bytes(): number {
    let sum = 0;
    for (const { buffer } of this.#connections.values()) sum += buffer.bytes;
    return sum;
  }

  /** What is known of digits on the wire, for snapshots with a checksum over text. */
  instruments(found: Iterable<Instrument>): void {
    for (const instrument of found) this.#instruments.set(instrument.symbol, instrument);
  }

  frame(connection: TappedConnection, bytes: Uint8Array, tsRecv: number): void {
    this.#kept(connection).buffer.add({ bytes, tsRecv }, connection.books);
  }

  snapshot(connection: TappedConnection, book: SymbolBook, bytes: Uint8Array, tsRecv: number): void {
    this.#kept(connection).buffer.add({ bytes, tsRecv, snapshotOf: book.native }, connection.books);
  }

  lost(connection: TappedConnection, book: SymbolBook): void {
    if (!LOSSES.has(book.reason)) return;
    const { time, limits } = this.#options;
    const kept = this.#kept(connection);
    const now = time.monotonicMs();
    if (now - kept.writtenMs < limits.pauseMs) {
      this.counters.suppressed += 1;
      return;
    }
    kept.writtenMs = now;
    const stretches = kept.buffer.take();
    const { native, reason, tsRecv } = book;
    this.#work = this.#work.then(() => this.#write(native, reason, tsRecv, stretches));
  }

  gone(connection: TappedConnection): void {
    this.#connections.delete(connection);
  }

  /** What was begun to be written is written. */
  async close(): Promise<void> {
    await this.#work;
  }

  #kept(connection: TappedConnection): Kept {
    let kept = this.#connections.get(connection);
    if (kept === undefined) {
      kept = { buffer: new FlightBuffer(this.#options.limits), writtenMs: Number.NEGATIVE_INFINITY };
      this.#connections.set(connection, kept);
    }
    return kept;
  }

  async #write(native: string, reason: ReasonName, tsRecv: number, stretches: ReturnType<FlightBuffer['take']>) {
    const { venue, depth, folder, log } = this.#options;
    const time = new Date(tsRecv / 1000).toISOString().replace(/[-:.]/g, '');
    const name = `flight-${venue}-${time}-${native.toLowerCase().replace(/[^a-z0-9._]/g, '-')}-${reason}.gz`;
    const file = join(folder, name);
    try {
      await writeFlight(file, { venue, native, depth, stretches, instrument: this.#instruments.get(native) });
      this.counters.written += 1;
      log.warn(
        { symbol: `${venue}:${native}`, reason, file },
        `${venue}:${native}: ${reason}; its last frames are in ${file}`,
      );
      await this.#makeRoom();
    } catch (error) {
      this.counters.failed += 1;
      const why = (error as Error).message.split('\n')[0];
      log.warn({ file, reason: why }, `${file} cannot be written: ${why}`);
    }
  }

  /** Names begin with their time behind the venue, so they sort by age. Another thread may be at the same. */
  async #makeRoom(): Promise<void> {
    const { venue, folder, limits } = this.#options;
    const own = new RegExp(`^flight-${venue}-\\d{8}T\\d{9}Z-.*\\.gz$`);
    const files = (await readdir(folder)).filter((name) => own.test(name)).sort();
    for (const name of files.slice(0, Math.max(0, files.length - limits.files)))
      await rm(join(folder, name), { force: true });
  }
}
