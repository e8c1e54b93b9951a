/** A publisher that passes everything on, and keeps an eye on states: how long they last, and a line in the log for each. */
import type { MarketDataPublisher, MarketSource } from '../../bus/market-data.js';
import type { FeedLog } from './feed-log.js';
import type { Liveness } from './liveness.js';

export interface Watch {
  readonly liveness: Liveness;
  readonly log: FeedLog;
  /** A book is in sync with what a snapshot told. */
  readonly synced: (source: MarketSource) => void;
  /** A book is out of sync: what came last was wrong, or the connection went. */
  readonly lost: (source: MarketSource) => void;
  /** A symbol is live again, after so many ms. */
  readonly recovered: (source: MarketSource, tookMs: number) => void;
}

export function watchedPublisher(publisher: MarketDataPublisher, watch: Watch): MarketDataPublisher {
  return {
    add(source) {
      watch.liveness.add(source);
      publisher.add(source);
    },
    remove(source) {
      watch.liveness.remove(source);
      publisher.remove(source);
    },
    book: (source) => publisher.book(source),
    trades: (source, trades, count) => publisher.trades(source, trades, count),
    analytics: (source) => publisher.analytics?.(source),
    encoding: (source) => publisher.encoding?.(source),
    replaced(source, regridded) {
      if (source.state === 'live') watch.synced(source);
      publisher.replaced(source, regridded);
    },
    state(source) {
      const tookMs = watch.liveness.change(source, source.state, source.reason);
      if (tookMs >= 0) watch.recovered(source, tookMs);
      // `resyncing` only repeats the reason of the loss before it.
      if (source.state === 'stale' || source.state === 'buffering') watch.lost(source);
      report(source, watch.log);
      publisher.state(source);
    },
  };
}

function report({ symbol, state, reason }: MarketSource, log: FeedLog): void {
  const fields = { symbol, state, reason };
  if (state === 'stale') log.warn(fields, `${symbol} is stale: ${reason}`);
  else if (state === 'live') log.info(fields, `${symbol} is live`);
  else log.debug(fields, `${symbol} is ${state}`);
}
