/** A subscription at work: turns what its stream tells into state, book and messages. */
import { TRADE_FIELDS } from '../../assembly/layout.js';
import type { ReaderPosition } from '../../host/wire/control.js';
import { type Analytics, LiveAnalytics } from './analytics.js';
import { checkChange, checkIteration } from './arguments.js';
import type { Book } from './book.js';
import { ChangeQueue } from './change-queue.js';
import { Emitter } from './emitter.js';
import { TickwireError } from './errors.js';
import { Inbox } from './inbox.js';
import { LevelChanges } from './levels.js';
import { LiveBook } from './live-book.js';
import type { LiveMatch } from './live-match.js';
import {
  AnalyticsMessage,
  BookChangeMessage,
  BookSnapshotMessage,
  type Message,
  type SubscriptionReason,
  type SubscriptionState,
} from './messages.js';
import { Recovering, type RecoveryStep } from './recovering.js';
import type { StreamKeeper, StreamMember } from './stream-member.js';
import type { StreamReader } from './stream-reader.js';
import type {
  IterationOptions,
  Subscription,
  SubscriptionEvents,
  SubscriptionGrant,
  SubscriptionRequest,
  SubscriptionWishes,
} from './subscription.js';
import type { SubscriptionOwner } from './subscription-owner.js';
import { present, readTrade } from './trade-record.js';

export class LiveSubscription implements Subscription, StreamMember, StreamKeeper {
  /** What brought it, where that was a pattern. */
  readonly match: LiveMatch | undefined;
  readonly ready: Promise<SubscriptionGrant>;
  readonly #owner: SubscriptionOwner;
  readonly #book: LiveBook;
  readonly #analytics = new LiveAnalytics();
  readonly #emitter = new Emitter<SubscriptionEvents>();
  readonly #inboxes = new Set<Inbox>();
  #resolveReady: (grant: SubscriptionGrant) => void = () => {};
  #rejectReady: (error: TickwireError) => void = () => {};
  #stream: StreamReader | undefined;
  /** The reader of a connection before, whose book is shown, and may go on. */
  #kept: StreamReader | undefined;
  #recovering: Recovering | undefined;
  #granted: SubscriptionGrant | undefined;
  #request: SubscriptionRequest;
  readonly #changes = new ChangeQueue();
  /** It was changed: it is not as its match wishes. */
  #isOwn = false;
  /** Its stream is another, whose snapshot has not come: the book is what it was. */
  #isMoving = false;
  #state: SubscriptionState = 'connecting';
  #reason: SubscriptionReason = 'none';
  #error: TickwireError | undefined;

