/** What leaves for one client, and how much of it is still here: the gateway's side of back-pressure. */
import { CLOSE_SEND_BUFFER, CLOSE_SLOW, type HostMessage } from '../wire/control.js';
import type { GatewayLimits } from './limits.js';
import type { MessageFrame } from './message-frame.js';
import type { GatewayMetrics } from './metrics.js';
import type { GatewayTime } from './time.js';

/** A client's socket. */
export interface GatewaySocket {
  /** Bytes handed over that have not left. */
  readonly bufferedAmount: number;
  /** The bytes must not change any more. `onWritten` is called when they left, or never will. */
  send(data: string | Uint8Array, onWritten: () => void): void;
  /** As `send`, of a message that is framed already. */
  sendFramed(frame: MessageFrame, onWritten: () => void): void;
  ping(): void;
  /** Begins the closing handshake. */
  close(code: number, reason: string): void;
  /** Cuts the connection. */
  terminate(): void;
}

export interface OutletEvents {
  /** After `awaitDrain`: the client read what there was. */
  onDrained(): void;
  /** The client does not read. */
  onSlow(code: number, reason: string): void;
}

export interface OutletContext {
  readonly limits: GatewayLimits;
  readonly time: GatewayTime;
  readonly metrics: GatewayMetrics;
}

export class Outlet {
  readonly #socket: GatewaySocket;
  readonly #context: OutletContext;
  readonly #events: OutletEvents;
  /** When each message that has not left was handed over, monotonic ms, oldest first. */
  readonly #handedMs: number[] = [];
  #cancelSlow: (() => void) | undefined;

  constructor(socket: GatewaySocket, context: OutletContext, events: OutletEvents) {
    this.#socket = socket;
    this.#context = context;
    this.#events = events;
  }

  /** So much waits that nothing should be added. */
  get isHigh(): boolean {
    return this.#socket.bufferedAmount > this.#context.limits.sendHighBytes;
  }

  /** So little waits that the client has caught up. */
  get isLow(): boolean {
    return this.#socket.bufferedAmount <= this.#context.limits.sendLowBytes;
  }

  sendFrames(bytes: Uint8Array): void {
    this.#send(bytes, bytes.length);
  }

  /** A message that others get, too. */
  sendFramed(frame: MessageFrame): void {
    this.#count(frame.payload.length);
    this.#socket.sendFramed(frame, this.#onWritten);
  }

  /** Answers cannot be left out, so a client that asks and does not read is closed. */
  sendControl(message: HostMessage): void {
    const text = JSON.stringify(message);
    if (this.#socket.bufferedAmount > this.#context.limits.sendMaxBytes) {
      this.#context.metrics.limited('sendMaxBytes');
      this.#events.onSlow(CLOSE_SEND_BUFFER, 'you ask for more than you read');
      return;
    }
    this.#send(text, Buffer.byteLength(text));
  }

  /** From now on `onDrained` or, after slowMs, `onSlow` is told, once. */
  awaitDrain(): void {
    if (this.#cancelSlow !== undefined) return;
    const { slowMs } = this.#context.limits;
    this.#cancelSlow = this.#context.time.after(slowMs, () => {
      this.#context.metrics.limited('slowMs');
      this.#events.onSlow(CLOSE_SLOW, `you read nothing for ${slowMs} ms while data waited`);
    });
  }

  stop(): void {
    this.#cancelSlow?.();
    this.#cancelSlow = undefined;
  }

  #send(data: string | Uint8Array, bytes: number): void {
    this.#count(bytes);
    this.#socket.send(data, this.#onWritten);
  }

  #count(bytes: number): void {
    this.#context.metrics.sent(bytes);
    this.#handedMs.push(this.#context.time.monotonicMs());
  }

  readonly #onWritten = (): void => {
    const { time, metrics } = this.#context;
    const handedMs = this.#handedMs.shift() ?? Number.NaN;
    metrics.sendLatency.observe((time.monotonicMs() - handedMs) * 1000);
    if (this.#cancelSlow === undefined || !this.isLow) return;
    this.stop();
    this.#events.onDrained();
  };
}
