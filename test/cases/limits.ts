/** Every capacity at its edge: what fits, what does not, and that nothing changes where it does not. */
import { describe, expect, it } from 'vitest';
import {
  FULL,
  INFO_ASKS,
  INFO_BIDS,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
  OK,
  OP_SET,
  SEQUENCE,
} from '../../assembly/layout.js';
import { bytes, opsvarint, opvarint, svarint } from './bytes.js';
import { compact, snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

const LIVE = [3, 0] as const;
const status = (low: number): Uint8Array => compact({ kind: KIND_STATUS, low }, LIVE);

export function limitCases(make: MakeCore): void {
  describe('the limit of streams', () => {
    it('holds for writers and readers together; a closed one makes room, the lowest handle first', async () => {
      const rig = await Rig.of(make, { streams: 3 });
      expect([rig.writer(0, 1), rig.reader(1), rig.writer(0, 1)]).toEqual([0, 1, 2]);
      expect([rig.writer(0, 2), rig.reader(2)]).toEqual([-FULL, -FULL]);
      expect(rig.core.close(1)).toBe(OK);
      expect(rig.core.close(0)).toBe(OK);
      expect([rig.reader(1), rig.reader(2), rig.reader(3)]).toEqual([0, 1, -FULL]);
    });
  });

  describe('the limit of levels a side', () => {
    it('of a message: more entries are FULL', async () => {
      const rig = await Rig.of(make, { levels: 2 });
      const writer = rig.writer();
      expect(rig.load(writer, '1:1 2:2 | 3:3 4:4')).toBe(4);
      expect(rig.core.load(writer, 3, 0)).toBe(-FULL);
      expect(rig.core.update(writer, 0, 3)).toBe(-FULL);
      expect(rig.book(writer)).toBe('2:2 1:1 | 3:3 4:4');
    });

    it('of a writer: judged after each entry, best first', async () => {
      const rig = await Rig.of(make, { levels: 2 });
      const writer = rig.writer();
      rig.load(writer, '2:1 1:1 | 8:1 9:1');
      expect(rig.update(writer, '3:1')).toBe(-FULL);
      expect(rig.update(writer, '3:1 1:0')).toBe(-FULL);
      expect(rig.update(writer, '2:7 | 7:1')).toBe(-FULL);
      expect(rig.book(writer)).toBe('2:1 1:1 | 8:1 9:1');
      expect(rig.update(writer, '2:0 1:0 | 8:0 10:1')).toBe(4);
      expect(rig.update(writer, '3:1 2:1')).toBe(2);
      expect(rig.book(writer)).toBe('3:1 2:1 | 9:1 10:1');
    });

    it('of a writer: each side has its own', async () => {
      const rig = await Rig.of(make, { levels: 2 });
      const writer = rig.writer();
      rig.load(writer, '2:1 1:1');
      expect(rig.update(writer, '| 8:1')).toBe(1);
      expect(rig.update(writer, '2:7 | 9:1')).toBe(2);
      expect(rig.book(writer)).toBe('2:7 1:1 | 8:1 9:1');
    });

    it('of a writer with a depth: judged before depth is applied', async () => {
      const rig = await Rig.of(make, { levels: 2 });
      const writer = rig.writer(2);
      rig.load(writer, '2:1 1:1');
      expect(rig.update(writer, '3:1')).toBe(-FULL);
      expect(rig.book(writer)).toBe('2:1 1:1 |');
    });

    it('of a reader: a snapshot and a delta up to it are taken, one level more is not', async () => {
      const rig = await Rig.of(make, { levels: 2 });
      const reader = rig.reader();
      expect(rig.codes(snapshot('3:1 2:1 | 4:1 5:1'))).toEqual([OK]);
      const insert = compact({ kind: KIND_DELTA, low: 2 }, 1, 0, opsvarint(OP_SET, 2), 9);
      expect(rig.validate(insert)).toBe(-FULL);
      expect(rig.codes(insert)).toEqual([FULL]);
      expect(rig.book(reader)).toBe('3:1 2:1 | 4:1 5:1');
      expect(rig.codes(snapshot('3:1 2:1 1:1'))).toEqual([FULL]);
      expect(rig.codes(bytes(snapshot('3:1'), insert))).toEqual([OK, OK]);
      expect(rig.book(reader)).toBe('3:1 1:9 |');
    });

    it('of a reader: a removal before it makes room, one after it does not', async () => {
      const rig = await Rig.of(make, { levels: 2 });
      const reader = rig.reader();
      const base = snapshot('3:1 2:1');
      const removeThenInsert = compact({ kind: KIND_DELTA, low: 2 }, 2, 0, opsvarint(0, 0), opvarint(OP_SET, 1), 9);
      expect(rig.codes(bytes(base, removeThenInsert))).toEqual([OK, OK]);
      expect(rig.book(reader)).toBe('2:1 1:9 |');
      const insertThenRemove = compact({ kind: KIND_DELTA, low: 2 }, 2, 0, opsvarint(OP_SET, -1), 9, opvarint(0, 1));
      expect(rig.codes(bytes(base, insertThenRemove))).toEqual([OK, FULL]);
      expect(rig.book(reader)).toBe('3:1 2:1 |');
    });

    it('of a reader with a depth: judged before depth is applied', async () => {
      const rig = await Rig.of(make, { levels: 2 });
      rig.reader();
      const insert = compact({ kind: KIND_DELTA, low: 2 }, 1, 0, opsvarint(OP_SET, -1), 9);
      expect(rig.codes(bytes(snapshot('3:1 2:1', { depth: 2 }), insert))).toEqual([OK, FULL]);
    });
  });

  describe('the limit of levels of all books', () => {
    it('holds over writers and readers; levels that go make room', async () => {
      const rig = await Rig.of(make, { totalLevels: 4 });
      const writer = rig.writer(0, 1);
      const reader = rig.reader(2);
      expect(rig.load(writer, '2:1 1:1')).toBe(2);
      expect(rig.codes(snapshot('2:1 | 3:1 4:1', { stream: 2 }))).toEqual([FULL]);
      expect(rig.codes(snapshot('2:1 | 3:1', { stream: 2 }))).toEqual([OK]);
      expect(rig.update(writer, '3:1')).toBe(-FULL);
      expect(rig.load(writer, '3:1 2:1 1:1')).toBe(-FULL);
      // A book that is replaced does not count.
      expect(rig.load(writer, '9:1 8:1')).toBe(2);
      expect(rig.codes(snapshot('| 7:1 8:1', { stream: 2 }))).toEqual([OK]);
      expect(rig.codes(compact({ kind: KIND_DELTA, stream: 2, low: 2 }, 1, 0, opsvarint(OP_SET, 5), 1))).toEqual([
        FULL,
      ]);
      expect(rig.core.close(reader)).toBe(OK);
      expect(rig.update(writer, '3:1 | 5:1')).toBe(2);
      expect(rig.core.restart(writer, 1, { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 })).toBe(OK);
      expect(rig.load(writer, '4:1 3:1 | 5:1 6:1')).toBe(4);
    });

    it('is judged in the order of changes, bids first', async () => {
      const rig = await Rig.of(make, { totalLevels: 2 });
      const writer = rig.writer();
      rig.load(writer, '1:1 | 9:1');
      expect(rig.update(writer, '2:1 | 9:0')).toBe(-FULL);
      expect(rig.update(writer, '1:0 | 8:1')).toBe(2);
      expect(rig.book(writer)).toBe('| 8:1 9:1');
    });

    it('of a load is judged on what is kept', async () => {
      const rig = await Rig.of(make, { totalLevels: 2 });
      const writer = rig.writer(1);
      expect(rig.load(writer, '1:1 2:1 3:1 | 9:1 8:1')).toBe(2);
      expect(rig.book(writer)).toBe('3:1 | 8:1');
    });

    it('of a view that is advanced', async () => {
      const rig = await Rig.of(make, { totalLevels: 5 });
      const source = rig.writer(0, 1);
      const view = rig.writer(0, 2);
      rig.load(source, '3:1 2:1 1:1');
      expect(rig.core.advance(view, source)).toBe(-FULL);
      expect(rig.info(view, INFO_BIDS)).toEqual([0]);
      rig.update(source, '1:0');
      expect(rig.core.advance(view, source)).toBe(2);
    });
  });

  describe('the limit of trades', () => {
    const trade = { ticks: 1, lots: 1, event: -1, id: -1, side: 0 };

    it('of a writer', async () => {
      const rig = await Rig.of(make, { trades: 2 });
      const writer = rig.writer();
      rig.putTrades([trade, trade]);
      expect(rig.core.encodeTrades(writer, 0, 3, 0, 0, -1)).toBe(-FULL);
      expect(rig.info(writer, INFO_SEQUENCE)).toEqual([0]);
      expect(rig.core.encodeTrades(writer, 0, 2, 0, 0, -1)).toBeGreaterThan(0);
    });

    it('of all frames of one receive: it stops before the frame that has no room', async () => {
      const rig = await Rig.of(make, { trades: 3 });
      const reader = rig.reader();
      const two = [0, 2, 0, 1, 1, 0, svarint(0), 2] as const;
      const frames = [2, 3, 4].map((low) => compact({ kind: KIND_TRADES, low }, ...two));
      const message = bytes(snapshot('1:1'), ...frames);
      expect(rig.receive(message)).toHaveLength(2);
      const stopped = rig.core.received();
      expect(stopped).toBe(message.length - 2 * frames[0]!.length);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([1, 2]);
      const again = rig.results(rig.core.receive(stopped, message.length));
      expect(again).toMatchObject([{ code: OK, kind: KIND_TRADES, sequence: 3, offset: stopped, first: 0, bids: 2 }]);
      expect(rig.results(rig.core.receive(rig.core.received(), message.length))).toMatchObject([{ sequence: 4 }]);
      expect(rig.core.received()).toBe(message.length);
    });
  });

  describe('the limit of changes of one receive', () => {
    const set = (low: number, levels: number): Uint8Array =>
      compact(
        { kind: KIND_DELTA, low },
        [levels, 0],
        ...Array.from({ length: levels }, (_, i) => [...(i === 0 ? opsvarint(OP_SET, 0) : opvarint(OP_SET, 0)), low]),
      );

    it('is twice the levels a side: it stops before the frame that has no room', async () => {
      const rig = await Rig.of(make, { levels: 3 });
      const reader = rig.reader();
      const message = bytes(snapshot('3:1 2:1 1:1'), set(2, 3), set(3, 2), set(4, 1), set(5, 1), status(6));
      expect(rig.receive(message).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
      expect(rig.changeRows(0, 6, 6)).toBe('3:2<1 2:2<1 1:2<1 3:3<2 2:3<2 3:4<3 |');
      expect(rig.results(rig.core.receive(rig.core.received(), message.length))).toMatchObject([
        { sequence: 5, first: 0 },
        { sequence: 6 },
      ]);
      expect(rig.book(reader)).toBe('3:5 2:3 1:2 |');
    });

    it('is not needed by a frame that is refused', async () => {
      const rig = await Rig.of(make, { levels: 3, trades: 1 });
      rig.reader();
      const full = bytes(snapshot('3:1 2:1 1:1'), set(2, 3), set(3, 3));
      const refusedDelta = compact({ kind: KIND_DELTA, low: 4 }, 1, 0, opsvarint(OP_SET, 0), 0);
      expect(rig.codes(bytes(full, refusedDelta))).toEqual([OK, OK, OK, 11]);
      expect(rig.codes(bytes(full, set(5, 3), snapshot('1:1'), set(2, 1)))).toEqual([OK, OK, OK, SEQUENCE, OK]);
      const tradeFrame = (low: number, lots: number): Uint8Array =>
        compact({ kind: KIND_TRADES, low }, 0, 1, 0, 1, lots);
      expect(rig.codes(bytes(snapshot(''), tradeFrame(2, 1), tradeFrame(3, 0)))).toEqual([OK, OK, 11]);
    });
  });

  describe('the limit of results', () => {
    it('stops before the frame that has no room, and goes on', async () => {
      const rig = await Rig.of(make, { results: 3 });
      rig.reader();
      const message = bytes(snapshot('1:1'), status(2), status(3), status(4), status(5));
      expect(rig.codes(message)).toEqual([OK, OK, OK]);
      expect(rig.core.received()).toBe(message.length - 14);
      expect(rig.results(rig.core.receive(rig.core.received(), message.length))).toMatchObject([
        { sequence: 4, offset: message.length - 14 },
        { sequence: 5, offset: message.length - 7 },
      ]);
      expect(rig.core.received()).toBe(message.length);
    });

    it('stops before a header that cannot be read, too', async () => {
      const rig = await Rig.of(make, { results: 1 });
      rig.reader();
      const message = bytes(snapshot(''), 0, 0);
      expect(rig.codes(message)).toEqual([OK]);
      expect(rig.core.received()).toBe(message.length - 2);
      expect(rig.results(rig.core.receive(rig.core.received(), message.length))).toMatchObject([{ code: 5 }]);
      expect(rig.core.received()).toBe(message.length);
    });
  });

  describe('the limit of bytes', () => {
    it('of an encoder is its bound: it answers FULL one byte before', async () => {
      const size = 400;
      const rig = await Rig.of(make, { bytes: size });
      const writer = rig.writer();
      rig.load(writer, '2:1 | 3:1 4:1');
      rig.putTrades([{ ticks: 1, lots: 1, event: -1, id: -1, side: 0 }]);
      const { core } = rig;
      expect(core.maxSnapshotBytes(writer)).toBe(59 + 42 + 3 * 16);
      expect([core.maxDeltaBytes(0), core.maxDeltaBytes(2)]).toEqual([59 + 16, 59 + 16 + 2 * 16]);
      expect([core.maxTradesBytes(0), core.maxTradesBytes(1)]).toEqual([59 + 16, 59 + 16 + 33]);
      expect(core.maxStatusBytes()).toBe(59 + 2);
      const edge = (bound: number, encode: (at: number) => number): void => {
        expect(encode(size - bound + 1)).toBe(-FULL);
        expect(encode(size)).toBe(-FULL);
        expect(encode(2 ** 30)).toBe(-FULL);
        const length = encode(size - bound);
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(bound);
      };
      edge(core.maxSnapshotBytes(writer), (at) => core.encodeSnapshot(writer, at, true, 0, 0));
      edge(core.maxSnapshotBytes(writer), (at) => core.encodeSnapshot(writer, at, false, 0, 0));
      rig.update(writer, '5:1 1:2');
      edge(core.maxDeltaBytes(2), (at) => core.encodeDelta(writer, at, 0, 0, true));
      edge(core.maxTradesBytes(1), (at) => core.encodeTrades(writer, at, 1, 0, 0, 0));
      edge(core.maxStatusBytes(), (at) => core.encodeStatus(writer, at, 3, 0, 0, 0));
      expect(rig.info(writer, INFO_SEQUENCE)).toEqual([4]);
    });

    it('of the input is its end', async () => {
      const rig = await Rig.of(make, { bytes: 100 });
      const reader = rig.reader();
      const frame = snapshot('3:3 | 4:4');
      rig.core.input.set(frame, 100 - frame.length);
      expect(rig.core.receive(100 - frame.length, 100)).toBe(1);
      expect(rig.core.received()).toBe(100);
      expect(rig.info(reader, INFO_SYNCED, INFO_BIDS, INFO_ASKS)).toEqual([1, 1, 1]);
      expect(rig.results(1)).toMatchObject([{ code: OK, kind: KIND_SNAPSHOT, offset: 100 - frame.length }]);
    });

    it('is reached by no frame with the longest numbers', async () => {
      const rig = await Rig.of(make, { levels: 8 });
      const writer = rig.core.openWriter(2 ** 31 - 1, 2 ** 48 - 1, 2 ** 31 - 1, {
        priceDecimals: 18,
        tick: Number.MAX_SAFE_INTEGER,
        sizeDecimals: 18,
        lot: Number.MAX_SAFE_INTEGER,
      });
      const far = `max:max ${2 ** 52}:max ${2 ** 51}:max 1:max`;
      rig.load(writer, `${far} | ${far}`);
      const { core } = rig;
      const longest = core.encodeSnapshot(writer, 0, true, Number.MAX_SAFE_INTEGER, 0);
      expect(longest).toBeLessThanOrEqual(core.maxSnapshotBytes(writer));
      const none = far.replace(/:max/g, ':0');
      const count = rig.update(writer, `${none} | ${none}`);
      expect(core.encodeDelta(writer, 0, 0, 1, true)).toBeLessThanOrEqual(core.maxDeltaBytes(count));
      const again = rig.update(writer, `${far} | ${far}`);
      expect(core.encodeDelta(writer, 0, 0, 1, true)).toBeLessThanOrEqual(core.maxDeltaBytes(again));
    });
  });
}