  constructor(request: SubscriptionRequest, owner: SubscriptionOwner, match?: LiveMatch) {
    this.#request = request;
    this.match = match;
    this.#owner = owner;
    this.#book = new LiveBook(request.symbol, () => this.#state === 'live');
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    // Who does not wait for `ready` learns of a refusal by the state, the iterator or `error`.
    this.ready.catch(() => {});
    request.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** As granted, or to be granted first. */
  get request(): SubscriptionRequest {
    return this.#request;
  }
  /** With the change that waits. */
  get wanted(): SubscriptionRequest {
    return this.#changes.wanted ?? this.#request;
  }
  /** A change waits that is not on its way. */
  get mustAsk(): boolean {
    return this.#changes.mustAsk;
  }
  get symbol(): string {
    return this.#request.symbol;
  }
  get state(): SubscriptionState {
    return this.#state;
  }
  get reason(): SubscriptionReason {
    return this.#reason;
  }
  get book(): Book {
    return this.#book;
  }
  get analytics(): Analytics {
    return this.#analytics;
  }
  get granted(): SubscriptionGrant | undefined {
    return this.#granted;
  }
  get error(): TickwireError | undefined {
    return this.#error;
  }
  get stream(): StreamReader | undefined {
    return this.#stream;
  }
  get kept(): StreamReader | undefined {
    return this.#kept;
  }
  /** Where it was on the connection before. */
  get from(): ReaderPosition | undefined {
    return this.#kept?.position;
  }

  on<E extends keyof SubscriptionEvents>(event: E, listener: SubscriptionEvents[E]): () => void {
    return this.#emitter.on(event, listener);
  }
  off<E extends keyof SubscriptionEvents>(event: E, listener: SubscriptionEvents[E]): void {
    this.#emitter.off(event, listener);
  }

  [Symbol.asyncIterator](): Inbox {
    return this.messages();
  }

  messages(options: IterationOptions = {}): Inbox {
    const { signal } = checkIteration(options);
    const abort = (): void => void inbox.return();
    const inbox = new Inbox(
      this.#owner.inboxLimits,
      (count) => this.#owner.onMissedTrades(count),
      (ended) => {
        this.#inboxes.delete(ended);
        signal?.removeEventListener('abort', abort);
      },
    );
    if (signal?.aborted) {
      abort();
      return inbox;
    }
    signal?.addEventListener('abort', abort, { once: true });
    inbox.push({ type: 'state', symbol: this.symbol, state: this.#state, reason: this.#reason });
    if (this.#state === 'live') inbox.push(new BookSnapshotMessage(this.#book));
    if (this.#state === 'closed') inbox.end(this.#error);
    else this.#inboxes.add(inbox);
    return inbox;
  }

  change(wishes: SubscriptionWishes): Promise<SubscriptionGrant> {
    const checked = checkChange(wishes);
    return this.#changes.add(() => this.#want({ ...this.#request, ...checked }));
  }

  close(): void {
    this.end(undefined);
  }

  /** Over for good; with an error where nobody asked for it. */
  end(error: TickwireError | undefined): void {
    if (this.#state === 'closed') return;
    this.request.signal?.removeEventListener('abort', this.#abort);
    this.#error = error;
    this.#owner.onClosed(this);
    this.letGo();
    this.#leaveStream();
    this.#book.detach();
    const ended = error ?? new TickwireError('closed', `the subscription to ${this.symbol} was closed`);
    this.#rejectReady(ended);
    this.refuseChange(ended);
    this.#enter('closed', error === undefined ? 'none' : 'refused');
    for (const inbox of this.#inboxes) inbox.end(error);
    this.#inboxes.clear();
  }

  /**
   * The host granted it: its frames come in this stream.
   * @param step of getting over a lost connection, where it was granted before
   */
  join(stream: StreamReader, grant: SubscriptionGrant, step: RecoveryStep): void {
    this.#recovering?.take(step);
    this.#leaveStream();
    this.#kept?.keepers.delete(this);
    this.#kept = undefined;
    this.#analytics.grant(grant.analytics ?? []);
    this.#stream = stream;
    stream.members.add(this);
    this.#take(grant);
    this.onStanding();
  }

  /** What is wanted is on its way to the host. */
  asked(): void {
    this.#changes.asked(true);
  }

  /** The host granted something else in the stream that it has. */
  regrant(grant: SubscriptionGrant): void {
    this.#take(grant);
  }

  /** Its stream is going to be another: the book stays what it is. */
  leaveForAnother(): void {
    this.#leaveStream();
    this.#book.detach();
    this.#isMoving = true;
  }

  /** After `leaveForAnother`: from its next snapshot on, the book is this stream's. */
  moveTo(stream: StreamReader, grant: SubscriptionGrant): void {
    this.#analytics.grant(grant.analytics ?? [], true);
    this.#stream = stream;
    stream.members.add(this);
    this.#take(grant);
    this.onStanding();
  }

  /** The change that waits is not to be had. */
  refuseChange(error: TickwireError): void {
    this.#changes.refuse(error);
  }

  /** Its stream is not its own any more. */
  leave(): void {
    this.#leaveStream();
    this.#book.detach();
    this.#recovering ??= new Recovering();
    this.onStanding();
  }

  /** The connection is lost. */
  disconnect(code: number, message: string): void {
    const stream = this.#stream;
    this.#leaveStream();
    this.#changes.asked(false);
    // Its match knows nothing of the changes: they are asked for again.
    const mustRepeat = this.match !== undefined && this.#isOwn && this.#changes.wanted === undefined;
    if (mustRepeat) this.#changes.add(() => this.#want(this.#request));
    if (stream !== undefined) {
      this.#recovering ??= new Recovering();
      this.#keep(stream);
      this.#emit({ type: 'disconnect', symbol: this.symbol, code, message });
    }
    this.onStanding();
  }

  letGo(): void {
    const kept = this.#kept;
    if (kept === undefined) return;
    this.#book.detach();
    this.#kept = undefined;
    kept.keepers.delete(this);
    this.#owner.onLetGo(kept);
  }

  onRecovery(step: RecoveryStep): void {
    this.#recovering?.take(step);
  }

  onStanding(): void {
    if (this.#state === 'closed') return;
    const stream = this.#stream;
    if (this.#isMoving && stream?.isAwaited) return;
    this.#isMoving = false;
    if (stream?.synced !== true) this.#analytics.clear();
    if (stream?.live) {
      if (this.#state !== 'live') this.#goLive(stream);
    } else {
      const waiting = stream === undefined ? 'connecting' : 'syncing';
      const state = this.#book.grid === undefined ? waiting : 'stale';
      const reason = stream?.reason ?? (this.#granted === undefined ? 'none' : 'disconnected');
      // While it is on its way back, a book is stale for what made it so.
      this.#enter(state, reason === 'none' && this.#state === 'stale' ? this.#reason : reason);
    }
  }

  onSnapshot(tsEvent: number, tsRecv: number): void {
    if (this.#isMoving) this.#book.attach(this.#stream!);
    this.#isMoving = false;
    this.#moved(tsEvent, tsRecv);
    if (this.#state === 'live') this.#emitSnapshot();
    else this.onStanding();
  }

  onDelta(first: number, nBids: number, nAsks: number, tsEvent: number, tsRecv: number): void {
    this.#moved(tsEvent, tsRecv);
    if (this.#state !== 'live' || !this.#isHeard('book_change')) return;
    const bids = this.#levelChanges(first, first + nBids);
    const asks = this.#levelChanges(first + nBids, first + nBids + nAsks);
    this.#emit(new BookChangeMessage(this.#book, bids, asks));
  }

  onTrades(first: number, count: number, tsRecv: number): void {
    const stream = this.#stream;
    if (stream === undefined || !this.#isHeard('trade')) return;
    const { trades } = stream.core;
    for (let at = first * TRADE_FIELDS; at < (first + count) * TRADE_FIELDS && this.#stream === stream; ) {
      this.#emit(readTrade(trades, at, this.symbol, tsRecv, stream.grid));
      at += TRADE_FIELDS;
    }
  }

  onMissedTrades(count: number): void {
    this.#recovering?.count(count);
    this.#emit({ type: 'trades_missed', symbol: this.symbol, count });
  }

  onAnalytics(first: number, count: number, tsRecv: number): void {
    const changed = this.#analytics.take(this.#stream!.core.analytics, first, count);
    if (changed.length > 0) this.#emit(new AnalyticsMessage(this.symbol, tsRecv, this.#analytics, changed));
  }

  readonly #abort = (): void => this.close();

  async #want(request: SubscriptionRequest): Promise<SubscriptionGrant> {
    if (this.#state === 'closed') {
      throw this.#error ?? new TickwireError('closed', `the subscription to ${this.symbol} is closed`);
    }
    return this.#changes.want(request, () => this.#owner.onChange(this));
  }

  #take(grant: SubscriptionGrant): void {
    this.#granted = grant;
    const changed = this.#changes.take(grant);
    if (changed !== undefined) {
      this.#isOwn = true;
      this.#request = changed;
    }
    this.#resolveReady(grant);
    this.#emitter.emit('granted', grant);
  }

  #leaveStream(): void {
    this.#stream?.members.delete(this);
    this.#stream = undefined;
  }

  #keep(stream: StreamReader): void {
    if (stream.position === undefined) {
      this.#book.detach();
      return;
    }
    this.#kept = stream;
    stream.keepers.add(this);
  }

  /** The reader's book is shown from its first moment of being the venue's. */
  #goLive(stream: StreamReader): void {
    this.#book.attach(stream);
    this.#tellRecovery();
    this.#enter('live', 'none');
    if (this.#state === 'live') this.#emitSnapshot();
  }

  #tellRecovery(): void {
    if (this.#recovering === undefined) return;
    const { recovery, missedTrades } = this.#recovering;
    this.#recovering = undefined;
    this.#owner.onRecovered(recovery);
    this.#emit({ type: 'recovered', symbol: this.symbol, recovery, missedTrades });
  }

  #moved(tsEvent: number, tsRecv: number): void {
    this.#book.moved(present(tsEvent), tsRecv);
  }

  #enter(state: SubscriptionState, reason: SubscriptionReason): void {
    if (state === this.#state && reason === this.#reason) return;
    this.#state = state;
    this.#reason = reason;
    this.#emit({ type: 'state', symbol: this.symbol, state, reason });
  }

  #emitSnapshot(): void {
    this.#emit(new BookSnapshotMessage(this.#book));
  }

  #isHeard(event: keyof SubscriptionEvents): boolean {
    return this.#inboxes.size > 0 || this.#emitter.has(event) || this.#emitter.has('message');
  }

  #emit(message: Message): void {
    // The listener's parameter is the message of the event's own name.
    const listeners = this.#emitter as unknown as Emitter<Record<Message['type'], (message: Message) => void>>;
    listeners.emit(message.type, message);
    this.#emitter.emit('message', message);
    for (const inbox of this.#inboxes) inbox.push(message);
  }

  #levelChanges(from: number, to: number): LevelChanges {
    const { core, grid } = this.#stream!;
    const { ticks, lots, previous } = core.changes;
    return new LevelChanges(ticks.subarray(from, to), lots.subarray(from, to), previous.subarray(from, to), grid);
  }
}
