/** What the page knows: its link to the host, the host's symbols, the chosen book, the traffic. Draws nothing. */
import type { SymbolInfo } from '../../host/wire/control.js';
import type {
  Client,
  Message,
  StateChange,
  SubscriptionReason,
  SubscriptionState,
  TierReason,
} from '../client/index.js';
import { ChosenBook } from './chosen-book.js';
import { EventLog } from './event-log.js';
import { HopLatencies } from './hop-latencies.js';
import { jsonBytes } from './json-cost.js';
import { LatencyWindow } from './latency-window.js';
import { type LinkState, listedState, reasonWords, stateTone } from './liveness.js';
import { splitSymbol } from './location-symbol.js';
import { Traffic, type WireFigures } from './traffic.js';
import { WatchedSymbol } from './watched-symbol.js';

/** Most symbols whose best levels the page follows; of others it shows what the host's list says. */
export const WATCHED_SYMBOLS = 24;
/** How often the host is asked for its symbols, ms: one may have been added. More often while there are none. */
const LIST_INTERVAL_MS = 15_000;
const EMPTY_LIST_INTERVAL_MS = 2_000;
/** A first connection that takes longer is called unreachable, ms; it is tried on. */
const PATIENCE_MS = 3_000;

/** A symbol of the host as the switcher shows it. */
export interface ListedSymbol {
  readonly symbol: string;
  readonly state: SubscriptionState;
  readonly reason: SubscriptionReason;
  /** Formatted; empty where it is not known. */
  readonly mid: string;
  /** When it last moved, on the page's clock, ms; undefined where it is not known. */
  readonly updatedMs: number | undefined;
  /** Undefined where there are too many for it to be watched. */
  readonly watched: WatchedSymbol | undefined;
}

const NOTHING_YET = { mid: '', updatedMs: undefined };

export class Session {
  readonly traffic = new Traffic();
  readonly log = new EventLog();
  /** Called whenever something to be shown has changed. */
  onChange: () => void = () => {};
  readonly #client: Client;
  readonly #now: () => number;
  readonly #wallMs: () => number;
  readonly #latency = new LatencyWindow();
  readonly #venueLatency = new LatencyWindow();
  readonly #hops = new HopLatencies();
  readonly #watched = new Map<string, WatchedSymbol>();
  readonly #startedMs: number;
  #listed: readonly SymbolInfo[] | undefined;
  #wasOpen = false;
  #behind = 0;
  #wanted: string | undefined;
  #book: ChosenBook | undefined;
  #listDueMs = 0;
  #counted = { bytes: 0, frames: 0, messages: 0 };

