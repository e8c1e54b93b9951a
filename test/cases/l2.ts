/** A writer's book: level entries, duplicates, depth, queries. */
import { describe, expect, it } from 'vitest';
import {
  INFO_ASKS,
  INFO_BEST_ASK,
  INFO_BEST_ASK_LOTS,
  INFO_BEST_BID,
  INFO_BEST_BID_LOTS,
  INFO_BIDS,
  INFO_FINGERPRINT,
} from '../../assembly/layout.js';
import { type Level, levels, show } from './levels.js';
import { type MakeCore, Rig } from './rig.js';

export function l2Cases(make: MakeCore): void {
  describe('a book', () => {
    it('takes levels in any order and holds them best first', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      expect(rig.update(writer, '99:2 101:1 100:3 | 105:4 103:5')).toBe(5);
      expect(rig.book(writer)).toBe('101:1 100:3 99:2 | 103:5 105:4');
    });

    it('says what entries came to, best first, with the lots before', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, '100:1 99:2 | 101:3');
      const count = rig.update(writer, '98:4 99:7 100:0 | 102:9 101:8');
      expect(rig.changes(count)).toBe('100:0<1 99:7<2 98:4<0 | 101:8<3 102:9<0');
      expect(rig.book(writer)).toBe('99:7 98:4 | 101:8 102:9');
    });

    it('lets the last entry of a price win, also where it undoes the others', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, '100:1 | 101:1');
      const count = rig.update(writer, '100:5 99:3 100:1 99:0 | 101:0 101:2');
      expect(rig.changes(count)).toBe('| 101:2<1');
      expect(rig.book(writer)).toBe('100:1 | 101:2');
    });

    it('takes prices near and far from the touch in one message, in any order', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, '100000:1 99990:2 90000:3 | 100010:1 100020:2 110000:3');
      const mixed = '90000:4 99995:5 80000:6 99990:0 80000:7 99995:8 | 110000:0 100015:5 120000:6 100010:1 120000:7';
      expect(rig.changes(rig.update(writer, mixed))).toBe(
        '99995:8<0 99990:0<2 90000:4<3 80000:7<0 | 100015:5<0 110000:0<3 120000:7<0',
      );
      expect(rig.book(writer)).toBe('100000:1 99995:8 90000:4 80000:7 | 100010:1 100015:5 100020:2 120000:7');
      // A better price than any, beyond what the best one was near to, and all that was near gone.
      const jump = '99995:0 106000:1 100000:0 90000:5 | 100020:0 100010:0 94000:2 100015:0 120000:8';
      expect(rig.changes(rig.update(writer, jump))).toBe(
        '106000:1<0 100000:0<1 99995:0<8 90000:5<4 | 94000:2<0 100010:0<1 100015:0<5 100020:0<2 120000:8<7',
      );
      expect(rig.book(writer)).toBe('106000:1 90000:5 80000:7 | 94000:2 120000:8');
      const back = '106000:0 70000:2 60000:0 | 94000:0 130000:2 120000:8 125000:1';
      expect(rig.changes(rig.update(writer, back))).toBe('106000:0<1 70000:2<0 | 94000:0<2 125000:1<0 130000:2<0');
      expect(rig.book(writer)).toBe('90000:5 80000:7 70000:2 | 120000:8 125000:1 130000:2');
    });

    it('does not list what changes nothing', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, '100:1 | 101:1');
      expect(rig.update(writer, '100:1 50:0 | 101:1 200:0')).toBe(0);
      expect(rig.core.changedBids()).toBe(0);
      expect(rig.update(writer, '')).toBe(0);
    });

    it('keeps the sides apart: the same price may be on both, and crossed', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.update(writer, '100:1 102:1 | 100:2 101:2');
      expect(rig.book(writer)).toBe('102:1 100:1 | 100:2 101:2');
      expect(rig.lotsAt(writer, 'bid', 100, 101)).toEqual([1, 0]);
      expect(rig.lotsAt(writer, 'ask', 100, 102)).toEqual([2, 0]);
    });

    it('answers its best levels, and 0 for an empty side', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const best = [INFO_BEST_BID, INFO_BEST_BID_LOTS, INFO_BEST_ASK, INFO_BEST_ASK_LOTS, INFO_BIDS, INFO_ASKS];
      expect(rig.info(writer, ...best)).toEqual([0, 0, 0, 0, 0, 0]);
      rig.update(writer, '100:1 90:2');
      expect(rig.info(writer, ...best)).toEqual([100, 1, 0, 0, 2, 0]);
      rig.update(writer, '100:0 | 95:7');
      expect(rig.info(writer, ...best)).toEqual([90, 2, 95, 7, 1, 1]);
    });

    it('gives the top of each side', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, '100:1 99:1 98:1 | 101:1');
      expect(rig.book(writer, 2)).toBe('100:1 99:1 | 101:1');
      expect(rig.book(writer, 99)).toBe('100:1 99:1 98:1 | 101:1');
      expect(rig.core.top(writer, 1)).toBe(2);
      expect(rig.core.levelBids()).toBe(1);
    });

    it('holds any price and size up to 2^53 - 1, far apart', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const far = levels(`max:max ${2 ** 52}:1 ${2 ** 32 + 1}:${2 ** 32} ${2 ** 32}:5 1000000:3 1:max`);
      const near = far.toReversed();
      expect(rig.load(writer, { bids: far, asks: far })).toBe(12);
      expect(rig.levels(writer)).toEqual({ bids: far, asks: near });
      expect(rig.lotsAt(writer, 'bid', ...far.map(([ticks]) => ticks))).toEqual(far.map(([, lots]) => lots));
      expect(rig.lotsAt(writer, 'ask', Number.MAX_SAFE_INTEGER - 1, 2 ** 32 - 1, 2)).toEqual([0, 0, 0]);
      expect(rig.update(writer, { bids: far.map(([ticks]): Level => [ticks, 0]), asks: [] })).toBe(6);
      expect(rig.levels(writer)).toEqual({ bids: [], asks: near });
    });

    it('follows a price that jumps and drifts', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const middles = [1_000_000, 1_000_900, 5_000, 5_100, 900_000_000_000, 899_999_990_000, 1_000_000, 700];
      const around = (middle: number, sign: number): Level[] =>
        [1, 5, 60, 400].map((distance) => [middle + sign * distance, distance]);
      const everywhere = (sign: number): Level[] =>
        middles
          .flatMap((middle) => around(middle, sign))
          .filter(([ticks], i, all) => all.findIndex((other) => other[0] === ticks) === i)
          .sort((a, b) => sign * (a[0] - b[0]));
      for (const middle of middles) rig.update(writer, { bids: around(middle, -1), asks: around(middle, 1) });
      expect(rig.book(writer)).toBe(show({ bids: everywhere(-1), asks: everywhere(1) }));
    });

    it('is walked down level by level and filled again', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const bids = Array.from({ length: 200 }, (_, i): Level => [100_000 - i * 37, i + 1]);
      rig.load(writer, { bids, asks: [] });
      const fingerprint = rig.info(writer, INFO_FINGERPRINT);
      bids.forEach(([ticks], i) => {
        expect(rig.info(writer, INFO_BEST_BID, INFO_BEST_BID_LOTS)).toEqual([ticks, i + 1]);
        rig.update(writer, `${ticks}:0`);
      });
      expect(rig.info(writer, INFO_BIDS, INFO_BEST_BID, INFO_FINGERPRINT)).toEqual([0, 0, 0]);
      for (const level of bids.toReversed()) rig.update(writer, { bids: [level], asks: [] });
      expect(rig.levels(writer).bids).toEqual(bids);
      expect(rig.info(writer, INFO_FINGERPRINT)).toEqual(fingerprint);
    });
  });

  describe('load', () => {
    it('replaces the book; later entries win, size 0 is none', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, '1:1 | 9:9');
      expect(rig.load(writer, '10:1 11:2 10:3 12:5 12:0 | 20:0')).toBe(2);
      expect(rig.book(writer)).toBe('11:2 10:3 |');
    });

    it('keeps the best levels of a side', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(2);
      expect(rig.load(writer, '1:1 3:3 2:2 | 6:6 4:4 5:5')).toBe(4);
      expect(rig.book(writer)).toBe('3:3 2:2 | 4:4 5:5');
    });
  });

  describe('a book that keeps a depth', () => {
    it('drops what is pushed out, without listing it', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(2);
      rig.load(writer, '10:1 9:1 | 20:1 21:1');
      const count = rig.update(writer, '11:5 | 19:6 18:7');
      expect(rig.changes(count)).toBe('11:5<0 | 18:7<0 19:6<0');
      expect(rig.book(writer)).toBe('11:5 10:1 | 18:7 19:6');
    });

    it('does not list what lies beyond it afterwards', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(2);
      rig.load(writer, '10:1 9:1 | 20:1 21:1');
      expect(rig.update(writer, '8:5 | 25:1')).toBe(0);
      const changedThenPushedOut = rig.update(writer, '12:1 11:1 9:7 | 19:1 21:0');
      expect(rig.changes(changedThenPushedOut)).toBe('12:1<0 11:1<0 | 19:1<0');
      expect(rig.book(writer)).toBe('12:1 11:1 | 19:1 20:1');
    });

    it('lists a removal that leaves fewer levels, or makes room for a worse one', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(2);
      rig.load(writer, '10:1 9:1 | 20:1 21:1');
      const count = rig.update(writer, '9:0 | 20:0 30:2');
      expect(rig.changes(count)).toBe('9:0<1 | 20:0<1 30:2<0');
      expect(rig.book(writer)).toBe('10:1 | 21:1 30:2');
    });

    it('has a fingerprint of what is kept alone', async () => {
      const rig = await Rig.of(make);
      const deep = rig.writer(3);
      const plain = rig.writer();
      rig.update(deep, '10:1 9:1 8:1 7:1 | 20:1 21:1 22:1 23:1');
      rig.update(plain, '10:1 9:1 8:1 | 20:1 21:1 22:1');
      expect(rig.info(deep, INFO_FINGERPRINT)).toEqual(rig.info(plain, INFO_FINGERPRINT));
    });
  });
}
