/**
 * The market-data bus over a broadcast ring, the gateway's side: reads one writer's records and tells a
 * publisher of this thread what the feeds' thread was told, of mirrors that outlive that thread. A reader
 * that was overtaken, or refused a frame, asks for everything anew; until it came no mirror is live.
 */
import { FULL, KIND_MASK, KIND_SNAPSHOT, RESULT_CODE } from '../../../assembly/layout.js';
import { RING_CLOSED, RING_EMPTY, RING_LAPPED } from '../../../assembly/ring/layout.js';
import type { Core } from '../../wire/core.js';
import { type BroadcastRingReader, ringCodeName } from '../../wire/ring.js';
import type { ReasonName } from '../../wire/state.js';
import type { LatencyHistogram } from '../latency-histogram.js';
import type { MarketDataPublisher } from '../market-data.js';
import { MirrorSource } from './mirror-source.js';
import {
  FLAG_PART,
  FLAG_REGRIDDED,
  RECORD_ANALYTICS,
  RECORD_BOOK,
  RECORD_GONE,
  RECORD_HEAD_BYTES,
  RECORD_KEYFRAME,
  RECORD_REPLACED,
  RECORD_ROLL,
  RECORD_ROLL_END,
  RECORD_SOURCE,
  RECORD_STATE,
  RECORD_TRADES,
  RecordHead,
  type SourceText,
} from './record.js';

export interface RingReceiverOptions {
  /** Where the mirrors' books are. */
  readonly core: Core;
  /** Of the bus in this thread. */
  readonly publisher: MarketDataPublisher;
  /** Has the other side tell everything anew. */
  readonly askAnew: () => void;
  /** Runs once after some ms; answers how to cancel. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** From the receipt of what is told to here; `now` in µs since the epoch. */
  readonly latency?: LatencyHistogram;
  readonly now?: () => number;
}

export interface RingCounters {
  records: number;
  /** Times that the writer overtook this reader, and records lost so. */
  lapped: number;
  lost: number;
  /** Frames that were not taken, for want of room in the core mostly. */
  refused: number;
}

/** Between asking for everything because of a frame that was refused, ms: what has no room now may have it later. */
const ASK_AGAIN_MS = 1_000;

export class RingReceiver {
  readonly counters: RingCounters = { records: 0, lapped: 0, lost: 0, refused: 0 };
  readonly #options: RingReceiverOptions;
  readonly #head = new RecordHead();
  readonly #trades: Float64Array;
  readonly #mirrors = new Map<string, MirrorSource>();
  /** By their numbers on the ring. */
  readonly #numbered = new Map<number, MirrorSource>();
  /** Those told since a roll began; undefined outside of one. */
  #rolled: Set<MirrorSource> | undefined;
  #reader: BroadcastRingReader | undefined;
  /** Bytes of a frame in parts that came so far. */
  #held = 0;
  #cancelAsking: (() => void) | undefined;

  constructor(options: RingReceiverOptions) {
    this.#options = options;
    this.#trades = new Float64Array(options.core.trades.length);
  }

  /** Symbols that are mirrored. */
  get sources(): number {
    return this.#mirrors.size;
  }

  /** The ring that is read; undefined where there is none. */
  get reader(): BroadcastRingReader | undefined {
    return this.#reader;
  }

  /** Begins with a ring of a new writer. */
  attach(reader: BroadcastRingReader): void {
    this.#reader = reader;
    this.#numbered.clear();
    this.#rolled = undefined;
    this.#held = 0;
  }

  /** The writer is gone: what it left is read, then no book is live. */
  detach(): void {
    while (this.drain(1_024) > 0);
    this.#reader = undefined;
    this.#numbered.clear();
    this.#cancelAsking?.();
    this.#cancelAsking = undefined;
    for (const mirror of this.#mirrors.values()) {
      mirror.end();
      this.#tellState(mirror);
    }
  }

