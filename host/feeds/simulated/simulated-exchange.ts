/**
 * A simulated exchange on loopback: Binance spot's public protocol over real sockets, books and
 * trades from a seeded market model, and misbehaviour on request. What its markets do depends on the
 * seed and the time that passed, not on who is connected nor on how finely time is stepped.
 */
import { systemTime, type Time } from '../live/time.js';
import { DEFAULT_EXCHANGE_LIMITS, type ExchangeLimits } from './exchange-limits.js';
import { ExchangeRest } from './exchange-rest.js';
import { DEFAULT_SYMBOLS, INSTRUMENTS, instrumentOf, type SimulatedInstrument } from './instrument.js';
import { Market } from './market.js';
import { DEFAULT_FAULT_SIZES, type Fault, type FaultRates, type FaultSizes, Misbehaviour } from './misbehaviour.js';
import { Random } from './random.js';
import type { TrueBook } from './simulated-book.js';
import { type Listening, SocketServer } from './socket-server.js';
import { StreamSession, streamsOfUrl } from './stream-session.js';
import { FAST_DEPTH_MS, SymbolStreams } from './symbol-streams.js';

export interface SimulatedExchangeOptions {
  /** Any integer. */
  readonly seed?: number;
  /** Mean market events a second and symbol, up to MAX_RATE. */
  readonly rate?: number;
  /** Names out of INSTRUMENTS, or instruments of one's own. */
  readonly symbols?: readonly (string | SimulatedInstrument)[];
  /** Levels a side that a book tends to; it never has twice of it, so a snapshot of 1,000 shows all. */
  readonly levels?: number;
  readonly misbehave?: FaultRates;
  readonly faultSizes?: Partial<FaultSizes>;
  readonly limits?: Partial<ExchangeLimits>;
  readonly time?: Time;
}

export const DEFAULT_SEED = 1;
export const DEFAULT_RATE = 100;
export const MAX_RATE = 10_000;
export const DEFAULT_LEVELS = 500;
export const MIN_LEVELS = 10;
export const MAX_LEVELS = 2_500;
/** Level changes back to which the truth of a past update id is known. */
const HISTORY_CHANGES = 65_536;
/** Between two looks at the clock. */
const STEP_MS = 20;
/** A process that was held up for longer does not make up for it: its market pauses. */
const CATCH_UP_MS = 2_000;

export class SimulatedExchange {
  readonly #time: Time;
  readonly #seed: number;
  readonly #limits: ExchangeLimits;
  readonly #sizes: FaultSizes;
  readonly #misbehaviour = new Misbehaviour();
  readonly #markets = new Map<string, Market>();
  readonly #streams: SymbolStreams[];
  readonly #gaps = new Map<string, Random>();
  readonly #sessions = new Set<StreamSession>();
  readonly #server: SocketServer;
  #connections = 0;
  /** The exchange's own time, ms since it began to listen; what the clock is ahead of it; and of the markets behind it. */
  #nowMs = 0;
  #aheadMs = 0;
  #pausedMs = 0;
  #paused = false;
  /** What makes the exchange's own time ms since the epoch. */
  #epochMs = 0;
  #cancelStep: (() => void) | undefined;

