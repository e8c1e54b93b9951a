/**
 * One socket's life: opened in time, kept alive, its sends paced, ended once. It knows nothing of
 * another try: `connection.ts` does.
 */
import type { OpenSocket, Socket } from './socket.js';
import type { Time } from './time.js';
import { TokenBucket } from './token-bucket.js';

export interface LineLimits {
  /** From the first packet to an open WebSocket. */
  readonly openTimeoutMs: number;
  /** Silence after which we ask whether the other side is there. */
  readonly pingMs: number;
  /** Time for an answer, or for anything at all, after that. */
  readonly answerMs: number;
  /** Time for the other side to say goodbye. */
  readonly closeTimeoutMs: number;
  /** Longest message taken; a longer one ends the line. */
  readonly maxPayloadBytes: number;
  /** Messages sent, pings included: most at once, and in a second. */
  readonly sendBurst: number;
  readonly sendsPerSecond: number;
  /** Messages that may wait for their turn. */
  readonly maxQueuedSends: number;
}

export const DEFAULT_LINE_LIMITS: LineLimits = {
  openTimeoutMs: 10_000,
  pingMs: 15_000,
  answerMs: 10_000,
  closeTimeoutMs: 2_000,
  maxPayloadBytes: 32 * 1024 * 1024,
  ...sendRate(5),
  maxQueuedSends: 1_024,
};

/** The pace by which no second sees more than so many messages: what is held at once and what flows in meanwhile. */
export function sendRate(messagesPerSecond: number): Pick<LineLimits, 'sendBurst' | 'sendsPerSecond'> {
  const sendBurst = Math.max(1, Math.floor(messagesPerSecond / 2));
  // At one a second a full bucket leaves no room for a whole further message within it.
  return { sendBurst, sendsPerSecond: messagesPerSecond > 1 ? messagesPerSecond - sendBurst : messagesPerSecond / 2 };
}

export interface LineEvents {
  onOpen(): void;
  onMessage(bytes: Uint8Array): void;
  /** Always the last event; it comes once, also for a line that never opened. */
  onEnd(reason: string): void;
}

export interface LineOptions {
  readonly url: string;
  readonly limits: LineLimits;
  readonly time: Time;
  readonly openSocket: OpenSocket;
  /** What to send as a ping; absent: a WebSocket ping. */
  readonly pingText?: (() => string) | undefined;
}

export class Line {
  readonly #options: LineOptions;
  readonly #events: LineEvents;
  readonly #socket: Socket;
  readonly #sends: TokenBucket;
  #open = false;
  #ended = false;
  /** When anything last came, monotonic ms. */
  #heardAt = 0;
  #cancelTimer: () => void;

  constructor(options: LineOptions, events: LineEvents) {
    const { limits, time } = options;
    this.#options = options;
    this.#events = events;
    this.#sends = new TokenBucket({ capacity: limits.sendBurst, perSecond: limits.sendsPerSecond }, time);
    this.#cancelTimer = time.after(limits.openTimeoutMs, () => this.end(`not open after ${limits.openTimeoutMs} ms`));
    this.#socket = options.openSocket(
      options.url,
      {
        onOpen: () => this.#opened(),
        onMessage: (bytes) => this.#message(bytes),
        onControl: () => {
          this.#heardAt = time.monotonicMs();
        },
        onClose: (reason) => this.#finish(reason),
      },
      limits.maxPayloadBytes,
    );
  }

  get isOpen(): boolean {
    return this.#open && !this.#ended;
  }

  get queuedSends(): number {
    return this.#sends.waiting;
  }

  /** Sends all in their turn; none, and false, where too much waits already or the line is not open. */
  send(messages: readonly string[]): boolean {
    const { maxQueuedSends } = this.#options.limits;
    if (!this.isOpen || this.#sends.waiting + messages.length > maxQueuedSends) return false;
    for (const text of messages) {
      this.#sends.take(1, () => {
        if (this.isOpen) this.#socket.send(text);
      });
    }
    return true;
  }

  /** Ends it now. `onEnd` is called before this returns; nothing is heard afterwards. */
  end(reason: string): void {
    if (this.#ended) return;
    const wasOpen = this.#open;
    this.#finish(reason);
    if (!wasOpen) {
      this.#socket.terminate();
      return;
    }
    this.#socket.close();
    this.#cancelTimer = this.#options.time.after(this.#options.limits.closeTimeoutMs, () => this.#socket.terminate());
  }

  #opened(): void {
    if (this.#ended) return;
    this.#open = true;
    this.#cancelTimer();
    this.#heardAt = this.#options.time.monotonicMs();
    this.#watch();
    this.#events.onOpen();
  }

  #message(bytes: Uint8Array): void {
    this.#heardAt = this.#options.time.monotonicMs();
    if (!this.#ended) this.#events.onMessage(bytes);
  }

  #finish(reason: string): void {
    this.#cancelTimer();
    if (this.#ended) return;
    this.#ended = true;
    this.#events.onEnd(reason);
  }

  get #idleMs(): number {
    return this.#options.time.monotonicMs() - this.#heardAt;
  }

  #watch(): void {
    const { time, limits } = this.#options;
    this.#cancelTimer = time.after(Math.max(0, limits.pingMs - this.#idleMs), () => {
      if (this.#idleMs < limits.pingMs) {
        this.#watch();
        return;
      }
      const askedAt = time.monotonicMs();
      this.#ping();
      this.#await(askedAt, 2);
    });
  }

  /** Silence counts only when two looks find it: after a stall of this process the first comes before the reads. */
  #await(askedAt: number, looks: number): void {
    const { time, limits } = this.#options;
    this.#cancelTimer = time.after(limits.answerMs / 2, () => {
      if (this.#heardAt >= askedAt) this.#watch();
      else if (looks > 1) this.#await(askedAt, looks - 1);
      else this.#silent();
    });
  }

  #silent(): void {
    this.#finish(`silent for ${this.#options.limits.pingMs + this.#options.limits.answerMs} ms`);
    this.#socket.terminate();
  }

  #ping(): void {
    const { pingText } = this.#options;
    if (!this.#sends.tryTake(1)) return;
    if (pingText === undefined) this.#socket.ping();
    else this.#socket.send(pingText());
  }
}