  /** Whether there is something to read. */
  get isReadable(): boolean {
    const at = this.#reader?.peek() ?? -RING_EMPTY;
    return at >= 0 || at === -RING_LAPPED;
  }

  /** Reads up to so many records; answers how many there were. */
  drain(most: number): number {
    const reader = this.#reader;
    if (reader === undefined) return 0;
    for (let read = 0; read < most; read++) {
      const at = reader.peek();
      if (at >= 0) this.#read(reader, at);
      else if (at === -RING_LAPPED) this.#lapped(reader);
      else if (at === -RING_EMPTY || at === -RING_CLOSED) return read;
      else throw new Error(`bus: the ring of another thread cannot be read: ${ringCodeName(at)}`);
    }
    return most;
  }

  /** Copies a record, and believes it once it is known not to have been overwritten meanwhile. */
  #read(reader: BroadcastRingReader, at: number): void {
    const { input } = this.#options.core;
    const { length } = reader;
    const end = this.#held + length - RECORD_HEAD_BYTES;
    this.#head.bytes.set(reader.bytes.subarray(at, at + RECORD_HEAD_BYTES));
    if (end <= input.length) input.set(reader.bytes.subarray(at + RECORD_HEAD_BYTES, at + length), this.#held);
    const code = reader.advance();
    if (code === -RING_LAPPED) this.#lapped(reader);
    if (code < 0) return;
    this.counters.records += 1;
    if ((this.#head.flags & FLAG_PART) !== 0) {
      this.#held = end;
      return;
    }
    this.#held = 0;
    this.#take(end <= input.length ? end : -1);
  }

  #lapped(reader: BroadcastRingReader): void {
    this.counters.lapped += 1;
    this.counters.lost += reader.lost;
    this.#held = 0;
    this.#rolled = undefined;
    for (const mirror of this.#mirrors.values()) this.#lose(mirror, 'gap');
    this.#options.askAnew();
  }

  /** @param bytes of the payload in the core's input; -1 where that has no room for it */
  #take(bytes: number): void {
    const { kind, source: number } = this.#head;
    if (kind === RECORD_ROLL) this.#rolled = new Set();
    else if (kind === RECORD_ROLL_END) this.#endRoll();
    else if (kind === RECORD_SOURCE) this.#introduce(number, bytes);
    else {
      const mirror = this.#numbered.get(number);
      // Its introduction was lost: all is on its way anew.
      if (mirror === undefined) return;
      mirror.take(this.#head);
      this.#tell(kind, mirror, bytes);
    }
  }

  #introduce(number: number, bytes: number): void {
    const { core, publisher } = this.#options;
    const text = JSON.parse(Buffer.from(core.input.subarray(0, bytes)).toString('utf8')) as SourceText;
    let mirror = this.#mirrors.get(text.symbol);
    if (mirror === undefined) {
      mirror = new MirrorSource(text, core);
      mirror.take(this.#head);
      mirror.trades = this.#head.trades;
      this.#mirrors.set(text.symbol, mirror);
      this.#numbered.set(number, mirror);
      mirror.isNews();
      publisher.add(mirror);
    } else if (this.#numbered.get(number) !== mirror) {
      this.#numbered.set(number, mirror);
      mirror.trades = this.#head.trades;
      mirror.take(this.#head);
      this.#tellState(mirror);
    }
    this.#rolled?.add(mirror);
  }

  /** What the roll did not name went while records were lost. */
  #endRoll(): void {
    const rolled = this.#rolled;
    this.#rolled = undefined;
    if (rolled === undefined) return;
    for (const mirror of this.#mirrors.values()) if (!rolled.has(mirror)) this.#remove(mirror);
  }

  #tell(kind: number, mirror: MirrorSource, bytes: number): void {
    switch (kind) {
      case RECORD_BOOK:
        this.#book(mirror, bytes);
        break;
      case RECORD_REPLACED:
        this.#replaced(mirror, bytes, (this.#head.flags & FLAG_REGRIDDED) !== 0);
        break;
      case RECORD_KEYFRAME:
        if (mirror.isSynced) break;
        if (bytes > 0) this.#replaced(mirror, bytes, false);
        this.#tellState(mirror);
        break;
      case RECORD_TRADES:
        this.#tellTrades(mirror, bytes);
        break;
      case RECORD_ANALYTICS:
        if (!this.#decodes(mirror, bytes, false)) break;
        mirror.keepAnalytics();
        this.#options.publisher.analytics?.(mirror);
        break;
      case RECORD_STATE:
        if (bytes > 0 && mirror.isSynced) this.#decodes(mirror, bytes, false);
        this.#tellState(mirror);
        break;
      case RECORD_GONE:
        this.#remove(mirror);
        break;
    }
  }

  #book(mirror: MirrorSource, bytes: number): void {
    if (!mirror.isSynced) {
      // A snapshot where there could be no delta is all that a lost book can take.
      if (isSnapshot(this.#options.core.input, bytes)) this.#replaced(mirror, bytes, false);
      return;
    }
    if (!this.#decodes(mirror, bytes, isSnapshot(this.#options.core.input, bytes))) return;
    this.#options.publisher.book(mirror);
    this.#took();
  }

  #replaced(mirror: MirrorSource, bytes: number, regridded: boolean): void {
    const wasLost = !mirror.isSynced && mirror.grid !== undefined;
    if (!this.#decodes(mirror, bytes, true)) return;
    const { publisher } = this.#options;
    mirror.take(this.#head);
    this.#tellMissed(mirror, 0);
    publisher.replaced(mirror, regridded);
    if (wasLost) this.#tellState(mirror);
  }

  #tellTrades(mirror: MirrorSource, bytes: number): void {
    if (!mirror.isSynced || !this.#decodes(mirror, bytes, false)) return;
    const count = mirror.copyTrades(this.#trades);
    this.#tellMissed(mirror, count);
    this.#options.publisher.trades(mirror, this.#trades, count);
    this.#took();
  }

  /** Those that the source told and this side did not hear of, beside `count` that it is about to tell. */
  #tellMissed(mirror: MirrorSource, count: number): void {
    const missed = (this.#head.trades - mirror.trades - count) >>> 0;
    mirror.trades = this.#head.trades;
    if (missed > 0) this.#options.publisher.tradesMissed?.(mirror, missed);
  }

  #took(): void {
    const { latency, now } = this.#options;
    if (latency !== undefined && now !== undefined) latency.observe(now() - this.#head.tsRecv);
  }

  /** Whether a frame was decoded. Where not, the mirror is lost and everything is asked for in a while. */
  #decodes(mirror: MirrorSource, bytes: number, snapshot: boolean): boolean {
    if (!mirror.isSynced && !snapshot) return false;
    if (bytes > 0 && mirror.decode(bytes, snapshot, this.#head.stream)) return true;
    this.counters.refused += 1;
    const isFull = bytes <= 0 || mirror.stream < 0 || this.#options.core.results[RESULT_CODE] === FULL;
    this.#lose(mirror, isFull ? 'capacity' : 'gap');
    this.#cancelAsking ??= this.#options.after(ASK_AGAIN_MS, () => {
      this.#cancelAsking = undefined;
      this.#options.askAnew();
    });
    return false;
  }

  #lose(mirror: MirrorSource, reason: ReasonName): void {
    mirror.lose(reason);
    this.#tellState(mirror);
  }

  #tellState(mirror: MirrorSource): void {
    if (mirror.isNews()) this.#options.publisher.state(mirror);
  }

  #remove(mirror: MirrorSource): void {
    this.#mirrors.delete(mirror.symbol);
    for (const [number, other] of this.#numbered) if (other === mirror) this.#numbered.delete(number);
    this.#options.publisher.remove(mirror);
    mirror.close();
  }
}

function isSnapshot(input: Uint8Array, bytes: number): boolean {
  return bytes > 0 && (input[0]! & KIND_MASK) === KIND_SNAPSHOT;
}
