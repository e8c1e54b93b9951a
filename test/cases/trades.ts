/** Trades frames: bytes, what a reader finds, and what is refused. */
import { describe, expect, it } from 'vitest';
import {
  ARGUMENT,
  EPOCH,
  FLAGS,
  FULL,
  INFO_EVENT,
  INFO_RECV,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_TRADES,
  NOT_SYNCED,
  OK,
  RANGE,
  SEQUENCE,
  TRAILING,
  TRUNCATED,
  VARINT,
} from '../../assembly/layout.js';
import { bytes, hex, svarint, varint } from './bytes.js';
import { compact, full, snapshot } from './frame.js';
import { type MakeCore, Rig, type Trade } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;

const BUY: Trade = { ticks: 10_001, lots: 200, event: 6_000, id: 1_000, side: 0 };
const SELL: Trade = { ticks: 10_000, lots: 1, event: 5_990, id: -1, side: 1 };
const UNKNOWN: Trade = { ticks: 10_100, lots: 3, event: -1, id: 1_002, side: 2 };

/** The three above after 2 that were missed, tsEvent 6,000 and tsRecv 6,940, after 4,000 and 5,000. */
const GOLDEN = hex(`
  63           # trades, EVENT, EVENT_MS
  07 02        # stream 7, low byte of sequence 2
  04 79        # tsEvent 2 ms later, tsRecv 60 µs before the predicted
  12           # 18 bytes
  02 03        # 2 missed, 3 trades
  04 91 4e c8 01 e8 07   # buy with an id, no time: it is the frame's: 10,001, 200 lots, id 1,000
  09 03 01 15  # sell with a time: 1 tick lower, 1 lot, 10 µs before the frame
  06 c8 01 03 04   # unknown with an id: 100 ticks higher, 3 lots, id 2 more
`);

/** The same without a tsEvent, received at 4,800. */
const LATE = bytes(
  [2, 3],
  [12, 0x91, 0x4e, 0xc8, 0x01, 0xe8, 0x07, ...svarint(1_200)],
  [9, 3, 1, ...svarint(1_190)],
  [6, 0xc8, 1, 3, 4],
);

