/** The market model alone: what always holds, what is typical, and that a seed decides everything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIDE_ASK, SIDE_BID, TRADE_BUY } from '../../assembly/layout.js';
import { INSTRUMENTS, instrumentOf, wireDecimal } from '../../host/feeds/simulated/instrument.js';
import { Market, type MarketListener } from '../../host/feeds/simulated/market.js';

const BTC = instrumentOf('BTCUSDT')!;
const SHIB = instrumentOf('SHIBUSDT')!;
const silent: MarketListener = { onLevel() {}, onTrade() {}, onQuote() {} };

function market(seed: number, instrument = BTC, levels = 500, rate = 100): Market {
  return new Market({ instrument, seed, rate, startMs: 0, levels, historyChanges: 4096 });
}

/** Everything that a market tells, as text. */
function record(of: Market, stepsMs: readonly number[]): string[] {
  const log: string[] = [];
  const listener: MarketListener = {
    onLevel: (side, ticks) => log.push(`level ${of.book.updateId} ${side} ${ticks} ${of.book.side(side).lots(ticks)}`),
    onTrade: (...trade) => log.push(`trade ${trade.join(' ')}`),
    onQuote: (timeMs) => log.push(`quote ${timeMs}`),
  };
  let now = 0;
  for (const step of stepsMs) {
    now += step;
    of.advance(now, listener);
  }
  return log;
}

