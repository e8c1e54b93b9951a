/** Analytics frames: bytes, what a reader finds, and what is refused. */
import { describe, expect, it } from 'vitest';
import { QUALITY_NONE, QUALITY_SYNCED, QUALITY_TAINTED } from '../../assembly/analytics/layout.js';
import {
  ANALYTIC_FIELDS,
  ARGUMENT,
  FLAGS,
  FULL,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_ANALYTICS,
  OK,
  RANGE,
  TRAILING,
  TRUNCATED,
  VARINT,
} from '../../assembly/layout.js';
import { bytes, hex, varint } from './bytes.js';
import { compact, snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

type Value = readonly [index: number, value: number, mark: number];

/** 1.5 in sync, none, −0.1 tainted, of a table of 6; tsRecv 50 µs after the last frame. */
const VALUES: readonly Value[] = [
  [0, 1.5, QUALITY_SYNCED],
  [3, Number.NaN, QUALITY_NONE],
  [4, -0.1, QUALITY_TAINTED],
];
const GOLDEN = hex(`
  07 08        # extended kind: analytics
  07 02        # stream 7, low byte of sequence 2
  64           # tsRecv 50 µs after the last
  10           # 16 bytes
  06 03        # a table of 6, 3 values
  09 f8 3f     # in sync, 2 bytes of the double: 1.5
  40 02        # none, 2 indexes left out
  22 9a 99 99 99 99 99 b9 bf   # tainted, 8 bytes: −0.1
`);

/** Payloads behind a table of 4. */
const WRONG: readonly [string, number, Uint8Array][] = [
  ['no table', TRUNCATED, bytes()],
  ['no values', RANGE, bytes(4, 0)],
  ['more values than the table', RANGE, bytes(4, 5)],
  ['a table of nothing', RANGE, bytes(0, 0)],
  ['a table above the reader’s room', FULL, bytes(varint(65), 1, 0)],
  ['an index behind the table', RANGE, bytes(4, 1, 0x40, 4)],
  ['a gap of nothing', RANGE, bytes(4, 1, 0x40, 0)],
  ['a gap beyond integers', VARINT, bytes(4, 1, 0x40, [255, 255, 255, 255, 255, 255, 255, 255])],
  ['a reserved bit', FLAGS, bytes(4, 1, 0x80)],
  ['nine bytes of a double', RANGE, bytes(4, 1, 1 | (9 << 2), [1, 1, 1, 1, 1, 1, 1, 1, 1])],
  ['bytes of no value', RANGE, bytes(4, 1, 0 | (1 << 2), 1)],
  ['bytes of a value that is not fitted', RANGE, bytes(4, 1, 3 | (1 << 2), 1)],
  ['half a double', TRUNCATED, bytes(4, 1, 1 | (8 << 2), 1, 2, 3)],
  ['a low byte of 0', VARINT, bytes(4, 1, 1 | (2 << 2), 0, 0x3f)],
  ['no number', RANGE, bytes(4, 1, 1 | (2 << 2), 0xf8, 0x7f)],
  ['bytes behind it', TRAILING, bytes(4, 1, 0, 0)],
];

export function analyticsFrameCases(make: MakeCore): void {
  function put(rig: Rig, values: readonly Value[]): number {
    rig.core.analytics.set(values.flat());
    return values.length;
  }
  const encode = (rig: Rig, writer: number, values: readonly Value[], table: number, recv = 1_050): number =>
    rig.core.encodeAnalytics(writer, 0, put(rig, values), table, recv, -1);
  const read = (rig: Rig, count: number): number[][] =>
    Array.from({ length: count }, (_, i) => [
      ...rig.core.analytics.subarray(i * ANALYTIC_FIELDS, (i + 1) * ANALYTIC_FIELDS),
    ]);

  describe('analytics frames', () => {
    it('have the bytes that the protocol says', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.reader();
      rig.receive(rig.snapshot(writer, 1_000));
      const frame = rig.frame(encode(rig, writer, VALUES, 6));
      expect(frame).toEqual(GOLDEN);
      expect(rig.info(writer, INFO_SEQUENCE)).toEqual([2]);
      expect(rig.validate(frame)).toBe(OK);
      rig.core.analytics.fill(7);
      const expected = { code: OK, kind: KIND_ANALYTICS, sequence: 2, recv: 1_050, first: 0, bids: 3, asks: 6 };
      expect(rig.receive(frame)).toMatchObject([expected]);
      expect(read(rig, 3)).toEqual(VALUES);
    });

    it('keep every bit of a double', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.reader();
      rig.receive(rig.snapshot(writer, 1_000));
      const numbers = [0, -0, 1, -1, 5e-324, Number.MAX_VALUE, Number.POSITIVE_INFINITY, 2 ** -30, 61_837.635, 1 / 3];
      const values = numbers.map((value, i): Value => [i, value, QUALITY_SYNCED]);
      expect(rig.receive(rig.frame(encode(rig, writer, values, 10)))).toMatchObject([{ code: OK, bids: 10 }]);
      for (const [i, [, value]] of read(rig, 10).entries()) expect(Object.is(value, numbers[i])).toBe(true);
    });

    it.each(WRONG)('with %s are refused', async (_, code, payload) => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      rig.receive(snapshot(''));
      const frame = compact({ kind: KIND_ANALYTICS, low: 2 }, payload);
      expect(rig.validate(frame)).toBe(-code);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([1]);
      expect(rig.codes(frame)).toEqual([code]);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([0]);
    });

    it('of a message wait for room, and keep their order', async () => {
      const rig = await Rig.of(make, { values: 4 });
      rig.reader();
      rig.receive(snapshot(''));
      const frame = (low: number): Uint8Array => compact({ kind: KIND_ANALYTICS, low }, 4, 3, 1, 1, 1);
      const message = bytes(frame(2), frame(3));
      expect(rig.receive(message)).toMatchObject([{ code: OK, sequence: 2, bids: 3 }]);
      expect(rig.core.received()).toBe(message.length / 2);
      expect(rig.results(rig.core.receive(message.length / 2, message.length))).toMatchObject([
        { sequence: 3, first: 0 },
      ]);
    });

    it('cannot be made of what is no value', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const one: Value = [0, 1, QUALITY_SYNCED];
      expect(encode(rig, writer, [], 4)).toBe(-RANGE);
      expect(encode(rig, writer, [one, [0, 1, 1]], 4)).toBe(-RANGE);
      expect(encode(rig, writer, [[4, 1, 1]], 4)).toBe(-RANGE);
      expect(encode(rig, writer, [[0.5, 1, 1]], 4)).toBe(-RANGE);
      expect(encode(rig, writer, [[0, 1, 4]], 4)).toBe(-RANGE);
      expect(encode(rig, writer, [[0, Number.NaN, 1]], 4)).toBe(-RANGE);
      expect(encode(rig, writer, [one], 4, -1)).toBe(-RANGE);
      expect(encode(rig, writer, [one], 65)).toBe(-FULL);
      expect(rig.core.encodeAnalytics(writer, rig.core.capacity.bytes - 80, put(rig, [one]), 4, 1, -1)).toBe(-FULL);
      expect(rig.core.encodeAnalytics(9, 0, 1, 4, 1, -1)).toBe(-ARGUMENT);
      expect(rig.core.encodeAnalytics(writer, -1, 1, 4, 1, -1)).toBe(-ARGUMENT);
      expect(rig.info(writer, INFO_SEQUENCE)).toEqual([0]);
      expect(rig.core.maxAnalyticsBytes(2)).toBe(59 + 16 + 34);
    });
  });
}