  /**
   * @param now a clock that never goes back, ms
   * @param wallMs since the epoch
   */
  constructor(client: Client, now: () => number, wallMs: () => number) {
    this.#client = client;
    this.#now = now;
    this.#wallMs = wallMs;
    this.#startedMs = now();
    client.opened.catch(() => {});
    client.on('state', () => this.#linked());
    client.on('latency', (report) => this.#hops.add(report));
    client.on('tier', (tier, reason) => this.#tiered(tier, reason));
    client.on('symbols', (symbols) => this.#list(symbols));
    this.#linked();
  }

  get link(): LinkState {
    if (this.#client.state === 'open') return 'open';
    if (this.#client.state === 'closed') return 'refused';
    if (this.#wasOpen) return 'lost';
    return this.#now() - this.#startedMs > PATIENCE_MS ? 'unreachable' : 'connecting';
  }

  /** What the client says of the link, in one line; empty while all is well. */
  get linkReason(): string {
    return this.#client.reason;
  }

  /** In the host's order; undefined until it said which there are. */
  get symbols(): readonly ListedSymbol[] | undefined {
    return this.#listed?.map((info) => {
      const watched = this.#watched.get(info.symbol);
      const followed = info.symbol === this.#book?.symbol ? this.#book : watched;
      const { state, reason } = followed?.followed ? followed : { state: listedState(info.state), reason: info.reason };
      const { mid, updatedMs } = followed?.updatedMs === undefined ? (watched ?? NOTHING_YET) : followed;
      return { symbol: info.symbol, state, reason, mid, updatedMs, watched };
    });
  }

  /** The book of the chosen symbol, where the host offers it. */
  get book(): ChosenBook | undefined {
    return this.#book;
  }

  figures(): WireFigures {
    const { stats, state } = this.#client;
    const open = state === 'open';
    return {
      latency: open ? this.#latency.quantiles() : undefined,
      venueLatency: open ? this.#venueLatency.quantiles() : undefined,
      hops: this.#hops.quantiles(),
      tier: this.#client.tier,
      clockKnown: stats.clockOffsetMicros !== undefined,
      roundTripMs: !open || stats.roundTripMicros === undefined ? undefined : stats.roundTripMicros / 1000,
      fingerprintsOk: stats.fingerprintChecks - stats.fingerprintMismatches,
      fingerprintsFailed: stats.fingerprintMismatches,
      reconnections: stats.reconnects,
      recoveries: stats.recoveries,
      resyncs: stats.resyncs,
      behind: this.#behind,
      missed: stats.missedTrades,
      refused: stats.refused,
    };
  }

  /** Follows a symbol at full rate instead of the one before. */
  choose(symbol: string): void {
    this.#wanted = symbol;
    this.#follow();
  }

  /** To be called now and then: takes what the client has counted since, asks for the list when it is due. */
  tick(): void {
    this.#count();
    for (const watched of this.#watched.values()) watched.sample(this.#now());
    if (this.#now() >= this.#listDueMs) this.#askList();
  }

  #count(): void {
    const { bytes, frames, messages } = this.#client.stats;
    const nowMs = this.#now();
    this.traffic.bytes.add(bytes - this.#counted.bytes, nowMs);
    this.traffic.frames.add(frames - this.#counted.frames, nowMs);
    this.traffic.messages.add(messages - this.#counted.messages, nowMs);
    this.#counted = { bytes, frames, messages };
  }

  /** An answer comes as if the host had said so by itself. */
  #askList(): void {
    this.#planList();
    if (this.#client.state !== 'open') return;
    this.#client.list().then(
      (symbols) => this.#list(symbols),
      // Without a connection there is no list; the next connection brings one.
      () => {},
    );
  }

  #planList(): void {
    this.#listDueMs = this.#now() + (this.#listed?.length === 0 ? EMPTY_LIST_INTERVAL_MS : LIST_INTERVAL_MS);
  }

  #linked(): void {
    const { state, reason } = this.#client;
    if (state === 'open') {
      this.log.add({ timeMs: this.#wallMs(), tone: 'live', text: this.#wasOpen ? 'connected again' : 'connected' });
      this.#wasOpen = true;
    } else {
      if (this.#wasOpen) this.log.add({ timeMs: this.#wallMs(), tone: 'lost', text: reason || 'connection lost' });
      this.#latency.clear();
      this.#venueLatency.clear();
      this.#hops.clear();
    }
    this.onChange();
  }

  #tiered(tier: number, reason: TierReason): void {
    const why = reason === 'behind' ? 'this page does not keep up' : 'this page keeps up';
    const text = tier === 0 ? `streams at full speed: ${why}` : `streams slowed down, tier ${tier}: ${why}`;
    this.log.add({ timeMs: this.#wallMs(), tone: tier === 0 ? 'live' : 'waiting', text });
    this.onChange();
  }

  #list(symbols: readonly SymbolInfo[]): void {
    this.#listed = symbols;
    this.#planList();
    const present = new Set(symbols.slice(0, WATCHED_SYMBOLS).map(({ symbol }) => symbol));
    for (const [symbol, watched] of this.#watched) {
      if (present.has(symbol)) continue;
      watched.close();
      this.#watched.delete(symbol);
    }
    for (const symbol of present) {
      if (this.#watched.has(symbol)) continue;
      this.#watched.set(symbol, new WatchedSymbol(this.#client, symbol, this.#now, (message) => this.#take(message)));
    }
    this.#follow();
    this.onChange();
  }

  /** Subscribes to the wanted symbol once the host offers it. */
  #follow(): void {
    const wanted = this.#wanted;
    if (this.#book?.symbol === wanted) return;
    this.#book?.close();
    this.#book = undefined;
    this.#latency.clear();
    this.#venueLatency.clear();
    if (wanted === undefined || this.#listed?.some(({ symbol }) => symbol === wanted) !== true) return;
    const book = new ChosenBook(this.#client, wanted, this.#now, (message) => this.#takeChosen(message, book));
    this.#book = book;
    this.onChange();
  }

  #takeChosen(message: Message, from: ChosenBook): void {
    this.#take(message);
    if (from !== this.#book) return;
    // It may be that the host no longer has the symbol: only its list says so.
    if (message.type === 'state' && message.state === 'stale') this.#listDueMs = 0;
    const { latencyMicros } = this.#client.stats;
    if (message.type !== 'book_change') return;
    if (latencyMicros !== undefined) this.#latency.add(latencyMicros / 1000);
    if (message.tsEvent !== undefined) this.#venueLatency.add((message.tsRecv - message.tsEvent) / 1000);
  }

  #take(message: Message): void {
    this.traffic.json.add(jsonBytes(message), this.#now());
    if (message.type === 'state' && message.reason !== 'disconnected') this.#logState(message);
    this.onChange();
  }

  #logState({ symbol, state, reason }: StateChange): void {
    if (reason === 'behind') this.#behind++;
    const why = reasonWords(reason);
    const text = `${splitSymbol(symbol).native} is ${state}${why === '' ? '' : `: ${why}`}`;
    if (this.log.events[0]?.text === text) return;
    this.log.add({ timeMs: this.#wallMs(), tone: stateTone(state), text });
  }
}
