/** Delta frames of codec 1: bytes, what they make of a reader, and what is refused. */
import { describe, expect, it } from 'vitest';
import {
  CODEC,
  DICTIONARY,
  FINGERPRINT,
  FULL,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_DELTA,
  OK,
  OP_ADJUST,
  OP_DELETE,
  OP_SET,
  RANGE,
  TRAILING,
  TRUNCATED,
  VARINT,
} from '../../assembly/layout.js';
import { bytes, fixed, hex, opsvarint, opvarint, type Part, svarint, varint } from './bytes.js';
import { fingerprintOf } from './fingerprint.js';
import { compact, full, type SnapshotFields, snapshot } from './frame.js';
import type { Level } from './levels.js';
import { type MakeCore, Rig } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;
const BOOK = '10000:5 9999:300 9000:1 | 10001:7';
const UPDATE = '10005:8 10000:0 9999:301 9000:2 | 10001:0 10003:16384';
const UPDATED = '10005:8 9999:301 9000:2 | 10003:16384';

/** The second frame of stream 7, after a snapshot of the book at tsRecv 5,000 and tsEvent 4,000. */
const GOLDEN_HEADER = hex(`
  72         # delta, FINGERPRINT, EVENT, EVENT_MS
  07         # stream 7
  02         # low byte of sequence 2
  04         # tsEvent: 2 ms after the last, 6,000
  79         # tsRecv: 60 µs before the predicted 5,000 + 2,000
`);
const GOLDEN_PAYLOAD = hex(`
  04 02      # 4 bids, 2 asks
  2e 08      # bid 10,005: set, 5 ticks better than the best: 8 lots
  10         # bid 10,000: delete, 4 + 1 ticks further
  01 02      # bid 9,999: adjust, 0 + 1 ticks further: 1 more lot
  9a 1f 02   # bid 9,000: set, 998 + 1 ticks further (low 5 bits 6, then 31): 2 lots
  00         # ask 10,001: delete, the best itself
  06 80 80 01  # ask 10,003: set, 1 + 1 ticks further: 16,384 lots
`);

