/** What a caller may get wrong: handles, counts, positions, values. Nothing changes then. */
import { describe, expect, it } from 'vitest';
import {
  ARGUMENT,
  GRID,
  INFO_DEPTH,
  INFO_EPOCH,
  INFO_EVENT,
  INFO_FIELDS,
  INFO_FINGERPRINT,
  INFO_ID,
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_RECV,
  INFO_SEQUENCE,
  INFO_SIZE_DECIMALS,
  INFO_SYNCED,
  INFO_TICK,
  OK,
  RANGE,
} from '../../assembly/layout.js';
import type { Core, Grid } from '../../host/wire/core.js';
import { snapshot, TEST_EPOCH } from './frame.js';
import { type MakeCore, Rig, TEST_GRID } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;

export function argumentCases(make: MakeCore): void {
  describe('opening', () => {
    it('takes ids, epochs and depths up to their limits, and none beyond', async () => {
      const rig = await Rig.of(make);
      const open = (id: number, epoch: number, depth: number): number => {
        const handle = rig.core.openWriter(id, epoch, depth, TEST_GRID);
        if (handle >= 0) {
          expect(rig.info(handle, INFO_ID, INFO_EPOCH, INFO_DEPTH)).toEqual([id, epoch, depth]);
          rig.core.close(handle);
        }
        return handle;
      };
      expect(open(2 ** 31 - 1, 2 ** 48 - 1, 2 ** 31 - 1)).toBe(0);
      expect(open(0, 0, 0)).toBe(0);
      for (const [id, epoch, depth] of [
        [-1, 0, 0],
        [0, -1, 0],
        [0, 2 ** 48, 0],
        [0, 0, -1],
      ] as const) {
        expect(open(id, epoch, depth)).toBe(-ARGUMENT);
      }
      expect([rig.reader(-1), rig.reader(2 ** 31 - 1)]).toEqual([-ARGUMENT, 0]);
    });

    it('takes any usable grid, and no other', async () => {
      const rig = await Rig.of(make);
      const usable: Grid = { priceDecimals: 18, tick: MAX, sizeDecimals: 0, lot: 1 };
      const writer = rig.writer(0, 1, usable);
      const grid = [INFO_PRICE_DECIMALS, INFO_TICK, INFO_SIZE_DECIMALS, INFO_LOT];
      expect(rig.info(writer, ...grid)).toEqual([18, MAX, 0, 1]);
      for (const wrong of [
        { priceDecimals: 19 },
        { priceDecimals: -1 },
        { tick: 0 },
        { sizeDecimals: 19 },
        { lot: 0 },
      ]) {
        expect(rig.writer(0, 1, { ...usable, ...wrong })).toBe(-GRID);
        expect(rig.core.restart(writer, 5, { ...usable, ...wrong })).toBe(-GRID);
      }
      expect(rig.info(writer, INFO_EPOCH, ...grid)).toEqual([TEST_EPOCH, 18, MAX, 0, 1]);
    });

    it('takes one reader an id, and an id again once it is closed', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader(5);
      expect(rig.reader(5)).toBe(-ARGUMENT);
      expect(rig.writer(0, 5)).toBe(1);
      rig.receive(snapshot('1:1', { stream: 5 }));
      expect(rig.core.close(reader)).toBe(OK);
      expect(rig.core.close(reader)).toBe(-ARGUMENT);
      expect(rig.codes(snapshot('', { stream: 5 }))).toEqual([7]);
      expect(rig.reader(5)).toBe(reader);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE, INFO_FINGERPRINT)).toEqual([0, 0, 0]);
      expect(rig.book(reader)).toBe('|');
    });

    it('finds each of many readers, whatever ids they have and had', async () => {
      const rig = await Rig.of(make);
      const ids = [0, 1, 8, 64, 1024, 2 ** 20, 2 ** 30, 2 ** 31 - 1];
      for (let round = 0; round < ids.length; round++) {
        const handles = ids.map((id) => rig.reader(id));
        const found = ids.map((id) => rig.receive(snapshot('', { stream: id }))[0]?.handle);
        expect(found).toEqual(handles);
        for (const handle of [...handles.slice(round), ...handles.slice(0, round)]) rig.core.close(handle);
        expect(ids.map((id) => rig.codes(snapshot('', { stream: id })))).toEqual(ids.map(() => [7]));
      }
    });
  });

  describe('restart', () => {
    it('begins another life: epoch, grid, sequence, times and book', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(3);
      rig.load(writer, '1:1 | 2:2');
      rig.snapshot(writer, 500, 400);
      expect(rig.core.restart(writer, 99, { priceDecimals: 1, tick: 2, sizeDecimals: 3, lot: 4 })).toBe(OK);
      expect(rig.info(writer, INFO_EPOCH, INFO_SEQUENCE, INFO_EVENT, INFO_RECV, INFO_DEPTH)).toEqual([99, 0, 0, 0, 3]);
      expect(rig.info(writer, INFO_PRICE_DECIMALS, INFO_TICK, INFO_SIZE_DECIMALS, INFO_LOT)).toEqual([1, 2, 3, 4]);
      expect(rig.info(writer, INFO_FINGERPRINT, INFO_SYNCED)).toEqual([0, 1]);
      expect(rig.book(writer)).toBe('|');
      expect(rig.core.restart(writer, -1, TEST_GRID)).toBe(-ARGUMENT);
      expect(rig.core.restart(writer, 2 ** 48, TEST_GRID)).toBe(-ARGUMENT);
      expect(rig.core.restart(rig.reader(), 1, TEST_GRID)).toBe(-ARGUMENT);
    });
  });

  describe('a handle that is not open', () => {
    const calls: readonly [string, (core: Core, handle: number) => number][] = [
      ['close', (core, handle) => core.close(handle)],
      ['restart', (core, handle) => core.restart(handle, 1, TEST_GRID)],
      ['info', (core, handle) => core.info(handle, INFO_ID)],
      ['load', (core, handle) => core.load(handle, 0, 0)],
      ['update', (core, handle) => core.update(handle, 0, 0)],
      ['advance', (core, handle) => core.advance(handle, 0)],
      ['the source of advance', (core, handle) => core.advance(0, handle)],
      ['top', (core, handle) => core.top(handle, 0)],
      ['lotsAt', (core, handle) => core.lotsAt(handle, 0, 1)],
      ['maxSnapshotBytes', (core, handle) => core.maxSnapshotBytes(handle)],
      ['encodeSnapshot', (core, handle) => core.encodeSnapshot(handle, 0, true, 0, 0)],
      ['encodeDelta', (core, handle) => core.encodeDelta(handle, 0, 0, 0, true)],
      ['encodeTrades', (core, handle) => core.encodeTrades(handle, 0, 0, 1, 0, 0)],
      ['encodeLateTrades', (core, handle) => core.encodeLateTrades(handle, 0, 0, 1, 0, 0)],
      ['encodeStatus', (core, handle) => core.encodeStatus(handle, 0, 0, 0, 0, 0)],
    ];
    it.each(calls)('is an ARGUMENT of %s', async (_, call) => {
      const rig = await Rig.of(make, { streams: 4 });
      rig.writer();
      rig.core.close(rig.reader());
      for (const handle of [1, 2, 4, 1_000_000, 2 ** 31 - 1, -1, -(2 ** 31)]) {
        expect(call(rig.core, handle)).toBe(-ARGUMENT);
      }
    });

    it.each(calls.filter(([name]) => /^(restart|load|update|advance|encode)/.test(name)))(
      'is as wrong as a reader where %s wants a writer',
      async (_, call) => {
        const rig = await Rig.of(make);
        rig.writer();
        const reader = rig.reader();
        rig.receive(snapshot('1:1'));
        expect(call(rig.core, reader)).toBe(-ARGUMENT);
        expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([1, 1]);
      },
    );
  });

  describe('a field, side, count or position that is not', () => {
    it('is an ARGUMENT', async () => {
      const rig = await Rig.of(make);
      const { core } = rig;
      const writer = rig.writer();
      rig.load(writer, '1:1');
      for (const field of [-1, INFO_FIELDS, 1_000]) expect(core.info(writer, field)).toBe(-ARGUMENT);
      for (const side of [-1, 2, 256]) expect(core.lotsAt(writer, side, 1)).toBe(-ARGUMENT);
      expect(core.top(writer, -1)).toBe(-ARGUMENT);
      expect([core.load(writer, -1, 0), core.load(writer, 0, -1)]).toEqual([-ARGUMENT, -ARGUMENT]);
      expect([core.update(writer, -1, 2), core.update(writer, 2, -1)]).toEqual([-ARGUMENT, -ARGUMENT]);
      expect([core.maxDeltaBytes(-1), core.maxTradesBytes(-1)]).toEqual([-ARGUMENT, -ARGUMENT]);
      expect(core.encodeSnapshot(writer, -1, true, 0, 0)).toBe(-ARGUMENT);
      expect(core.encodeSnapshot(writer, -1, false, 0, 0)).toBe(-ARGUMENT);
      expect(core.encodeTrades(writer, -1, 0, 1, 0, 0)).toBe(-ARGUMENT);
      expect(core.encodeTrades(writer, 0, -1, 1, 0, 0)).toBe(-ARGUMENT);
      expect(core.encodeStatus(writer, -1, 0, 0, 0, 0)).toBe(-ARGUMENT);
      rig.update(writer, '2:2');
      expect(core.encodeDelta(writer, -1, 0, 0, true)).toBe(-ARGUMENT);
      expect(rig.info(writer, INFO_SEQUENCE)).toEqual([0]);
      expect(core.encodeDelta(writer, 0, 0, 0, true)).toBeGreaterThan(0);
    });

    it('is an ARGUMENT of the input', async () => {
      const rig = await Rig.of(make, { bytes: 100 });
      for (const [from, to] of [
        [-1, 0],
        [0, 101],
        [5, 4],
        [101, 101],
        [-5, -1],
      ] as const) {
        expect(rig.core.receive(from, to)).toBe(-ARGUMENT);
        expect(rig.core.validate(from, to)).toBe(-ARGUMENT);
      }
      expect(rig.core.receive(100, 100)).toBe(0);
    });

    it('leaves a price without a level at 0 lots', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, '1:1');
      expect(rig.lotsAt(writer, 'bid', 1, 0, -1, 2, MAX)).toEqual([1, 0, 0, 0, 0]);
    });
  });

  describe('a value outside its range', () => {
    it.each(['0:1', '-1:1', '9007199254740992:1', '5:-1', '5:9007199254740992', '1.5:1', '5:0.5', 'x:1', '5:x'])(
      'is RANGE in a level: %s',
      async (level) => {
        const rig = await Rig.of(make);
        const writer = rig.writer();
        rig.load(writer, '9:9 | 10:10');
        for (const text of [`7:7 ${level} 8:8`, `7:7 | 8:8 ${level}`]) {
          expect(rig.load(writer, text)).toBe(-RANGE);
          expect(rig.update(writer, text)).toBe(-RANGE);
        }
        expect(rig.book(writer)).toBe('9:9 | 10:10');
      },
    );

    it('is RANGE in a time, state, reason or trade', async () => {
      const rig = await Rig.of(make);
      const { core } = rig;
      const writer = rig.writer();
      const times = [
        [-1, 0],
        [2 ** 53, 0],
        [0, -2],
        [0, 2 ** 53],
        [0.5, 0],
        [0, Number.NaN],
      ] as const;
      for (const [recv, event] of times) {
        expect(core.encodeSnapshot(writer, 0, true, recv, event)).toBe(-RANGE);
        expect(core.encodeTrades(writer, 0, 0, 1, recv, event)).toBe(-RANGE);
        expect(core.encodeStatus(writer, 0, 0, 0, recv, event)).toBe(-RANGE);
      }
      rig.update(writer, '8:1');
      for (const [recv, event] of times) expect(core.encodeDelta(writer, 0, recv, event, true)).toBe(-RANGE);
      for (const [state, reason] of [
        [7, 0],
        [-1, 0],
        [0, 10],
        [0, -1],
      ] as const) {
        expect(core.encodeStatus(writer, 0, state, reason, 0, 0)).toBe(-RANGE);
      }
      const trade = { ticks: 1, lots: 1, event: -1, id: -1, side: 0 };
      const wrong = [{ ticks: 0 }, { lots: 0 }, { event: -2 }, { id: -2 }, { side: 3 }, { side: -1 }, { ticks: 1.5 }];
      for (const field of [...wrong, { lots: 2 ** 53 }, { event: 2 ** 53 }, { id: 2 ** 53 }]) {
        const count = rig.putTrades([trade, { ...trade, ...field }]);
        expect(core.encodeTrades(writer, 0, count, 0, 0, -1)).toBe(-RANGE);
      }
      expect([-1, 2 ** 53].map((missed) => core.encodeTrades(writer, 0, 0, missed, 0, -1))).toEqual([-RANGE, -RANGE]);
      expect(rig.info(writer, INFO_SEQUENCE)).toEqual([0]);
    });
  });

  describe('a delta', () => {
    it('is of the last update or advance of this very stream, once', async () => {
      const rig = await Rig.of(make);
      const { core } = rig;
      const [one, two] = [rig.writer(0, 1), rig.writer(0, 2)];
      const encode = (handle: number): number => Math.min(core.encodeDelta(handle, 0, 0, -1, true), 1);
      expect(encode(one)).toBe(-ARGUMENT);
      rig.update(one, '1:1');
      expect(encode(two)).toBe(-ARGUMENT);
      expect(encode(one)).toBe(1);
      expect(encode(one)).toBe(-ARGUMENT);
      core.advance(two, one);
      expect(encode(one)).toBe(-ARGUMENT);
      expect(encode(two)).toBe(1);
    });

    it('is nothing where nothing changed: no byte, no sequence', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.update(writer, '5:0');
      rig.core.output.fill(77);
      expect(rig.core.encodeDelta(writer, 0, 0, -1, true)).toBe(0);
      expect(rig.core.output.every((byte) => byte === 77)).toBe(true);
      expect(rig.info(writer, INFO_SEQUENCE)).toEqual([0]);
    });

    it('is gone once the book went another way, and not by what failed or left it alone', async () => {
      const rig = await Rig.of(make);
      const { core } = rig;
      const [writer, other] = [rig.writer(0, 1), rig.writer(0, 2)];
      let lots = 0;
      const deltaAfter = (call: () => unknown): number => {
        rig.update(writer, `5:${++lots}`);
        call();
        return Math.min(core.encodeDelta(writer, 0, 0, -1, true), 1);
      };
      expect(deltaAfter(() => rig.load(writer, '1:1'))).toBe(-ARGUMENT);
      expect(deltaAfter(() => core.restart(writer, 1, TEST_GRID))).toBe(-ARGUMENT);
      expect(deltaAfter(() => core.encodeSnapshot(writer, 0, true, 0, 0))).toBe(-ARGUMENT);
      expect(deltaAfter(() => core.encodeSnapshot(writer, 0, false, 0, 0))).toBe(-ARGUMENT);
      expect(deltaAfter(() => core.receive(0, 0))).toBe(-ARGUMENT);
      expect(deltaAfter(() => [core.close(writer), rig.writer(0, 1)])).toBe(-ARGUMENT);
      expect(deltaAfter(() => rig.load(other, '1:1'))).toBe(1);
      expect(deltaAfter(() => core.restart(other, 1, TEST_GRID))).toBe(1);
      expect(deltaAfter(() => core.encodeSnapshot(other, 0, true, 0, 0))).toBe(1);
      expect(deltaAfter(() => core.encodeStatus(writer, 0, 3, 0, 0, -1))).toBe(1);
      expect(deltaAfter(() => core.validate(0, 9))).toBe(1);
      expect(deltaAfter(() => rig.update(other, '0:1'))).toBe(1);
      expect(deltaAfter(() => rig.load(writer, '0:1'))).toBe(1);
      expect(deltaAfter(() => core.encodeSnapshot(writer, 0, true, -1, 0))).toBe(1);
      expect(deltaAfter(() => core.encodeDelta(writer, 0, -1, 0, true))).toBe(1);
      expect(deltaAfter(() => core.receive(5, 4))).toBe(1);
      expect(deltaAfter(() => core.top(writer, 0))).toBe(1);
    });
  });
}
