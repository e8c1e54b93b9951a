/** How long a feed's messages take: from the venue's clock to their receipt, and from there until the book has told of them. */
import { LatencyHistogram } from '../../bus/latency-histogram.js';
import type { MarketDataPublisher, MarketSource } from '../../bus/market-data.js';
import type { Time } from './time.js';

export class FeedLatency {
  /** Venue → receipt. Clocks differ: what seems to come before it was sent is counted as negative. */
  readonly venue = new LatencyHistogram();
  /** Receipt → book: the message is in the book, and all who read it were told. */
  readonly book = new LatencyHistogram();
  readonly #time: Time;

  constructor(time: Time) {
    this.#time = time;
  }

  /** Passes everything on, and takes the time of changes and trades. */
  watching(publisher: MarketDataPublisher): MarketDataPublisher {
    const took = ({ tsRecv, tsEvent }: MarketSource) => {
      if (tsEvent >= 0) this.venue.observe(tsRecv - tsEvent);
      this.book.observe(this.#time.wallMicros() - tsRecv);
    };
    return {
      add: (source) => publisher.add(source),
      remove: (source) => publisher.remove(source),
      replaced: (source, regridded) => publisher.replaced(source, regridded),
      state: (source) => publisher.state(source),
      analytics: (source) => publisher.analytics?.(source),
      encoding: (source) => publisher.encoding?.(source),
      book: (source) => {
        publisher.book(source);
        took(source);
      },
      trades: (source, trades, count) => {
        publisher.trades(source, trades, count);
        took(source);
      },
    };
  }
}
