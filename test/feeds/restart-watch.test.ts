/** A venue that counts its update ids anew on an open connection is noticed, and repeats are not taken for that. */
import { expect, it } from 'vitest';
import { binanceSpot } from '../../host/feeds/binance.js';
import { MAX_RESTARTED_DIFFS } from '../../host/feeds/restart-watch.js';
import { BookRig } from './book-rig.js';

const diff = (E: number, U: number, u: number) => ({
  e: 'depthUpdate',
  E,
  s: 'BTCUSDT',
  U,
  u,
  b: [['97', '3']],
  a: [],
});
const snapshot = (lastUpdateId: number) => ({ lastUpdateId, bids: [['99', '1']], asks: [['101', '1']] });

/** A live book at id 12 and time 1. */
function liveBook(): BookRig {
  const rig = new BookRig(binanceSpot, { native: 'BTCUSDT' });
  rig.book.connected(1);
  rig.frame(diff(1, 9, 12), snapshot(10));
  expect([rig.status, rig.asked]).toEqual(['live none', 1]);
  rig.take();
  return rig;
}

it('repeats, and a few diffs that look old, leave the book live', () => {
  const rig = liveBook();
  for (let i = 0; i < MAX_RESTARTED_DIFFS; i++) rig.frame(diff(1, 9, 12), diff(0, 5, 8));
  for (let i = 1; i < MAX_RESTARTED_DIFFS; i++) rig.frame(diff(1 + i, 2, 3));
  // One that fits begins the count again.
  rig.frame(diff(100, 13, 13));
  for (let i = 1; i < MAX_RESTARTED_DIFFS; i++) rig.frame(diff(100 + i, 2, 3));
  expect([rig.status, rig.book.counters.gaps]).toEqual(['live none', 0]);
});

it('as many of a later time in a row lose the sync, and the new ids are followed', () => {
  const rig = liveBook();
  for (let i = 1; i < MAX_RESTARTED_DIFFS; i++) rig.frame(diff(1 + i, 2, 3));
  // A quote of the old count, at an id that the new one will come to.
  rig.frame({ u: 14, s: 'BTCUSDT', b: '1', B: '1', a: '2', A: '2' }, diff(100, 4, 5));
  expect([rig.take(), rig.book.counters.gaps, rig.asked]).toEqual([['stale gap', 'resyncing gap'], 1, 2]);
  rig.frame(diff(101, 6, 7), snapshot(5), diff(102, 8, 14));
  expect([rig.status, rig.book.lastId, rig.bids]).toEqual(['live none', 14, ['99×1', '97×3']]);
});
