/**
 * Between the bus and the clients: keeps the views that clients ask for, brings them up to date at
 * their ticks, and hands each client what all its views have for it as one message.
 */
import { TRADE_FIELDS } from '../../assembly/layout.js';
import type { MarketDataBus, MarketDataListener, MarketSource } from '../bus/market-data.js';
import type { GatewayLimits } from './limits.js';
import type { GatewayMetrics, GatewaySizes } from './metrics.js';
import type { Batch } from './outbox.js';
import type { GatewaySocket } from './outlet.js';
import { Pack } from './packer.js';
import { Session, type SessionOwner, type Subscriber } from './session.js';
import { Ticker } from './ticker.js';
import type { GatewayTime } from './time.js';
import type { View, ViewRequest } from './view.js';
import { type ViewEntry, Views } from './views.js';

export interface HubContext {
  readonly bus: MarketDataBus;
  readonly limits: GatewayLimits;
  readonly time: GatewayTime;
  readonly metrics: GatewayMetrics;
  /** A random number of 48 bits. */
  drawEpoch(): number;
}

export class Hub implements MarketDataListener, SessionOwner, GatewaySizes {
  readonly sessions = new Set<Session>();
  readonly #context: HubContext;
  readonly #views: Views;
  readonly #ticker: Ticker<ViewEntry>;
  readonly #urgent = new Set<ViewEntry>();
  /** Views without readers that go on for those who may come back, the oldest first, with what ends their wait. */
  readonly #lingering = new Map<ViewEntry, () => void>();
  #leaveBus: () => void = () => {};
  #cancelHeartbeat: () => void = () => {};
  #isUrgentSoon = false;
  /** Records of the trades that are being told. */
  #trades = new Float64Array(0);

