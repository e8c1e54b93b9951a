/**
 * A WebSocket to a venue that stays: it comes back after a loss with back-off, and replaces itself
 * before the venue's longest lifetime, opening the new socket before it lets go of the old one.
 * Not a feed: what is subscribed, and what a message means, is the owner's.
 */
import { type BackoffLimits, backoffMs, DEFAULT_BACKOFF } from './backoff.js';
import { DEFAULT_LINE_LIMITS, Line, type LineLimits } from './line.js';
import type { OpenSocket } from './socket.js';
import type { Time } from './time.js';
import type { TokenBucket } from './token-bucket.js';

export interface ConnectionLimits extends LineLimits {
  readonly backoff: BackoffLimits;
  /** Open for this long, a socket wipes out the failures before it. */
  readonly stableMs: number;
  /** Age at which a socket is replaced, less up to a tenth by chance; 0: never. */
  readonly lifetimeMs: number;
}

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  ...DEFAULT_LINE_LIMITS,
  backoff: DEFAULT_BACKOFF,
  stableMs: 60_000,
  lifetimeMs: 0,
};

export interface ConnectionHandlers {
  /** A fresh socket: nothing is subscribed on it. */
  onOpen(): void;
  /** `recv` is the time of receipt, µs since the epoch. The bytes are the callee's to keep. */
  onMessage(bytes: Uint8Array, recv: number): void;
  /** The socket is gone; another one is sought unless `stop` was called. */
  onLost(reason: string): void;
}

export type ConnectionState = 'stopped' | 'waiting' | 'opening' | 'open';

/** What the connection is doing, as data; counters are of its whole life. */
export interface ConnectionStatus {
  readonly url: string;
  readonly state: ConnectionState;
  /** Attempts in a row that failed. */
  readonly failures: number;
  /** Sockets that opened. */
  readonly opened: number;
  /** Sockets that opened after the first one. */
  readonly reconnects: number;
  readonly messages: number;
  readonly bytes: number;
  readonly queuedSends: number;
  /** Why the last socket ended; empty before that. */
  readonly lastReason: string;
}

export interface ConnectionOptions {
  /** Asked at each attempt. */
  readonly url: () => string;
  readonly limits: ConnectionLimits;
  readonly time: Time;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly openSocket: OpenSocket;
  /** The venue's limit of attempts, shared by its connections. */
  readonly attempts: TokenBucket;
  readonly pingText?: (() => string) | undefined;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  #url = '';
  #running = false;
  #line: Line | undefined;
  /** The socket that will take over, while it opens. */
  #successor: Line | undefined;
  #failures = 0;
  #opened = 0;
  #messages = 0;
  #bytes = 0;
  #lastReason = '';
  #cancelAttempt = () => {};
  #cancelStable = () => {};
  #cancelLifetime = () => {};

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  get status(): ConnectionStatus {
    return {
      url: this.#url,
      state: this.#state(),
      failures: this.#failures,
      opened: this.#opened,
      reconnects: Math.max(0, this.#opened - 1),
      messages: this.#messages,
      bytes: this.#bytes,
      queuedSends: this.#line?.queuedSends ?? 0,
      lastReason: this.#lastReason,
    };
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#attempt();
  }

  /** Ends the socket; `onLost` is called where one was open. */
  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    this.#cancelAttempt();
    this.#cancelStable();
    this.#cancelLifetime();
    this.#successor?.end('stopped');
    this.#line?.end('stopped');
  }

  /** Sends all in their turn; none, and false, where the socket is not open or too much waits to be sent. */
  send(messages: readonly string[]): boolean {
    return this.#line?.send(messages) ?? false;
  }

  /** Gives the socket up, as after an answer that makes it useless; another one follows. */
  reconnect(reason: string): void {
    this.#line?.end(reason);
  }

  #state(): ConnectionState {
    if (!this.#running) return 'stopped';
    if (this.#line === undefined) return 'waiting';
    return this.#line.isOpen ? 'open' : 'opening';
  }

  #attempt(): void {
    this.#cancelAttempt = this.#options.attempts.take(1, () => {
      const line: Line = this.#newLine({
        onOpen: () => this.#taken(line),
        onEnd: (reason) => this.#lost(line, reason),
      });
      this.#line = line;
    });
  }

  /** A line whose messages count only once it is the current one. */
  #newLine(events: { onOpen(): void; onEnd(reason: string): void }): Line {
    this.#url = this.#options.url();
    const line: Line = new Line(
      { ...this.#options, url: this.#url },
      {
        ...events,
        onMessage: (bytes) => {
          if (line !== this.#line) return;
          this.#messages += 1;
          this.#bytes += bytes.byteLength;
          this.#handlers.onMessage(bytes, this.#options.time.wallMicros());
        },
      },
    );
    return line;
  }

  #taken(line: Line): void {
    const { time, limits, random } = this.#options;
    this.#line = line;
    this.#opened += 1;
    this.#cancelStable();
    this.#cancelStable = time.after(limits.stableMs, () => {
      this.#failures = 0;
    });
    this.#cancelLifetime();
    if (limits.lifetimeMs > 0) {
      this.#cancelLifetime = time.after(limits.lifetimeMs * (1 - random() / 10), () => this.#replace());
    }
    this.#handlers.onOpen();
  }

  #lost(line: Line, reason: string): void {
    if (line !== this.#line) return;
    this.#line = undefined;
    this.#lastReason = reason;
    this.#cancelStable();
    this.#cancelLifetime();
    this.#cancelAttempt();
    this.#successor?.end('the socket it was to replace is gone');
    this.#handlers.onLost(reason);
    if (!this.#running) return;
    const wait = backoffMs(this.#failures, this.#options.random, this.#options.limits.backoff);
    this.#failures += 1;
    this.#cancelAttempt = this.#options.time.after(wait, () => this.#attempt());
  }

  /** Opens the next socket; the present one serves until that is there. */
  #replace(): void {
    this.#cancelAttempt = this.#options.attempts.take(1, () => {
      const line: Line = this.#newLine({
        onOpen: () => this.#succeed(line),
        onEnd: (reason) => {
          if (line === this.#line) return this.#lost(line, reason);
          if (line === this.#successor) this.#replaceLater(reason);
        },
      });
      this.#successor = line;
    });
  }

  #replaceLater(reason: string): void {
    this.#successor = undefined;
    this.#lastReason = reason;
    if (!this.#running || this.#line === undefined) return;
    const wait = backoffMs(this.#failures, this.#options.random, this.#options.limits.backoff);
    this.#failures += 1;
    this.#cancelAttempt = this.#options.time.after(wait, () => this.#replace());
  }

  #succeed(line: Line): void {
    const old = this.#line;
    this.#successor = undefined;
    this.#line = line;
    this.#lastReason = 'planned reconnection';
    old?.end(this.#lastReason);
    this.#handlers.onLost(this.#lastReason);
    this.#taken(line);
  }
}