export function deltaCases(make: MakeCore): void {
  /** A reader at sequence 1 of a book. */
  async function synced(levels = BOOK, fields: SnapshotFields = {}, capacity = {}): Promise<[Rig, number]> {
    const rig = await Rig.of(make, capacity);
    const reader = rig.reader();
    expect(rig.codes(snapshot(levels, fields))).toEqual([OK]);
    return [rig, reader];
  }

  const delta = (...payload: readonly Part[]): Uint8Array => compact({ kind: KIND_DELTA, low: 2 }, ...payload);

  describe('delta', () => {
    it('has the bytes that the protocol says', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.load(writer, BOOK);
      rig.receive(rig.snapshot(writer, 5_000, 4_000));
      rig.update(writer, UPDATE);
      const frame = rig.delta(writer, 6_940, 6_000);
      const fingerprint = fixed(fingerprintOf(UPDATED), 4);
      expect(frame).toEqual(bytes(GOLDEN_HEADER, fingerprint, GOLDEN_PAYLOAD.length, GOLDEN_PAYLOAD));
      expect(rig.validate(frame)).toBe(OK);
      const [result] = rig.receive(frame);
      expect(result).toMatchObject({ code: OK, kind: KIND_DELTA, sequence: 2, event: 6_000, recv: 6_940 });
      expect(rig.decoded(result!)).toBe('10005:8<0 10000:0<5 9999:301<300 9000:2<1 | 10001:0<7 10003:16384<0');
      expect(rig.book(reader)).toBe(UPDATED);
    });

    it('adjusts only where that is shorter', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, '5:64 4:128 3:16383 2:16384 1:max |');
      rig.snapshot(writer, 0);
      rig.update(writer, '5:127 4:191 3:16320 2:8192 1:9007199254740927 |');
      const payload = bytes(
        5,
        0,
        // 63 more is one byte, 127 is one too: set.
        [...opsvarint(OP_SET, 0), ...varint(127)],
        [...opvarint(OP_ADJUST, 0), ...svarint(63)],
        [...opvarint(OP_ADJUST, 0), ...svarint(-63)],
        // 8,192 less takes three bytes (6 + 7 + 7 bits), 8,192 itself two: set.
        [...opvarint(OP_SET, 0), ...varint(8_192)],
        [...opvarint(OP_ADJUST, 0), ...svarint(-64)],
      );
      const expected = compact({ kind: KIND_DELTA, low: 2 }, payload);
      expect(rig.delta(writer, 0, -1, false)).toEqual(expected);
    });

    it('gives the price itself where a side is empty', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.receive(rig.snapshot(writer, 0));
      rig.update(writer, 'max:1 | max:2');
      const frame = rig.delta(writer, 0, -1, false);
      const price = opsvarint(OP_SET, MAX);
      expect(frame).toEqual(compact({ kind: KIND_DELTA, low: 2 }, 1, 1, price, 1, price, 2));
      expect(rig.codes(frame)).toEqual([OK]);
      expect(rig.book(reader)).toBe('max:1 | max:2');
    });

    it('spans the whole range of prices', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.load(writer, '1:1 | max:1');
      rig.receive(rig.snapshot(writer));
      rig.update(writer, 'max:max 1:0 | 1:max max:max');
      expect(rig.codes(rig.delta(writer))).toEqual([OK]);
      expect(rig.book(reader)).toBe('max:max | 1:max max:max');
      rig.update(writer, '1:max | max:1');
      expect(rig.codes(rig.delta(writer))).toEqual([OK]);
      expect(rig.book(reader)).toBe('max:max 1:max | 1:max max:1');
    });

    it('keeps the depth of the snapshot, in reader as in writer', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(2);
      const reader = rig.reader();
      rig.load(writer, '10:1 9:1 | 20:1 21:1');
      rig.receive(rig.snapshot(writer));
      for (const update of ['12:1 11:1 9:7 | 19:1', '12:0 | 19:0 20:0 22:9', '5:5 4:4 | 30:1', '11:0 | 1:1']) {
        if (rig.update(writer, update) > 0) expect(rig.codes(rig.delta(writer))).toEqual([OK]);
        expect(rig.book(reader)).toBe(rig.book(writer));
      }
      expect(rig.book(reader)).toBe('5:5 | 1:1 22:9');
    });

    it('may list what changes nothing, and that is in the changes', async () => {
      const [rig, reader] = await synced();
      const set = [...opsvarint(OP_SET, 0), 5];
      const adjust = [...opvarint(OP_ADJUST, 0), ...svarint(0)];
      const [result] = rig.receive(delta(2, 0, set, adjust));
      expect(rig.decoded(result!)).toBe('10000:5<5 9999:300<300 |');
      expect(rig.book(reader)).toBe(BOOK);
    });

    it('may be empty', async () => {
      const [rig, reader] = await synced();
      expect(rig.receive(delta(0, 0))).toMatchObject([{ code: OK, sequence: 2, bids: 0, asks: 0 }]);
      expect(rig.book(reader)).toBe(BOOK);
    });

    it('in a full header is taken where its base is the last sequence', async () => {
      const [rig, reader] = await synced();
      const message = full({ kind: KIND_DELTA, sequence: 9, distance: 8, recv: 44 }, 0, 1, opsvarint(OP_DELETE, 0));
      expect(rig.receive(message)).toMatchObject([{ code: OK, sequence: 9, event: -1, recv: 44 }]);
      expect(rig.book(reader)).toBe('10000:5 9999:300 9000:1 |');
    });

    const set1 = [...opsvarint(OP_SET, 0), 1];
    const refused: readonly [string, number, Uint8Array][] = [
      ['an empty payload', TRUNCATED, bytes()],
      ['no number of asks', TRUNCATED, bytes(1)],
      ['more bids than a message may hold', FULL, bytes(varint(257), 0)],
      ['more asks than a message may hold', FULL, bytes(0, varint(257))],
      ['a number of asks that is no shortest form', VARINT, bytes(varint(257), 0x80, 0)],
      ['a price above 2^53 - 1', RANGE, bytes(1, 0, opsvarint(OP_SET, -MAX), 1)],
      ['a price of 0', RANGE, bytes(1, 0, opsvarint(OP_SET, 10_000), 1)],
      ['a price below 0', RANGE, bytes(0, 1, opsvarint(OP_DELETE, -10_002))],
      ['a further price below 1', RANGE, bytes(2, 0, set1, opvarint(OP_SET, 9_999), 1)],
      ['a further price above 2^53 - 1', RANGE, bytes(0, 2, set1, opvarint(OP_SET, MAX), 1)],
      ['minus zero', VARINT, bytes(1, 0, OP_SET | 4, 1)],
      ['operation 3', RANGE, bytes(1, 0, opsvarint(3, 0), 1)],
      ['operation 3 before a missing size', RANGE, bytes(1, 0, opsvarint(3, 0))],
      ['a deletion of no level', DICTIONARY, bytes(1, 0, opsvarint(OP_DELETE, 2))],
      ['an adjustment of no level, before its size', DICTIONARY, bytes(0, 1, opsvarint(OP_ADJUST, 1))],
      ['an adjustment to 0', RANGE, bytes(1, 0, opsvarint(OP_ADJUST, 0), svarint(-5))],
      ['an adjustment below 0', RANGE, bytes(1, 0, opsvarint(OP_ADJUST, 0), svarint(-6))],
      ['an adjustment above 2^53 - 1', RANGE, bytes(1, 0, opsvarint(OP_ADJUST, 0), svarint(MAX - 4))],
      ['an adjustment by minus zero', VARINT, bytes(1, 0, opsvarint(OP_ADJUST, 0), 1)],
      ['a size of 0', RANGE, bytes(1, 0, opsvarint(OP_SET, 0), 0)],
      ['a size that is missing', TRUNCATED, bytes(1, 0, opsvarint(OP_SET, 0))],
      ['a change that is missing', TRUNCATED, bytes(1, 1, set1)],
      ['a byte too much', TRAILING, bytes(1, 0, set1, 0)],
    ];
    it.each(refused)('is refused with %s', async (_, code, payload) => {
      const [rig, reader] = await synced();
      const message = delta(payload);
      expect(rig.validate(message)).toBe(-code);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([1]);
      expect(rig.receive(message)).toMatchObject([
        { code, handle: reader, kind: KIND_DELTA, sequence: -1, event: -1, recv: -1, first: 0, bids: 0, asks: 0 },
      ]);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([0, 1]);
      expect(rig.book(reader)).toBe(BOOK);
    });

    it('to 2^53 - 1 lots by an adjustment is taken', async () => {
      const [rig, reader] = await synced();
      expect(rig.codes(delta(1, 0, opsvarint(OP_ADJUST, 0), svarint(MAX - 5)))).toEqual([OK]);
      expect(rig.book(reader)).toBe('10000:max 9999:300 9000:1 | 10001:7');
    });

    it('refers to the book as it was before the frame', async () => {
      const [rig] = await synced();
      // An empty side: the price itself, and what is negative is no price.
      expect(rig.codes(snapshot('| 9:9'))).toEqual([OK]);
      expect(rig.codes(delta(1, 0, opsvarint(OP_SET, -3), 1))).toEqual([RANGE]);
      expect(rig.codes(snapshot('| 9:9'))).toEqual([OK]);
      expect(rig.codes(delta(1, 0, opsvarint(OP_SET, 3), 1))).toEqual([OK]);
    });

    it('of an unknown codec is refused before its payload is looked at', async () => {
      const [rig, reader] = await synced();
      const message = full({ kind: KIND_DELTA, sequence: 2, codec: 4 }, 1, 2, 3);
      expect(rig.validate(message)).toBe(-CODEC);
      expect(rig.codes(message)).toEqual([CODEC]);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([0]);
    });

    it('whose fingerprint differs is applied, and not valid', async () => {
      const [rig, reader] = await synced();
      const right = fingerprintOf('10000:1 9999:300 9000:1 | 10001:7');
      const message = compact({ kind: KIND_DELTA, low: 2, recv: 5, fingerprint: right ^ 4 }, 1, 0, set1);
      expect(rig.validate(message)).toBe(-FINGERPRINT);
      const [result] = rig.receive(message);
      expect(result).toMatchObject({ code: FINGERPRINT, sequence: 2, recv: 5, bids: 1 });
      expect(rig.decoded(result!)).toBe('10000:1<5 |');
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([0, 2]);
      expect(rig.book(reader)).toBe('10000:1 9999:300 9000:1 | 10001:7');
    });

    it('of a deep book validates with its fingerprint, and changes nothing by that', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(200);
      const reader = rig.reader();
      const side = (sign: number): Level[] => Array.from({ length: 200 }, (_, i) => [5_000 + sign * 9 * i, i + 1]);
      rig.load(writer, { bids: side(-1), asks: side(1) });
      rig.receive(rig.snapshot(writer));
      rig.update(writer, '5001:1 4991:0 4000:7 | 4999:1 4998:1 5009:0');
      const before = rig.book(reader);
      const frame = rig.delta(writer);
      expect(rig.validate(frame)).toBe(OK);
      expect(rig.book(reader)).toBe(before);
      expect(rig.codes(frame)).toEqual([OK]);
      expect(rig.book(reader)).toBe(rig.book(writer));
    });

    it('has a fingerprint of the book after depth is applied', async () => {
      const [rig, reader] = await synced('3:1 2:1 1:1', { depth: 3 });
      const fingerprint = fingerprintOf('4:9 3:1 2:1');
      const message = compact({ kind: KIND_DELTA, low: 2, fingerprint }, 1, 0, opsvarint(OP_SET, -1), 9);
      expect(rig.validate(message)).toBe(OK);
      expect(rig.book(reader)).toBe('3:1 2:1 1:1 |');
      expect(rig.codes(message)).toEqual([OK]);
      expect(rig.book(reader)).toBe('4:9 3:1 2:1 |');
    });
  });
}