export function tradesCases(make: MakeCore): void {
  async function synced(capacity = {}): Promise<[Rig, number]> {
    const rig = await Rig.of(make, capacity);
    const reader = rig.reader();
    expect(rig.codes(snapshot('', { recv: 5_000, offset: 1_000 }))).toEqual([OK]);
    return [rig, reader];
  }

  function encode(rig: Rig, writer: number, trades: readonly Trade[], missed: number, recv: number, event: number) {
    const count = rig.putTrades(trades);
    return rig.frame(rig.core.encodeTrades(writer, 0, count, missed, recv, event));
  }

  describe('trades', () => {
    it('have the bytes that the protocol says', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.receive(rig.snapshot(writer, 5_000, 4_000));
      const frame = encode(rig, writer, [BUY, SELL, UNKNOWN], 2, 6_940, 6_000);
      expect(frame).toEqual(GOLDEN);
      expect(rig.info(writer, INFO_SEQUENCE, INFO_EVENT, INFO_RECV)).toEqual([2, 6_000, 6_940]);
      expect(rig.validate(frame)).toBe(OK);
      const expected = { code: OK, handle: reader, kind: KIND_TRADES, sequence: 2, event: 6_000, recv: 6_940 };
      expect(rig.receive(frame)).toMatchObject([{ ...expected, first: 0, bids: 3, asks: 2, state: 0, reason: 0 }]);
      expect(rig.trades(0, 3)).toEqual([BUY, SELL, { ...UNKNOWN, event: 6_000 }]);
    });

    it('of a frame without a tsEvent have times from its tsRecv, or none', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.reader();
      rig.receive(rig.snapshot(writer, 5_000));
      const trades = [{ ...BUY, event: 5_500 }, { ...BUY, event: 5_600 }, UNKNOWN];
      const frame = encode(rig, writer, trades, 0, 5_500, -1);
      const head = [0, 3, 12, varint(10_001), varint(200), varint(1_000), 0] as const;
      const rest = [12, 0, varint(200), 0, svarint(100), 6, svarint(99), 3, svarint(2)] as const;
      expect(frame).toEqual(compact({ kind: KIND_TRADES, low: 2, recv: 500 }, ...head, ...rest));
      expect(rig.codes(frame)).toEqual([OK]);
      expect(rig.trades(0, 3)).toEqual(trades);
    });

    it('hold prices, sizes, ids and times from edge to edge', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.reader();
      const trades: Trade[] = [
        { ticks: MAX, lots: MAX, event: MAX, id: MAX, side: 0 },
        { ticks: 1, lots: 1, event: 0, id: 0, side: 1 },
        { ticks: MAX, lots: MAX, event: MAX, id: MAX, side: 2 },
      ];
      for (const [recv, event] of [
        [0, 0],
        [MAX, -1],
        [0, MAX],
        [MAX, 1],
      ] as const) {
        rig.receive(rig.snapshot(writer, 0, 0));
        expect(rig.codes(encode(rig, writer, trades, MAX, recv, event))).toEqual([OK]);
        expect(rig.trades(0, 3)).toEqual(trades);
        expect(rig.results(1)).toMatchObject([{ bids: 3, asks: MAX, recv, event }]);
      }
    });

    it('may be missed alone', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.reader();
      rig.receive(rig.snapshot(writer));
      expect(rig.receive(encode(rig, writer, [], 9, 1_000, -1))).toMatchObject([{ code: OK, bids: 0, asks: 9 }]);
      expect(rig.core.encodeTrades(writer, 0, 0, 0, 1_000, -1)).toBe(-RANGE);
    });

    it('in a full header carry their own times', async () => {
      const [rig] = await synced();
      const trade = [8, 5, 1, svarint(-7)] as const;
      const message = full({ kind: KIND_TRADES, sequence: 2, codec: 99, recv: 100, offset: 10 }, 0, 1, ...trade);
      expect(rig.receive(message)).toMatchObject([{ code: OK, event: 90, recv: 100 }]);
      expect(rig.trades(0, 1)).toEqual([{ ticks: 5, lots: 1, event: 83, id: -1, side: 0 }]);
    });

    it('that are late leave the stream where it is, at its writer and its reader', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.receive(rig.snapshot(writer, 5_000, 4_000));
      const count = rig.putTrades([BUY, SELL, UNKNOWN]);
      const frame = rig.frame(rig.core.encodeLateTrades(writer, 0, count, 2, 4_800, -1));
      const late = full({ kind: KIND_TRADES, sequence: 1, distance: 0, recv: 4_800 }, LATE);
      expect(frame).toEqual(late);
      expect(rig.validate(frame)).toBe(OK);
      const expected = { code: OK, handle: reader, kind: KIND_TRADES, sequence: 1, event: -1, recv: 4_800 };
      expect(rig.receive(frame)).toMatchObject([{ ...expected, first: 0, bids: 3, asks: 2 }]);
      expect(rig.trades(0, 3)).toEqual([BUY, SELL, UNKNOWN]);
      for (const stream of [writer, reader]) {
        expect(rig.info(stream, INFO_SEQUENCE, INFO_EVENT, INFO_RECV)).toEqual([1, 4_000, 5_000]);
      }
      expect(rig.codes(encode(rig, writer, [BUY], 0, 6_940, 6_000))).toEqual([OK]);
      expect(rig.info(reader, INFO_SEQUENCE, INFO_EVENT, INFO_RECV)).toEqual([2, 6_000, 6_940]);
    });

    it('that are late are refused away from the position, of another epoch, and before a snapshot', async () => {
      const late = (fields: object) => full({ kind: KIND_TRADES, sequence: 1, distance: 0, recv: 9, ...fields }, 3, 0);
      for (const [fields, code] of [
        [{}, OK],
        [{ codec: 99 }, OK],
        [{ sequence: 2 }, SEQUENCE],
        [{ sequence: 0 }, SEQUENCE],
        [{ epoch: 5 }, EPOCH],
      ] as const) {
        const [rig] = await synced();
        expect(rig.validate(late(fields))).toBe(code === OK ? OK : -code);
        expect(rig.codes(late(fields))).toEqual([code]);
      }
      const rig = await Rig.of(make);
      rig.reader();
      expect(rig.codes(late({}))).toEqual([NOT_SYNCED]);
    });

    it('that are late have the limits of others', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.snapshot(writer);
      const encode = (count: number, missed: number, recv: number, event: number, at = 0): number =>
        rig.core.encodeLateTrades(writer, at, count, missed, recv, event);
      rig.putTrades([BUY]);
      const { trades, bytes: room } = rig.core.capacity;
      expect(encode(trades + 1, 0, 0, 0)).toBe(-FULL);
      expect(encode(1, 0, 0, 0, room - rig.core.maxTradesBytes(1) + 1)).toBe(-FULL);
      expect(encode(1, 0, 0, 0, room - rig.core.maxTradesBytes(1))).toBeGreaterThan(0);
      expect(encode(1, 0, 0, 0, -1)).toBe(-ARGUMENT);
      expect(encode(0, 0, 0, 0)).toBe(-RANGE);
      expect([encode(1, -1, 0, 0), encode(1, 0, -1, 0), encode(1, 0, 0, 2 ** 53)]).toEqual([-RANGE, -RANGE, -RANGE]);
      expect(encode(0, 1, MAX, -1)).toBeGreaterThan(0);
    });

    const refused: readonly [string, number, Uint8Array][] = [
      ['an empty payload', TRUNCATED, bytes()],
      ['no count', TRUNCATED, bytes(1)],
      ['more trades than the limit', FULL, bytes(0, 33)],
      ['neither trades nor missed', RANGE, bytes(0, 0)],
      ['an unknown flag', FLAGS, bytes(0, 1, 0x10, 1, 1)],
      ['an unknown flag before side 3', FLAGS, bytes(0, 1, 0x83, 1, 1)],
      ['side 3', RANGE, bytes(0, 1, 3, 1, 1)],
      ['side 3 before a missing price', RANGE, bytes(0, 1, 3)],
      ['a first price of 0', RANGE, bytes(0, 1, 0, 0, 1)],
      ['a further price of 0', RANGE, bytes(0, 2, 0, 5, 1, 0, svarint(-5), 1)],
      ['a further price above 2^53 - 1', RANGE, bytes(0, 2, 0, varint(MAX), 1, 0, svarint(1), 1)],
      ['a size of 0', RANGE, bytes(0, 1, 0, 1, 0)],
      ['a further id below 0', RANGE, bytes(0, 2, 4, 1, 1, 3, 4, 0, 1, svarint(-4))],
      ['a further id above 2^53 - 1', RANGE, bytes(0, 2, 4, 1, 1, varint(MAX), 4, 0, 1, svarint(1))],
      ['a time below 0', RANGE, bytes(0, 1, 8, 1, 1, svarint(-5_001))],
      ['a time above 2^53 - 1', RANGE, bytes(0, 1, 8, 1, 1, svarint(MAX - 4_999))],
      ['minus zero', VARINT, bytes(0, 2, 0, 1, 1, 0, 1, 1)],
      ['an id that is missing', TRUNCATED, bytes(0, 1, 4, 1, 1)],
      ['a trade that is missing', TRUNCATED, bytes(0, 2, 0, 1, 1)],
      ['a byte too much', TRAILING, bytes(0, 1, 0, 1, 1, 0)],
    ];
    it.each(refused)('are refused with %s', async (_, code, payload) => {
      const [rig, reader] = await synced();
      const message = compact({ kind: KIND_TRADES, low: 2 }, payload);
      expect(rig.validate(message)).toBe(-code);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([1]);
      expect(rig.receive(message)).toMatchObject([{ code, sequence: -1, first: 0, bids: 0, asks: 0 }]);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([0, 1]);
    });

    it('with times at their edges are taken', async () => {
      const [rig] = await synced();
      const message = compact(
        { kind: KIND_TRADES, low: 2 },
        [0, 2],
        [8, 1, 1, ...svarint(-5_000)],
        [8, 0, 1, ...svarint(MAX - 5_000)],
      );
      expect(rig.codes(message)).toEqual([OK]);
      expect(rig.trades(0, 2).map(({ event }) => event)).toEqual([0, MAX]);
    });

    it('of several frames follow one another', async () => {
      const [rig] = await synced();
      const one = compact({ kind: KIND_TRADES, low: 2 }, 0, 2, 0, 5, 1, 1, 0, 2);
      const two = compact({ kind: KIND_TRADES, low: 3 }, 0, 1, 2, 8, 3);
      expect(rig.receive(bytes(one, two))).toMatchObject([
        { code: OK, offset: 0, first: 0, bids: 2 },
        { code: OK, offset: one.length, first: 2, bids: 1 },
      ]);
      expect(rig.trades(0, 3).map(({ lots }) => lots)).toEqual([1, 2, 3]);
    });
  });
}
