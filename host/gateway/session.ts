/** One client: its subscriptions, what is due to it, and where it has fallen behind. */
import { CLOSE_SILENT, type HostMessage } from '../wire/control.js';
import { HopProbe } from './hop-probe.js';
import type { RecoveryCause, SnapshotCause } from './metrics.js';
import type { Batch } from './outbox.js';
import { type GatewaySocket, Outlet, type OutletContext } from './outlet.js';
import { joined, type Pack } from './packer.js';
import type { StreamPosition } from './position.js';
import type { Recovery, View } from './view.js';

/** A client's place among the readers of a view. */
export interface Subscriber {
  readonly session: Session;
  readonly view: View;
  /** How often the client asked for it: as often must it give it back. */
  grants: number;
  /** Frames were left out: nothing more is sent until it can be brought up to the view. */
  isBehind: boolean;
  /** What was sent takes it there; epoch -1 where it needs a snapshot. */
  at: StreamPosition;
  /** Where it said it was when it came back, and what it got. */
  resumed?: { readonly from: StreamPosition; readonly recovery: Recovery } | undefined;
}

export interface SessionOwner {
  /** The client is not one any more. */
  onEnded(session: Session): void;
  /** Sends what of the view is encoded already, so that a snapshot is at the sequence that others have. */
  settle(view: View): void;
}

/** Who looks after a client's subscriptions. */
export interface SessionAttendant {
  /** The client has fallen behind, because it reads too slowly. */
  onStalled(): void;
  /** Whether this one is to be changed as soon as it is where its view is. */
  isToChange(subscriber: Subscriber): boolean;
  /** It is there, and may be before it falls behind again. */
  onCaughtUp(subscriber: Subscriber): void;
  /** Nothing waits for the client any more, or what it waited for can be had; `wasStalled` since `onStalled`. */
  onRecovered(wasStalled: boolean): void;
  /** A symbol is there that was not. */
  onSymbol(symbol: string): void;
}

export class Session {
  /** How far its views are slowed down; 0 is not at all. */
  tier = 0;
  readonly hops: HopProbe;
  readonly subscribers = new Map<number, Subscriber>();
  readonly #socket: GatewaySocket;
  readonly #context: OutletContext;
  readonly #owner: SessionOwner;
  readonly #outlet: Outlet;
  /** In the order in which they fell behind. */
  readonly #behind = new Set<Subscriber>();
  /** What a flush has for it so far; undefined outside of one. */
  #due: Pack | undefined;
  /** So much waited when the flush began that nothing of it is sent. */
  #isHigh = false;
  /** Something of the flush was left out for that. */
  #isLeftOut = false;
  #attendant: SessionAttendant | undefined;
  /** The client is to be told the times of a delta of this flush: of this view's. */
  #isMeasuring = false;
  #measurable: View | undefined;
  /** The stream that was spoken of last. */
  #measured = 0;
  #isStalled = false;
  #isRecovering = false;
  #isOpen = true;
  #wasHeard = true;
  #owesPong = false;
  #closedWith: number | undefined;
  #cancelCut: (() => void) | undefined;

