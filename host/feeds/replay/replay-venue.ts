/**
 * A recorded session served as its venue would serve it: streams and REST over real sockets, so that a
 * host whose addresses of that venue are overridden reads it unmodified. It starts at the first
 * subscription. What was not recorded (a later snapshot, a smaller depth) is told from the book that
 * the recording gives; when the recording has ended it goes on answering so.
 */
import type { Core } from '../../wire/core.js';
import type { Instrument } from '../instrument.js';
import { systemTime, type Time } from '../live/time.js';
import type { ServerLimits } from '../simulated/socket-server.js';
import { type Listening, SocketServer } from '../simulated/socket-server.js';
import type { BuiltInVenueId } from '../venue.js';
import { venueById } from '../venues.js';
import { BinanceRest } from './binance-rest.js';
import { BinanceSide } from './binance-side.js';
import { BookKeeper, type Taken } from './book-keeper.js';
import { coinbaseWords } from './coinbase-words.js';
import { type AddressReader, addressReader } from './frame-address.js';
import { KrakenSide } from './kraken-side.js';
import { krakenV1Words } from './kraken-v1-words.js';
import { krakenV2Words } from './kraken-v2-words.js';
import { MergedCapture } from './merged-capture.js';
import { okxWords } from './okx-words.js';
import { Player, type Speed, type Stage } from './player.js';
import { SnapshotDesk } from './snapshot-desk.js';
import { StreamSide } from './stream-side.js';
import type { Survey } from './survey.js';
import type { VenueSide } from './venue-side.js';

export interface ReplayLimits extends ServerLimits {
  /** Quiet time after a subscription before the replay starts, so that those that belong together are in. */
  readonly gatherMs: number;
  /** How long a snapshot request waits for its place in the recording, and the replay there for a request. */
  readonly waitMs: number;
  /** How long the replay waits for the answer with a recorded snapshot to arrive before what follows it. */
  readonly arrivalMs: number;
  /** At full speed: bytes that may wait for a client before the replay waits for it. */
  readonly drainBytes: number;
  /** At full speed: a client that takes nothing for this long is cut off. */
  readonly stuckMs: number;
}

export const DEFAULT_REPLAY_LIMITS: ReplayLimits = {
  connections: 300,
  messagesPerSecond: 100,
  payloadBytes: 65_536,
  headerBytes: 65_536,
  bufferedBytes: 67_108_864,
  pingMs: 20_000,
  pongTimeoutMs: 60_000,
  connectionMs: 86_400_000,
  gatherMs: 200,
  waitMs: 10_000,
  arrivalMs: 50,
  drainBytes: 1_048_576,
  stuckMs: 30_000,
};

export interface ReplayEvents {
  onStart?(): void;
  /** Every line was played, and taken by whoever is connected. */
  onEnd?(): void;
  /** One line for whoever runs the replay. */
  onNote?(line: string): void;
}

export interface ReplayOptions {
  readonly venue: BuiltInVenueId;
  /** The files, and what reading them found. */
  readonly paths: readonly string[];
  readonly survey: Survey;
  readonly core: Core;
  readonly speed: Speed;
  /** What the venue is to say of instruments; where it has none of a symbol, the survey's. */
  readonly instruments?: readonly Instrument[];
  readonly limits?: Partial<ReplayLimits>;
  readonly time?: Time;
  readonly events?: ReplayEvents;
}

/** What a frame of no book does. */
const NOTHING: Taken = { effect: 'none', symbol: undefined, checksum: -1, wasInSync: false };

