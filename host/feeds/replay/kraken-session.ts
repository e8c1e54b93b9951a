/** One client of a replayed Kraken: what it subscribed to, and the heartbeats between messages. */
import type { Time } from '../live/time.js';
import type { ClientSocket } from '../simulated/client-socket.js';

/** Kraken sends one for every second without another message, once something is subscribed. */
const HEARTBEAT_MS = 1000;

export interface Subscription {
  /** Levels a side; 0 for what is no book. */
  readonly depth: number;
  /** It has had its snapshot: changes may follow. */
  isLive: boolean;
}

export class KrakenSession {
  readonly client: ClientSocket;
  readonly #heartbeat: string;
  readonly #time: Time;
  readonly #subscriptions = new Map<string, Subscription>();
  #sentMs: number;
  #cancel = () => {};

  constructor(client: ClientSocket, heartbeat: string, time: Time) {
    this.client = client;
    this.#heartbeat = heartbeat;
    this.#time = time;
    this.#sentMs = time.monotonicMs();
    this.#beat();
  }

  send(text: string): void {
    this.#sentMs = this.#time.monotonicMs();
    this.client.send(text);
  }

  subscription(channel: string, symbol: string): Subscription | undefined {
    return this.#subscriptions.get(`${channel} ${symbol}`);
  }

  subscribe(channel: string, symbol: string, depth: number): Subscription {
    const subscription = { depth, isLive: false };
    this.#subscriptions.set(`${channel} ${symbol}`, subscription);
    return subscription;
  }

  unsubscribe(channel: string, symbol: string): void {
    this.#subscriptions.delete(`${channel} ${symbol}`);
  }

  stop(): void {
    this.#cancel();
  }

  #beat(): void {
    this.#cancel = this.#time.after(HEARTBEAT_MS, () => {
      const isQuiet = this.#time.monotonicMs() - this.#sentMs >= HEARTBEAT_MS;
      if (isQuiet && this.#subscriptions.size > 0) this.send(this.#heartbeat);
      this.#beat();
    });
  }
}