  constructor(socket: GatewaySocket, context: OutletContext, owner: SessionOwner) {
    this.#socket = socket;
    this.#context = context;
    this.#owner = owner;
    this.hops = new HopProbe(context);
    this.#outlet = new Outlet(socket, context, {
      onDrained: () => this.#recover(),
      onSlow: (code, reason) => this.close(code, reason),
    });
  }

  /** The code with which the host closed it; undefined where it did not. */
  get closedWith(): number | undefined {
    return this.#closedWith;
  }
  get isOpen(): boolean {
    return this.#isOpen;
  }
  get isBehind(): boolean {
    return this.#behind.size > 0;
  }
  /** Subscriptions, each as often as it was asked for. */
  get grants(): number {
    let grants = 0;
    for (const subscriber of this.subscribers.values()) grants += subscriber.grants;
    return grants;
  }

  /** Symbols that the client is subscribed to. */
  *symbols(): Iterable<string> {
    for (const { view } of this.subscribers.values()) yield view.request.symbol;
  }

  attend(attendant: SessionAttendant): void {
    this.#attendant = attendant;
  }

  onSymbol(symbol: string): void {
    if (this.#isOpen) this.#attendant?.onSymbol(symbol);
  }

  /** So much waits for the client that nothing should be added; `onRecovered` is told when it has read it. */
  mustWait(): boolean {
    if (!this.#outlet.isHigh) return false;
    this.#outlet.awaitDrain();
    return true;
  }

  send(message: HostMessage): void {
    if (this.#isOpen) this.#outlet.sendControl(message);
  }

  /** The client was heard, if only by a pong. */
  heard(): void {
    this.#wasHeard = true;
  }

  /** A pong; answers whether one was due. */
  heardPong(): boolean {
    this.#wasHeard = true;
    const wasDue = this.#owesPong;
    this.#owesPong = false;
    return wasDue;
  }

  /** Once a heartbeat: was it heard since the last? */
  beat(): void {
    if (!this.#wasHeard) {
      this.#context.metrics.limited('heartbeatMs');
      this.close(CLOSE_SILENT, `nothing came from you for ${this.#context.limits.heartbeatMs} ms, not even a pong`);
      return;
    }
    this.#wasHeard = false;
    this.#owesPong = true;
    this.#socket.ping();
  }

  /** Closes the connection; nothing more is sent. */
  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#closedWith = code;
    this.ended();
    this.#socket.close(code, reason);
    this.#cancelCut = this.#context.time.after(this.#context.limits.closeMs, () => this.#socket.terminate());
  }

  /** The connection is over. */
  ended(): void {
    this.#cancelCut?.();
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#outlet.stop();
    this.#owner.onEnded(this);
  }

  join(view: View): Subscriber {
    let subscriber = this.subscribers.get(view.stream);
    if (subscriber === undefined) {
      subscriber = { session: this, view, grants: 0, isBehind: false, at: { ...view.position, epoch: -1 } };
      this.subscribers.set(view.stream, subscriber);
    }
    subscriber.grants++;
    return subscriber;
  }

  leave(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber.view.stream);
    subscriber.view.twinReaders.delete(subscriber);
    this.#behind.delete(subscriber);
  }

  /** A snapshot of a settled view, now or when the client has read what waits for it. */
  bring(subscriber: Subscriber, cause: SnapshotCause): void {
    // That there is room for a change was seen before it was told.
    const mustWait = (this.#outlet.isHigh && cause !== 'change') || subscriber.isBehind;
    const snapshot = mustWait ? undefined : subscriber.view.snapshot();
    if (snapshot === undefined) {
      const { position } = subscriber.view;
      // A reader that asked for a resync was told the trades until now, and counts those that it lacks.
      subscriber.at = { ...(cause === 'resync' ? position : subscriber.at), epoch: -1 };
      this.#fallBehind(subscriber);
      return;
    }
    this.#context.metrics.snapshot(cause);
    this.#outlet.sendFrames(snapshot);
    subscriber.at = subscriber.view.position;
    subscriber.view.twinReaders.delete(subscriber);
  }

  /**
   * What a reader needs that comes back to a settled view and says where it was; undefined where that is to be had
   * later only, after `postpone`.
   */
  resumption(subscriber: Subscriber, from: StreamPosition): Recovery | undefined {
    const { grants, isBehind, at, view } = subscriber;
    if (isBehind) return undefined;
    subscriber.at = grants === 1 ? view.checked(from) : { ...at, epoch: -1 };
    const recovery = this.#outlet.isHigh ? undefined : view.resume(subscriber.at);
    subscriber.resumed = recovery && { from, recovery: { ...recovery, frames: [] } };
    return recovery;
  }

  /** What the same reader has got already, for a subscription of before. */
  shared({ grants, resumed }: Subscriber, from: StreamPosition): Recovery | undefined {
    return grants > 1 && resumed !== undefined && isSame(from, resumed.from) ? resumed.recovery : undefined;
  }

  /** A reader gets what it needs when it can, with `behind`. */
  postpone(subscriber: Subscriber): void {
    this.#fallBehind(subscriber);
  }

  /** Brings a reader to the view's sequence. */
  take(subscriber: Subscriber, { how, standing, frames, missedTrades }: Recovery, cause: RecoveryCause): void {
    if (!this.#isOpen) return;
    const { view } = subscriber;
    const { metrics, limits } = this.#context;
    subscriber.at = view.position;
    // A catch-up ends the reader's generation; a snapshot makes one begin for all.
    if (how === 'catch_up' && view.codec === 'dense') view.twinReaders.add(subscriber);
    metrics.recovered(how, cause);
    metrics.missedTrades.inc(missedTrades);
    if (how !== 'frames')
      metrics.lateTrades.inc(Math.max(0, subscriber.at.trades - standing.tradesSent - missedTrades));
    for (const message of joined(frames, limits.sendMessageBytes)) this.#outlet.sendFrames(message);
  }

  /** Frames of a flush, which `deliver` ends. Answers whether they are its first. @param nothing the flush's beginning */
  offer(subscriber: Subscriber, batch: Batch, nothing: Pack): boolean {
    const isFirst = this.#due === undefined;
    if (isFirst) {
      this.#isHigh = this.#outlet.isHigh;
      this.#isMeasuring = this.hops.isDue();
    }
    const due = this.#due ?? nothing;
    this.#due = due;
    if (subscriber.isBehind) return isFirst;
    const { twinReaders } = subscriber.view;
    const isTwinReader = twinReaders.size > 0 && twinReaders.has(subscriber);
    const messages = isTwinReader ? batch.twins?.messages : batch.messages;
    if (messages === undefined || this.#isHigh) {
      this.#isLeftOut ||= messages !== undefined;
      this.#fallBehind(subscriber);
      return isFirst;
    }
    this.#due = due.with(messages);
    if (this.#isMeasuring) this.#consider(subscriber, batch.end);
    subscriber.at = batch.end;
    if (isTwinReader && batch.twins?.isOver) twinReaders.delete(subscriber);
    return isFirst;
  }

  deliver(): void {
    const due = this.#due;
    const isLeftOut = this.#isLeftOut;
    this.#due = undefined;
    this.#isLeftOut = false;
    if (!this.#isOpen) return;
    for (const frame of due?.frames ?? []) this.#outlet.sendFramed(frame);
    this.#measure();
    if (isLeftOut) this.#stall();
    if (this.isBehind) this.retry();
  }

  /** One of the streams whose delta of this flush has its view's times: another than was spoken of last, where there is one. */
  #consider({ at, view }: Subscriber, end: StreamPosition): void {
    const { sequence } = view.times;
    if (at.epoch !== end.epoch || at.sequence >= sequence || sequence > end.sequence) return;
    const isFurther = view.stream > this.#measured;
    const before = this.#measurable;
    if (before === undefined || (isFurther && before.stream <= this.#measured)) this.#measurable = view;
  }

  /** Says of a delta that was just sent when it was where. */
  #measure(): void {
    const view = this.#measurable;
    this.#measurable = undefined;
    this.#isMeasuring = false;
    if (view === undefined) return;
    this.#measured = view.stream;
    this.send(this.hops.ask(view.stream, view.times));
  }

  #fallBehind(subscriber: Subscriber): void {
    if (!subscriber.isBehind) this.#context.metrics.behind();
    subscriber.isBehind = true;
    subscriber.view.twinReaders.delete(subscriber);
    this.#behind.add(subscriber);
    if (!this.#outlet.isLow) this.#outlet.awaitDrain();
  }

  /** Once for all that it falls behind with before it is well again. While it waits for its first snapshots it is they. */
  #stall(): void {
    if (this.#isStalled) return;
    for (const { at } of this.subscribers.values()) if (at.epoch === -1) return;
    this.#isStalled = true;
    this.#attendant?.onStalled();
  }

  /** What could not be had may be there now. */
  retry(): void {
    if (!this.#isOpen) return;
    if (!this.isBehind) {
      this.#well();
      return;
    }
    if (this.#outlet.isLow) this.#recoverSoon();
    else this.#outlet.awaitDrain();
  }

  /** Not within a flush: to settle a view is one. */
  #recoverSoon(): void {
    if (this.#isRecovering) return;
    this.#isRecovering = true;
    this.#context.time.soon(() => {
      this.#isRecovering = false;
      this.#recover();
    });
  }

  /** Catch-ups or snapshots for as many as the socket takes, the longest behind first; the others wait for the next drain. */
  #recover(): void {
    for (const subscriber of [...this.#behind]) {
      if (!this.#isOpen) return;
      if (this.#outlet.isHigh) {
        this.#outlet.awaitDrain();
        return;
      }
      const isToChange = this.#attendant?.isToChange(subscriber) === true;
      if (isToChange) subscriber.view.sendTrades();
      this.#owner.settle(subscriber.view);
      this.#catchUp(subscriber);
      if (isToChange && !subscriber.isBehind && this.#isOpen) this.#attendant?.onCaughtUp(subscriber);
    }
    if (!this.isBehind) this.#well();
  }

  #well(): void {
    const wasStalled = this.#isStalled;
    this.#isStalled = false;
    if (this.#isOpen) this.#attendant?.onRecovered(wasStalled);
  }

  #catchUp(subscriber: Subscriber): void {
    const recovery = subscriber.view.recover(subscriber.at);
    if (recovery === undefined) return;
    const { how, standing, sequence, missedTrades } = recovery;
    this.#behind.delete(subscriber);
    subscriber.isBehind = false;
    this.send({ type: 'behind', ...standing, recovery: how, sequence, missedTrades });
    this.take(subscriber, recovery, 'behind');
  }
}

function isSame(one: StreamPosition, other: StreamPosition): boolean {
  return one.epoch === other.epoch && one.sequence === other.sequence && one.trades === other.trades;
}