  constructor(context: HubContext) {
    this.#context = context;
    const { limits, time, metrics } = context;
    this.#views = new Views({
      limits,
      time,
      metrics,
      drawEpoch: () => context.drawEpoch(),
      onUrgent: (view) => this.#onUrgent(view),
      makeRoom: (view) => this.#makeRoom(view),
      onOpenToReaders: () => this.#onOpenToReaders(),
    });
    this.#ticker = new Ticker(time, (entries) => this.#flush(entries, (view) => view.take()));
  }

  start(): void {
    this.#leaveBus = this.#context.bus.subscribe(this);
    this.#beat();
  }

  stop(): void {
    this.#leaveBus();
    this.#cancelHeartbeat();
    this.#ticker.stop();
    for (const session of [...this.sessions]) session.ended();
    for (const entry of [...this.#lingering.keys()]) this.#close(entry);
  }

  get clients(): number {
    return this.sessions.size;
  }
  get behindClients(): number {
    let behind = 0;
    for (const session of this.sessions) if (session.isBehind) behind++;
    return behind;
  }
  get views(): number {
    return this.#views.size;
  }
  tierClients(): readonly number[] {
    const counts = Array.from({ length: this.#context.limits.tiers + 1 }, () => 0);
    for (const { tier } of this.sessions) counts[tier]!++;
    return counts;
  }
  get subscriptions(): number {
    let grants = 0;
    for (const session of this.sessions) grants += session.grants;
    return grants;
  }

  open(socket: GatewaySocket): Session {
    const session = new Session(socket, this.#context, this);
    this.sessions.add(session);
    return session;
  }

  /** Makes a client a reader of a view, which is there afterwards, and settled; undefined where there can be no more. */
  join(session: Session, request: ViewRequest, source: MarketSource): Subscriber | undefined {
    const entry = this.#entryFor(request, source);
    if (entry === undefined) return undefined;
    this.settle(entry.view);
    return this.#enter(session, entry);
  }

  /**
   * Makes a reader one of another view, too, of which it can have a snapshot now; the two have the same trades behind
   * them then. The reader itself where it is the same view; `later` while there is no snapshot, or the client is behind;
   * `full` where there can be no more views.
   * @param isNow though much waits for the client: it has just got what it lacked, and may be behind again soon
   */
  move(from: Subscriber, request: ViewRequest, source: MarketSource, isNow: boolean): Subscriber | 'later' | 'full' {
    const { session } = from;
    const mustWait = (): boolean => session.mustWait() && !isNow;
    if (mustWait() || from.isBehind) return 'later';
    const entry = this.#entryFor(request, source);
    if (entry === undefined) return 'full';
    if (entry.view === from.view) return from;
    for (const view of [from.view, entry.view]) {
      view.sendTrades();
      this.settle(view);
    }
    const isBehind = from.isBehind || session.subscribers.get(entry.view.stream)?.isBehind === true;
    if (!mustWait() && !isBehind && entry.view.snapshot() !== undefined) return this.#enter(session, entry);
    if (entry.subscribers.size === 0 && !this.#lingering.has(entry)) this.#close(entry);
    return 'later';
  }

  #enter(session: Session, entry: ViewEntry): Subscriber {
    this.#lingering.get(entry)?.();
    this.#lingering.delete(entry);
    const subscriber = session.join(entry.view);
    entry.subscribers.add(subscriber);
    return subscriber;
  }

  /** Gives a subscription back; the last of a client leaves the view, the last client closes it. */
  leave(subscriber: Subscriber): void {
    subscriber.grants--;
    if (subscriber.grants > 0) return;
    const entry = this.#drop(subscriber);
    if (entry !== undefined) this.#close(entry);
  }

  onEnded(session: Session): void {
    this.sessions.delete(session);
    for (const subscriber of [...session.subscribers.values()]) {
      const entry = this.#drop(subscriber);
      if (entry !== undefined) this.#linger(entry);
    }
  }

  settle(view: View): void {
    const entry = this.#views.of(view);
    const batch = view.settle();
    if (entry !== undefined && batch !== undefined) this.#send([[entry, batch]]);
  }

  onSource(source: MarketSource): void {
    for (const { view } of this.#views.ofSymbol(source.symbol)) view.onSource(source);
    if (this.sessions.size === 0) return;
    // Not while the feed is at it: who waits for the symbol gets a snapshot.
    this.#context.time.soon(() => {
      for (const session of [...this.sessions]) session.onSymbol(source.symbol);
    });
  }
  onSourceGone({ symbol, state, reason }: MarketSource): void {
    const why = state === 'closed' ? reason : 'none';
    for (const { view } of this.#views.ofSymbol(symbol)) view.onSourceGone(why);
  }
  onBook({ symbol }: MarketSource): void {
    for (const { view } of this.#views.ofSymbol(symbol)) view.onBook();
  }
  onReplaced({ symbol }: MarketSource, regridded: boolean): void {
    for (const { view } of this.#views.ofSymbol(symbol)) view.onReplaced(regridded);
  }
  onTrades({ symbol }: MarketSource, trades: Float64Array, count: number): void {
    const entries = this.#views.ofSymbol(symbol);
    if (entries.size === 0) return;
    // They may lie in the core, where a view whose queue is full encodes it before all are read.
    const told = trades.subarray(0, count * TRADE_FIELDS);
    if (told.length > this.#trades.length) this.#trades = new Float64Array(told.length);
    this.#trades.set(told);
    for (const { view } of entries) view.onTrades(this.#trades, count);
  }
  onTradesMissed({ symbol }: MarketSource, count: number): void {
    for (const { view } of this.#views.ofSymbol(symbol)) view.onTradesMissed(count);
  }
  onState({ symbol }: MarketSource): void {
    for (const { view } of this.#views.ofSymbol(symbol)) view.onState();
  }

  onAnalytics({ symbol }: MarketSource): void {
    for (const { view } of this.#views.ofSymbol(symbol)) view.onAnalytics();
  }

  /** The view that is asked for; where it could not have its codec, the one that others have in its stead. */
  #entryFor(request: ViewRequest, source: MarketSource): ViewEntry | undefined {
    const entry = this.#views.find(request) ?? this.#open(request, source);
    if (entry === undefined || entry.view.codec === request.codec || entry.subscribers.size > 0) return entry;
    this.#close(entry);
    // One that nobody reads gives its model up.
    for (const idle of this.#lingering.keys()) {
      if (idle.view.codec !== request.codec) continue;
      this.#close(idle);
      return this.#entryFor(request, source);
    }
    this.#context.metrics.codecFallbacks.inc();
    return this.#entryFor({ ...request, codec: entry.view.codec }, source);
  }

  #open(request: ViewRequest, source: MarketSource): ViewEntry | undefined {
    let entry = this.#views.open(request, source);
    // Those that nobody reads make room.
    for (const idle of this.#lingering.keys()) {
      if (typeof entry !== 'number') break;
      this.#close(idle);
      entry = this.#views.open(request, source);
    }
    if (typeof entry === 'number') return undefined;
    if (request.intervalMs > 0) this.#ticker.add(request.intervalMs, entry);
    return entry;
  }

  /** Answers the view where that was its last reader. */
  #drop(subscriber: Subscriber): ViewEntry | undefined {
    subscriber.session.leave(subscriber);
    const entry = this.#views.of(subscriber.view);
    entry?.subscribers.delete(subscriber);
    return entry?.subscribers.size === 0 ? entry : undefined;
  }

  /** Its reader's connection was lost, and may be back soon. */
  #linger(entry: ViewEntry): void {
    const { time, limits } = this.#context;
    if (limits.lingerMs === 0) {
      this.#close(entry);
      return;
    }
    this.#lingering.set(
      entry,
      time.after(limits.lingerMs, () => this.#close(entry)),
    );
  }

  #close(entry: ViewEntry): void {
    this.#lingering.get(entry)?.();
    this.#lingering.delete(entry);
    this.#ticker.remove(entry.view.request.intervalMs, entry);
    this.#urgent.delete(entry);
    this.#views.close(entry);
  }

  /** The oldest of the views that nobody reads goes, unless it is the one that wants room. */
  #makeRoom(view: View): boolean {
    for (const entry of this.#lingering.keys()) {
      if (entry.view === view) continue;
      this.#close(entry);
      return true;
    }
    return false;
  }

  /** Who waits for a snapshot of the view may have it now, those who do not read it yet included. */
  #onOpenToReaders(): void {
    for (const session of [...this.sessions]) session.retry();
  }

  /** One flush for all that is urgent in this turn of the event loop. */
  #onUrgent(view: View): void {
    const entry = this.#views.of(view);
    if (entry === undefined) return;
    this.#urgent.add(entry);
    if (this.#isUrgentSoon) return;
    this.#isUrgentSoon = true;
    this.#context.time.soon(() => {
      this.#isUrgentSoon = false;
      const entries = [...this.#urgent];
      this.#urgent.clear();
      // What is urgent is encoded already; only a view without ticks has its book brought up to date here.
      this.#flush(entries, (view) => (view.request.intervalMs === 0 ? view.take() : view.settle()));
    });
  }

  #flush(entries: Iterable<ViewEntry>, read: (view: View) => Batch | undefined): void {
    const { time, metrics } = this.#context;
    const startMs = time.monotonicMs();
    const batches: [ViewEntry, Batch][] = [];
    for (const entry of entries) {
      const batch = read(entry.view);
      if (batch !== undefined) batches.push([entry, batch]);
    }
    if (batches.length === 0) return;
    metrics.encodeSeconds.observe((time.monotonicMs() - startMs) / 1000);
    this.#send(batches);
  }

  #send(batches: readonly [ViewEntry, Batch][]): void {
    const nothing = new Pack(this.#context.limits.sendMessageBytes);
    const sessions: Session[] = [];
    for (const [entry, batch] of batches) {
      for (const subscriber of entry.subscribers) {
        if (subscriber.session.offer(subscriber, batch, nothing)) sessions.push(subscriber.session);
      }
    }
    for (const session of sessions) session.deliver();
  }

  #beat(): void {
    const { time, limits } = this.#context;
    this.#cancelHeartbeat = time.after(limits.heartbeatMs, () => {
      for (const session of [...this.sessions]) session.beat();
      this.#beat();
    });
  }
}