  /** Throws a RangeError of one line for an option that cannot be. */
  constructor(options: SimulatedExchangeOptions = {}) {
    this.#time = options.time ?? systemTime;
    this.#seed = options.seed ?? DEFAULT_SEED;
    this.#limits = { ...DEFAULT_EXCHANGE_LIMITS, ...options.limits };
    this.#sizes = { ...DEFAULT_FAULT_SIZES, ...options.faultSizes };
    this.#misbehaviour.set(options.misbehave ?? {});
    for (const market of marketsOf(options, this.#seed)) {
      const { symbol } = market.instrument;
      this.#markets.set(symbol, market);
      this.#gaps.set(symbol, new Random(this.#seed, symbol, 'gaps'));
    }
    this.#streams = [...this.#markets.values()].map((market) => this.#streamsOf(market));
    this.#server = new SocketServer(this.#exchange(), this.#time, this.#limits);
  }

  get symbols(): string[] {
    return [...this.#markets.keys()];
  }

  /** Opens the port (0: any) and the markets. Rejects with the system's error where the port cannot be had. */
  async listen({ port = 0, host = '127.0.0.1' } = {}): Promise<Listening> {
    const listening = await this.#server.listen(port, host);
    this.#aheadMs = this.#time.monotonicMs() - this.#nowMs;
    this.#step();
    return listening;
  }

  async close(): Promise<void> {
    this.#cancelStep?.();
    await this.#server.close();
  }

  /** The true book, now or as it was at an update id; undefined for a symbol or an id that it does not know. */
  truth(symbol: string, updateId?: number): TrueBook | undefined {
    const book = this.#markets.get(symbol)?.book;
    return book?.at(updateId ?? book.updateId);
  }

  instrument(symbol: string): SimulatedInstrument | undefined {
    return this.#markets.get(symbol)?.instrument;
  }

  /** From now on these faults at these rates and no others. Throws a RangeError for what is not a probability. */
  misbehave(rates: FaultRates): void {
    this.#misbehaviour.set(rates);
  }

  /** The next chances of a fault (of one symbol, where named) strike for certain. */
  provoke(fault: Fault, times = 1, symbol?: string): void {
    this.#misbehaviour.provoke(fault, times, symbol);
  }

  /** How often each fault struck. */
  get faults(): Readonly<Record<Fault, number>> {
    return this.#misbehaviour.counts;
  }

  /** Connections open. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** Cuts every connection now, without a closing handshake. */
  disconnectAll(): void {
    for (const session of this.#sessions) session.cut();
  }

  /** No events happen until `resume`; what happened is still sent. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  #streamsOf(market: Market): SymbolStreams {
    const { symbol } = market.instrument;
    return new SymbolStreams(
      market,
      (kind, stream, payload) => {
        for (const session of this.#sessions) session.deliver(kind, symbol, stream, payload);
        if (kind === 'depth') this.#perhapsGap(market, stream);
      },
      (timeMs) => Math.floor(timeMs + this.#pausedMs + this.#epochMs),
    );
  }

  /** After a fast diff, when nothing is pending on it, so that the next one shows the gap. */
  #perhapsGap(market: Market, stream: string): void {
    const { symbol } = market.instrument;
    const random = this.#gaps.get(symbol)!;
    if (!stream.endsWith('@100ms') || !this.#misbehaviour.strikes('gap', random, symbol)) return;
    market.book.skip(1 + random.below(this.#sizes.gapIds));
  }

  #exchange() {
    const rest = new ExchangeRest(this.#markets, {
      time: this.#time,
      weightPerMinute: this.#limits.weightPerMinute,
      retryAfterSeconds: this.#sizes.retryAfterSeconds,
      misbehaviour: this.#misbehaviour,
      random: new Random(this.#seed, 'rest'),
    });
    return {
      reply: (method: string, url: URL) => rest.reply(method, url),
      accepts: (url: URL) => streamsOfUrl(url) !== undefined,
      connected: (client: ConstructorParameters<typeof StreamSession>[0], url: URL) => {
        const { combined, names } = streamsOfUrl(url)!;
        const session = new StreamSession(client, combined, names, {
          time: this.#time,
          misbehaviour: this.#misbehaviour,
          sizes: this.#sizes,
          random: new Random(this.#seed, 'connection', this.#connections++),
          maxStreams: this.#limits.streamsPerConnection,
          onClose: (closed) => this.#sessions.delete(closed),
        });
        this.#sessions.add(session);
      },
    };
  }

  #step(): void {
    const clock = this.#time.monotonicMs();
    const behind = clock - this.#aheadMs - this.#nowMs;
    if (behind > CATCH_UP_MS) this.#aheadMs += behind - CATCH_UP_MS;
    this.#epochMs = this.#time.wallMicros() / 1000 - (clock - this.#aheadMs);
    this.#advance(clock - this.#aheadMs);
    this.#cancelStep = this.#time.after(STEP_MS, () => this.#step());
  }

  #advance(toMs: number): void {
    let due = (Math.floor(this.#nowMs / FAST_DEPTH_MS) + 1) * FAST_DEPTH_MS;
    for (; due <= toMs; due += FAST_DEPTH_MS) {
      this.#happen(due);
      for (const streams of this.#streams) streams.flush(due, Math.floor(due + this.#epochMs));
    }
    this.#happen(toMs);
  }

  /** Lets the markets run up to a time of the exchange. */
  #happen(toMs: number): void {
    if (this.#paused) this.#pausedMs += toMs - this.#nowMs;
    this.#nowMs = toMs;
    for (const streams of this.#streams) streams.market.advance(toMs - this.#pausedMs, streams);
  }
}

function marketsOf(options: SimulatedExchangeOptions, seed: number): Market[] {
  const { rate = DEFAULT_RATE, levels = DEFAULT_LEVELS, symbols = DEFAULT_SYMBOLS } = options;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} is not an integer`);
  if (!(rate > 0 && rate <= MAX_RATE)) throw new RangeError(`rate ${rate} is not above 0 and at most ${MAX_RATE}`);
  if (!(Number.isInteger(levels) && levels >= MIN_LEVELS && levels <= MAX_LEVELS)) {
    throw new RangeError(`levels ${levels} is not an integer from ${MIN_LEVELS} to ${MAX_LEVELS}`);
  }
  const instruments = symbols.map((symbol) => (typeof symbol === 'string' ? named(symbol) : symbol));
  const names = instruments.map(({ symbol }) => symbol);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (names.length === 0) throw new RangeError('there is no symbol to trade');
  if (twice !== undefined) throw new RangeError(`symbol ${twice} is named twice`);
  return instruments.map(
    (instrument) => new Market({ instrument, seed, rate, startMs: 0, levels, historyChanges: HISTORY_CHANGES }),
  );
}

function named(symbol: string): SimulatedInstrument {
  const found = instrumentOf(symbol);
  if (found !== undefined) return found;
  const known = INSTRUMENTS.map((instrument) => instrument.symbol).join(', ');
  throw new RangeError(`the simulated exchange has no symbol "${symbol}"; it has ${known}`);
}