describe('a market', () => {
  it('is never crossed, empty or beyond its levels, and counts every level change, whatever the seed', () => {
    const instruments = fc.constantFrom(...INSTRUMENTS);
    fc.assert(
      fc.property(fc.integer(), instruments, fc.integer({ min: 10, max: 600 }), (seed, instrument, levels) => {
        const of = market(seed, instrument, levels);
        const start = of.book.updateId;
        let id = start;
        const wrong: string[] = [];
        of.advance(10_000, {
          ...silent,
          onLevel(side, ticks) {
            const { updateId, bids, asks } = of.book;
            const lots = of.book.side(side).lots(ticks);
            if (updateId !== ++id) wrong.push(`id ${updateId} after ${id - 1}`);
            if (!(bids.best > 0 && bids.best < asks.best)) wrong.push(`best ${bids.best} ${asks.best}`);
            if (!(ticks > 0 && Number.isSafeInteger(ticks) && Number.isSafeInteger(lots)))
              wrong.push(`${ticks} ${lots}`);
            if (of.book.side(side).size >= levels * 2) wrong.push(`${of.book.side(side).size} levels`);
          },
        });
        expect(wrong).toEqual([]);
        expect(id).toBeGreaterThan(start);
      }),
      { numRuns: 30 },
    );
  });

  it('does the same for the same seed, in however many steps', () => {
    const once = record(market(5), [10_000]);
    const often = record(
      market(5),
      Array.from({ length: 1000 }, () => 10),
    );
    expect(once.length).toBeGreaterThan(1000);
    expect(often).toEqual(once);
    expect(record(market(6), [10_000])).not.toEqual(once);
  });

  it('trades with the best levels of the opposite side, for as much as they lose', () => {
    const of = market(11);
    let last = { side: 0, ticks: 0, left: 0, best: 0 };
    let best = [of.book.bids.best, of.book.asks.best];
    const lots = new Map<string, number>();
    for (const side of [SIDE_BID, SIDE_ASK]) {
      for (const [ticks, size] of of.book.side(side).levels()) lots.set(`${side} ${ticks}`, size);
    }
    let trades = 0;
    const wrong: string[] = [];
    of.advance(60_000, {
      onLevel(side, ticks) {
        const key = `${side} ${ticks}`;
        const now = of.book.side(side).lots(ticks);
        last = { side, ticks, left: (lots.get(key) ?? 0) - now, best: best[side]! };
        lots.set(key, now);
        best = [of.book.bids.best, of.book.asks.best];
      },
      onTrade(_id, ticks, size, aggressor) {
        trades++;
        last.left -= size;
        const isOpposite = last.side === (aggressor === TRADE_BUY ? SIDE_ASK : SIDE_BID);
        const isRight = isOpposite && ticks === last.ticks && ticks === last.best && size > 0 && last.left >= 0;
        if (!isRight) wrong.push(`${ticks} ${size} ${aggressor} after ${JSON.stringify(last)}`);
      },
      onQuote() {},
    });
    expect(wrong).toEqual([]);
    expect(trades).toBeGreaterThan(500);
  });

  it('has the rate asked for, in bursts', () => {
    const of = market(3);
    const perSecond: number[] = [];
    let quotesAndLevels = 0;
    for (let second = 1; second <= 2000; second++) {
      quotesAndLevels = 0;
      of.advance(second * 1000, { ...silent, onLevel: () => quotesAndLevels++ });
      perSecond.push(quotesAndLevels);
    }
    const mean = perSecond.reduce((a, b) => a + b) / perSecond.length;
    const variance = perSecond.reduce((sum, n) => sum + (n - mean) ** 2, 0) / perSecond.length;
    expect(mean).toBeGreaterThan(85);
    expect(mean).toBeLessThan(125);
    // Independent events would have a variance equal to the mean.
    expect(variance / mean).toBeGreaterThan(4);
  });

  it('has a spread of a few ticks, a mid that drifts, and depth that grows away from the touch', () => {
    for (const instrument of INSTRUMENTS) {
      const of = market(9, instrument);
      const spreads: number[] = [];
      const mids: number[] = [];
      let near = 0;
      let far = 0;
      for (let second = 1; second <= 900; second++) {
        of.advance(second * 1000, silent);
        const { bids, asks } = of.book;
        spreads.push(asks.best - bids.best);
        mids.push((asks.best + bids.best) / 2);
        const levels = bids.levels(60);
        near += levels.slice(0, 5).reduce((sum, [, size]) => sum + size, 0);
        far += levels.slice(50, 55).reduce((sum, [, size]) => sum + size, 0);
      }
      spreads.sort((a, b) => a - b);
      expect(spreads[450]).toBeLessThanOrEqual(10);
      expect(far).toBeGreaterThan(near * 1.5);
      expect(Math.max(...mids) - Math.min(...mids)).toBeGreaterThan(instrument.gapTicks * 5);
      expect(Math.max(...mids) / Math.min(...mids)).toBeLessThan(1.2);
    }
  });

  it('tells the book of a past update id, and of none that it forgot or has not reached', () => {
    const of = market(21, SHIB, 100);
    const first = of.book.at(of.book.updateId)!;
    const seen = [first];
    for (let second = 1; second <= 20; second++) {
      of.advance(second * 1000, silent);
      seen.push(of.book.at(of.book.updateId)!);
      if (second === 10) of.book.skip(7);
    }
    const last = of.book.updateId;
    for (const book of seen) expect(of.book.at(book.updateId)).toEqual(book);
    // Ids that a gap skipped are the book before it.
    expect(of.book.at(seen[10]!.updateId + 7)!.bids).toEqual(seen[10]!.bids);
    expect(of.book.at(last + 1)).toBeUndefined();
    expect(of.book.at(first.updateId - 1)).toBeUndefined();
    of.advance(200_000, silent);
    expect(of.book.at(last)).toBeUndefined();
    expect(of.book.at(Number.NaN)).toBeUndefined();
  });
});

describe('the wire format', () => {
  it('has eight decimals', () => {
    expect(wireDecimal(6_183_764, 1_000_000)).toBe('61837.64000000');
    expect(wireDecimal(1389, 1)).toBe('0.00001389');
    expect(wireDecimal(0, 1000)).toBe('0.00000000');
  });

  it('is exact beyond 2^53 units', () => {
    expect(wireDecimal(8_999_999_999, 100_000_000)).toBe('8999999999.00000000');
    expect(wireDecimal(2 ** 53 - 1, 1000)).toBe('90071992547.40991000');
  });
});
