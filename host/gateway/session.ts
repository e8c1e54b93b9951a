/** One client: its subscriptions, what is due to it, and where it has fallen behind. */
import { CLOSE_SILENT, type HostMessage } from '../wire/control.js';
import type { SnapshotCause } from './metrics.js';
import { type GatewaySocket, Outlet, type OutletContext } from './outlet.js';
import type { Due, Packer } from './packer.js';
import type { Batch } from './stream-writer.js';
import type { View } from './view.js';

/** A client's place among the readers of a view. */
export interface Subscriber {
  readonly session: Session;
  readonly view: View;
  /** How often the client asked for it: as often must it give it back. */
  grants: number;
  /** Frames were left out: nothing more is sent until a snapshot can be. */
  isBehind: boolean;
  /** Trades in the frames that were left out. */
  missedTrades: number;
}

export interface SessionOwner {
  /** The client is not one any more. */
  onEnded(session: Session): void;
  /** Sends what of the view is encoded already, so that a snapshot is at the sequence that others have. */
  settle(view: View): void;
}

export class Session {
  readonly subscribers = new Map<number, Subscriber>();
  readonly #socket: GatewaySocket;
  readonly #context: OutletContext;
  readonly #owner: SessionOwner;
  readonly #outlet: Outlet;
  /** In the order in which they fell behind. */
  readonly #behind = new Set<Subscriber>();
  #due: (Due & { readonly subscriber: Subscriber })[] = [];
  #isRecovering = false;
  #isOpen = true;
  #wasHeard = true;
  #closedWith: number | undefined;
  #cancelCut: (() => void) | undefined;

  constructor(socket: GatewaySocket, context: OutletContext, owner: SessionOwner) {
    this.#socket = socket;
    this.#context = context;
    this.#owner = owner;
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

  send(message: HostMessage): void {
    if (this.#isOpen) this.#outlet.sendControl(message);
  }

  /** The client was heard, if only by a pong. */
  heard(): void {
    this.#wasHeard = true;
  }

  /** Once a heartbeat: was it heard since the last? */
  beat(): void {
    if (!this.#wasHeard) {
      this.close(CLOSE_SILENT, `nothing came from you for ${this.#context.limits.heartbeatMs} ms, not even a pong`);
      return;
    }
    this.#wasHeard = false;
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
      subscriber = { session: this, view, grants: 0, isBehind: false, missedTrades: 0 };
      this.subscribers.set(view.stream, subscriber);
    }
    subscriber.grants++;
    return subscriber;
  }

  leave(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber.view.stream);
    this.#behind.delete(subscriber);
  }

  /** A snapshot of a settled view, now or when the client has read what waits for it. */
  bring(subscriber: Subscriber, cause: SnapshotCause): void {
    const snapshot = this.#outlet.isHigh || subscriber.isBehind ? undefined : subscriber.view.snapshot();
    if (snapshot === undefined) {
      this.#fallBehind(subscriber);
      return;
    }
    this.#context.metrics.snapshot(cause);
    this.#outlet.sendFrames(snapshot);
  }

  /** Frames of a flush; `deliver` ends it. */
  offer(subscriber: Subscriber, batch: Batch): void {
    if (subscriber.isBehind) subscriber.missedTrades += batch.trades;
    else this.#due.push({ stream: subscriber.view.stream, batch, subscriber });
  }

  deliver(packer: Packer): void {
    const due = this.#due;
    this.#due = [];
    if (!this.#isOpen) return;
    if (due.length > 0 && this.#outlet.isHigh) {
      for (const { subscriber, batch } of due) {
        this.#fallBehind(subscriber);
        subscriber.missedTrades += batch.trades;
      }
    } else if (due.length > 0) {
      for (const message of packer.pack(due)) this.#outlet.sendFrames(message);
    }
    this.retry();
  }

  #fallBehind(subscriber: Subscriber): void {
    if (!subscriber.isBehind) this.#context.metrics.behind();
    subscriber.isBehind = true;
    this.#behind.add(subscriber);
    if (!this.#outlet.isLow) this.#outlet.awaitDrain();
  }

  /** A snapshot that could not be had may be there now. */
  retry(): void {
    if (this.#isOpen && this.isBehind && this.#outlet.isLow) this.#recoverSoon();
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

  /** Snapshots for as many as the socket takes, the longest behind first; the others wait for the next drain. */
  #recover(): void {
    for (const subscriber of [...this.#behind]) {
      if (!this.#isOpen) return;
      if (this.#outlet.isHigh) {
        this.#outlet.awaitDrain();
        return;
      }
      this.#owner.settle(subscriber.view);
      this.#catchUp(subscriber);
    }
  }

  #catchUp(subscriber: Subscriber): void {
    const snapshot = subscriber.view.snapshot();
    if (snapshot === undefined) return;
    const { missedTrades } = subscriber;
    this.#behind.delete(subscriber);
    subscriber.isBehind = false;
    subscriber.missedTrades = 0;
    this.#context.metrics.missedTrades.inc(missedTrades);
    this.#context.metrics.snapshot('behind');
    this.send({ type: 'behind', ...subscriber.view.standing, missedTrades });
    this.#outlet.sendFrames(snapshot);
  }
}
