/** A session's entries, already numbers, into ccxt's sides. */
import type { Contestant } from '../contest.js';
import { asksOf, bidsOf, messageCount, type Session } from '../session.js';
import { type CcxtSide, newCcxtBook } from './ccxt.js';
import { levelsDigest } from './levels-digest.js';

export async function ccxtLevels(session: Session): Promise<Contestant> {
  const book = (await newCcxtBook())();
  const { ticks, lots, starts } = session;
  const pairs = (from: number, count: number) =>
    Array.from({ length: count }, (_, i): [number, number] => [ticks[from + i]!, lots[from + i]!]);
  const store = (side: CcxtSide, from: number, to: number) => {
    for (let i = from; i < to; i++) side.store(ticks[i]!, lots[i]!);
  };
  return {
    name: 'ccxt',
    run() {
      const bids = bidsOf(session, 0);
      book.reset({ bids: pairs(0, bids), asks: pairs(bids, asksOf(session, 0)) });
      for (let m = 1; m < messageCount(session); m++) {
        const split = starts[m]! + bidsOf(session, m);
        store(book.bids, starts[m]!, split);
        store(book.asks, split, starts[m + 1]!);
      }
    },
    digest: () => levelsDigest([...book.bids], [...book.asks]),
  };
}