export class ReplayVenue {
  readonly #options: ReplayOptions;
  readonly #limits: ReplayLimits;
  readonly #time: Time;
  readonly #address: AddressReader;
  readonly #keeper: BookKeeper;
  readonly #desk: SnapshotDesk;
  readonly #side: VenueSide;
  readonly #server: SocketServer;
  readonly #player: Player;
  #cancelStart = () => {};
  /** Since when a client holds the replay up. */
  #fullSinceMs: number | undefined;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_REPLAY_LIMITS, ...options.limits };
    this.#time = options.time ?? systemTime;
    this.#address = addressReader(options.venue);
    this.#keeper = new BookKeeper(venueById(options.venue)!, options.survey, options.core);
    this.#desk = new SnapshotDesk({
      books: this.#keeper.books,
      time: this.#time,
      waitMs: this.#limits.waitMs,
      arrivalMs: this.#limits.arrivalMs,
      isWanted: (symbol) => this.#side.wantsBook(symbol),
      onMove: () => this.#player.resume(),
      onNote: (line) => this.#note(line),
    });
    this.#side = this.#createSide();
    this.#server = new SocketServer(this.#side, this.#time, this.#limits);
    this.#player = new Player(new MergedCapture(options.paths), options.speed, this.#time, this.#stage());
  }

  /** Rejects with the system's error where the port cannot be had. */
  async listen({ port = 0, host = '127.0.0.1' } = {}): Promise<Listening> {
    const listening = await this.#server.listen(port, host);
    return { ...listening, wsUrl: `${listening.wsUrl}${this.#side.wsPath}` };
  }

  /** Lines played so far. */
  get lines(): number {
    return this.#player.lines;
  }

  /** Symbols whose book a client is subscribed to. */
  get subscribed(): string[] {
    return [...this.#options.survey.symbols.keys()].filter((symbol) => this.#side.wantsBook(symbol));
  }

  get hasEnded(): boolean {
    return this.#player.hasEnded;
  }

  /** Says goodbye to the clients, once they have taken what was sent or `graceMs` have passed, and stops listening. */
  async close(graceMs = 0): Promise<void> {
    this.#cancelStart();
    this.#player.stop();
    this.#desk.close();
    await this.#server.close(graceMs);
  }

  #createSide(): VenueSide {
    const { venue, survey, instruments: given = [] } = this.#options;
    const inferred = [...survey.symbols.values()].flatMap(({ instrument }) => instrument ?? []);
    const instruments = new Map([...inferred, ...given].map((instrument) => [instrument.symbol, instrument]));
    const events = { onSubscribed: () => this.#gather(), onNote: (line: string) => this.#note(line) };
    const shared = { books: this.#keeper.books, instruments, time: this.#time, events };
    if (venue === 'kraken-v1') return new KrakenSide({ ...shared, words: krakenV1Words });
    if (venue === 'kraken-v2') return new KrakenSide({ ...shared, words: krakenV2Words });
    if (venue === 'coinbase') return new StreamSide({ ...shared, words: coinbaseWords });
    if (venue === 'okx') return new StreamSide({ ...shared, words: okxWords });
    const rest = new BinanceRest({ ...shared, venue, desk: this.#desk });
    return new BinanceSide({ rest, symbols: survey.symbols, time: this.#time, events });
  }

  #gather(): void {
    if (this.#player.isRunning || this.#player.hasEnded) return;
    this.#cancelStart();
    this.#cancelStart = this.#time.after(this.#limits.gatherMs, () => {
      this.#options.events?.onStart?.();
      this.#player.start();
    });
  }

  #stage(): Stage {
    return {
      mayPass: () => this.#desk.mayPass(),
      isDrained: () => this.#isDrained(),
      play: (text, tsRecv) => this.#play(text, tsRecv),
      ended: () => this.#options.events?.onEnd?.(),
    };
  }

  #play(text: string, tsRecv: number): void {
    if (text === '') return;
    const address = this.#address(text);
    const isBook = address === undefined || address.kind === 'depth' || address.kind === 'book';
    const { effect, symbol, checksum, wasInSync } = isBook ? this.#keeper.take(text, tsRecv) : NOTHING;
    if (address !== undefined) this.#side.play({ address, text, effect, checksum });
    else if (effect === 'snapshot' && symbol !== undefined) this.#desk.place(symbol, text, wasInSync);
    if (effect === 'diff' && symbol !== undefined) this.#desk.diff(symbol);
  }

  /** Cuts off who has taken nothing for too long, so that one client does not hold the replay for good. */
  #isDrained(): boolean {
    const full = [...this.#side.clients].filter(({ bufferedBytes }) => bufferedBytes > this.#limits.drainBytes);
    if (full.length === 0) {
      this.#fullSinceMs = undefined;
      return true;
    }
    const now = this.#time.monotonicMs();
    this.#fullSinceMs ??= now;
    if (now - this.#fullSinceMs < this.#limits.stuckMs) return false;
    this.#note(`cut off ${full.length} that read nothing for ${this.#limits.stuckMs} ms`);
    for (const client of full) client.cut();
    this.#fullSinceMs = undefined;
    return true;
  }

  #note(line: string): void {
    this.#options.events?.onNote?.(line);
  }
}
