/** The history behind the heatmap: a ring of columns and of trades, and the window that moves over it. */
import { describe, expect, it } from 'vitest';
import { BookHistory, HISTORY_TRADES } from '../../web/dashboard/book-history.js';
import { HeatWindow } from '../../web/dashboard/heat-window.js';

const side = (...ticks: number[]) => ({ ticks: Float64Array.from(ticks), lots: Float64Array.from(ticks, () => 5) });

function filled(columns: number, capacity = 10): BookHistory {
  const history = new BookHistory(2, capacity);
  for (let i = 0; i < columns; i++) history.add(side(99 + i, 98 + i, 1), side(101 + i), 1000 + i);
  return history;
}

describe('a history', () => {
  it('keeps the last columns, each as it was, and of each the best levels', () => {
    const history = filled(25);
    expect([history.first, history.end]).toEqual([15, 25]);
    expect([history.bids(20), history.asks(20), history.time(20)]).toEqual([2, 1, 1020]);
    expect([history.bidTicks(20, 0), history.bidTicks(20, 1), history.askTicks(20, 0)]).toEqual([119, 118, 121]);
    expect([history.bidLots(20, 0), history.askLots(20, 0), history.mid(20)]).toEqual([5, 5, 120]);
  });

  it('marks once that a book was not live, and has no mid there', () => {
    const history = filled(3);
    history.addGap();
    history.addGap();
    expect([history.end, history.isGap(3), history.isGap(2), history.time(3)]).toEqual([4, true, false, 1002]);
    expect(history.mid(3)).toBeNaN();
  });

  it('puts trades on the newest column and forgets the oldest', () => {
    const history = filled(0);
    history.addTrade(0, 100, 1);
    expect(history.tradeEnd).toBe(0);
    history.add(side(99), side(101), 1);
    for (let i = 0; i <= HISTORY_TRADES; i++) history.addTrade(i % 2, 100 + i, i);
    expect([history.tradeFirst, history.tradeEnd]).toEqual([1, HISTORY_TRADES + 1]);
    expect([history.tradeColumn(1), history.tradeTicks(1), history.tradeSide(1), history.tradeLots(1)]).toEqual([
      0, 101, 1, 1,
    ]);
  });
});

describe('a window', () => {
  it('follows the newest until it is moved, and again at the end', () => {
    const [history, window] = [filled(25, 100), new HeatWindow()];
    expect(window.end(history, 10)).toBe(25);
    window.scroll(history, -6, 10);
    history.add(side(1), side(2), 1);
    expect([window.live, window.end(history, 10)]).toEqual([false, 19]);
    window.scroll(history, Number.NEGATIVE_INFINITY, 10);
    expect(window.end(history, 10)).toBe(10);
    window.scroll(history, 999, 10);
    expect([window.live, window.end(history, 10)]).toEqual([true, 26]);
  });

  it('keeps its prices while the mid is well inside, and chooses others when it leaves', () => {
    const [history, window] = [new BookHistory(2), new HeatWindow()];
    history.add(side(990, 900), side(1010, 1100), 1);
    const scale = window.scale(history, 1, 400)!;
    expect(scale.lowTicks).toBeLessThan(1000);
    expect(scale.lowTicks + scale.rows * scale.ticksPerRow).toBeGreaterThan(1000);
    history.add(side(991, 900), side(1011, 1100), 2);
    expect(window.scale(history, 2, 400)).toBe(scale);
    history.add(side(2990, 2900), side(3010, 3100), 3);
    expect(window.scale(history, 3, 400)!.lowTicks).toBeGreaterThan(2900);
  });
});
