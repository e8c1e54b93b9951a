/** One client's WebSocket on the serving side: its limits, pings, and age. What is said on it is the business of whoever accepted it. */
import type { WebSocket } from 'ws';
import type { Time } from '../live/time.js';

export interface ClientLimits {
  /** Messages, pings and pongs a second; beyond it the connection is closed with 1008. */
  readonly messagesPerSecond: number;
  /** Bytes waiting for a client that reads too slowly; beyond it the connection is cut. */
  readonly bufferedBytes: number;
  readonly pingMs: number;
  /** Time without an answer to a ping after which the connection is cut. */
  readonly pongTimeoutMs: number;
  /** Age at which the connection is closed with 1001. */
  readonly connectionMs: number;
}

export interface ClientListener {
  onText(text: string): void;
  onClose(): void;
}

export class ClientSocket {
  readonly #socket: WebSocket;
  readonly #time: Time;
  readonly #limits: ClientLimits;
  #second = Number.NEGATIVE_INFINITY;
  #messages = 0;
  /** When the oldest ping without an answer left; undefined where none waits. */
  #pingedMs: number | undefined;
  #cancelPing = () => {};
  readonly #cancelAge: () => void;

  constructor(socket: WebSocket, time: Time, limits: ClientLimits) {
    this.#socket = socket;
    this.#time = time;
    this.#limits = limits;
    this.#cancelAge = time.after(limits.connectionMs, () => this.close(1001, 'connection is too old'));
    this.#schedulePing();
  }

  listen(listener: ClientListener): void {
    // A text that is no UTF-8 or too long ends the connection: ws closes it and reports an error first.
    this.#socket.on('error', () => {});
    this.#socket.on('ping', () => this.#count());
    this.#socket.on('pong', () => {
      this.#pingedMs = undefined;
      this.#count();
    });
    this.#socket.on('message', (data) => {
      if (this.#count()) listener.onText(data.toString());
    });
    this.#socket.on('close', () => {
      this.#cancelPing();
      this.#cancelAge();
      listener.onClose();
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Bytes that the operating system has not taken yet. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): void {
    if (!this.isOpen) return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > this.#limits.bufferedBytes) this.cut();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Ends the connection at once, without a closing handshake. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Answers false where this message was one too many. */
  #count(): boolean {
    const second = Math.floor(this.#time.monotonicMs() / 1000);
    this.#messages = second === this.#second ? this.#messages + 1 : 1;
    this.#second = second;
    if (this.#messages <= this.#limits.messagesPerSecond) return true;
    this.close(1008, 'Too many requests');
    return false;
  }

  #schedulePing(): void {
    this.#cancelPing = this.#time.after(this.#limits.pingMs, () => {
      const now = this.#time.monotonicMs();
      this.#pingedMs ??= now;
      if (now - this.#pingedMs >= this.#limits.pongTimeoutMs) {
        this.cut();
        return;
      }
      if (this.isOpen) this.#socket.ping(String(Math.floor(this.#time.wallMicros() / 1000)));
      this.#schedulePing();
    });
  }
}
