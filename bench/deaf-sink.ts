/** Hears nothing of what a decoder tells: what it says in vain, and what others begin from. */
import type { BookMessage } from '../host/feeds/book-message.js';
import type { TradeBatch } from '../host/feeds/trade-batch.js';
import type { FeedSink } from '../host/feeds/venue.js';

export class DeafSink implements FeedSink {
  snapshot(_symbol: string | undefined, _message: BookMessage): void {}
  diff(_symbol: string, _message: BookMessage): void {}
  quote(_symbol: string, _message: BookMessage): void {}
  trades(_symbol: string, _trades: TradeBatch): void {}
  instruments(): void {}
  subscribed(): void {}
  rejected(): void {}
  heartbeat(): void {}
  ignored(): void {}
  malformed(): void {}
}
