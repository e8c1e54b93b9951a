/** The trades that the tape shows, and the gaps between them. */
import { expect, it } from 'vitest';
import { BROKEN, MISSED, sideWord, TradeLog } from '../../web/dashboard/trade-log.js';

it('keeps the newest, newest first', () => {
  const log = new TradeLog(3);
  for (let i = 1; i <= 5; i++) log.add(i % 2, 100 + i, i, 1000 * i);
  expect(log.count).toBe(3);
  expect([0, 1, 2].map((age) => log.ticks(age))).toEqual([105, 104, 103]);
  expect([0, 1, 2].map((age) => log.lots(age))).toEqual([5, 4, 3]);
  expect([0, 1, 2].map((age) => log.side(age))).toEqual([1, 0, 1]);
  expect(log.time(0)).toBe(5000);
});

it('shows a gap at its place and counts what was missed', () => {
  const log = new TradeLog(4);
  log.add(0, 100, 1, 1);
  log.addMissed(17, -1);
  log.add(1, 101, 1, 2);
  log.addMissed(2, -1);
  expect([0, 1, 2, 3].map((age) => log.side(age))).toEqual([MISSED, 1, MISSED, 0]);
  expect(log.lots(2)).toBe(17);
  expect(log.missed).toBe(19);
  log.clear();
  expect([log.count, log.missed]).toEqual([0, 0]);
});

it('marks a time that is not known once, and not before the first trade', () => {
  const log = new TradeLog(4);
  log.addBreak();
  expect(log.count).toBe(0);
  log.add(0, 100, 1, 1);
  log.addBreak();
  log.addBreak();
  log.add(1, 101, 1, 2);
  expect([0, 1, 2].map((age) => log.side(age))).toEqual([1, BROKEN, 0]);
  expect(log.count).toBe(3);
});

it('names the aggressor', () => {
  expect([0, 1, 2].map(sideWord)).toEqual(['Buy', 'Sell', '–']);
});
