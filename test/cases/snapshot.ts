/** Snapshot frames: bytes, what they make of a reader, and what is refused. */
import { describe, expect, it } from 'vitest';
import {
  CODEC,
  FINGERPRINT,
  FULL,
  GRID,
  INFO_BIDS,
  INFO_DEPTH,
  INFO_EPOCH,
  INFO_EVENT,
  INFO_FINGERPRINT,
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_RECV,
  INFO_SEQUENCE,
  INFO_SIZE_DECIMALS,
  INFO_SYNCED,
  INFO_TICK,
  KIND_SNAPSHOT,
  OK,
  RANGE,
  TRAILING,
  TRUNCATED,
  VARINT,
} from '../../assembly/layout.js';
import { bytes, fixed, hex, varint } from './bytes.js';
import { fingerprintOf } from './fingerprint.js';
import { full, snapshot, snapshotPayload, TEST_EPOCH } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;
const BOOK = '10000:5 9999:300 9000:1 | 10001:7';

/** Stream 7, sequence 1, of the book above, received at 1,700,000,000,000,000 µs, of the venue 1,250 µs earlier. */
const GOLDEN = hex(`
  39                  # snapshot, FULL, FINGERPRINT, EVENT
  07                  # stream 7
  01 01               # version 1, codec 1
  0f 0e 0d 0c 0b 0a   # epoch 0x0a0b0c0d0e0f
  01 00               # sequence 1, distance 0
  80 80 f9 c0 c1 c4 82 03  # tsRecv 1,700,000,000,000,000
  c4 13               # tsRecv - tsEvent = 1,250: low 6 bits 34, then 19
`);
const GOLDEN_PAYLOAD = hex(`
  02 01               # price: 2 decimals, tick 1
  03 01               # size: 3 decimals, lot 1
  00                  # depth: all
  03 01               # 3 bids, 1 ask
  90 4e 05            # bid 10,000: 5
  00 ac 02            # bid 9,999 (1 below): 300
  e6 07 01            # bid 9,000 (999 below): 1
  91 4e 07            # ask 10,001: 7
`);

export function snapshotCases(make: MakeCore): void {
  describe('snapshot', () => {
    it('has the bytes that the protocol says', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.load(writer, BOOK);
      const recv = 1_700_000_000_000_000;
      const frame = rig.snapshot(writer, recv, recv - 1_250);
      const fingerprint = fixed(fingerprintOf(BOOK), 4);
      expect(frame).toEqual(bytes(GOLDEN, fingerprint, GOLDEN_PAYLOAD.length, GOLDEN_PAYLOAD));
      expect(rig.info(writer, INFO_SEQUENCE, INFO_RECV, INFO_EVENT)).toEqual([1, recv, recv - 1_250]);
    });

    it('makes a reader of nothing the whole stream', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      expect(rig.info(reader, INFO_SYNCED, INFO_EPOCH, INFO_SEQUENCE, INFO_TICK, INFO_LOT)).toEqual([0, 0, 0, 0, 0]);
      const fields = { priceDecimals: 18, tick: MAX, sizeDecimals: 0, lot: 25, depth: 5 };
      const message = snapshot(BOOK, { ...fields, sequence: 258, recv: 2_000, offset: -30 });
      expect(rig.validate(message)).toBe(OK);
      expect(rig.info(reader, INFO_SYNCED, INFO_BIDS)).toEqual([0, 0]);
      const [result] = rig.receive(message);
      expect(result).toMatchObject({ code: OK, handle: reader, kind: KIND_SNAPSHOT, stream: 7, sequence: 258 });
      expect(result).toMatchObject({ event: 2_030, recv: 2_000, offset: 0, bytes: message.length, bids: 3, asks: 1 });
      expect(rig.core.received()).toBe(message.length);
      expect(rig.book(reader)).toBe(BOOK);
      expect(rig.info(reader, INFO_SYNCED, INFO_EPOCH, INFO_SEQUENCE)).toEqual([1, TEST_EPOCH, 258]);
      expect(rig.info(reader, INFO_PRICE_DECIMALS, INFO_TICK, INFO_SIZE_DECIMALS, INFO_LOT)).toEqual([18, MAX, 0, 25]);
      expect(rig.info(reader, INFO_DEPTH, INFO_EVENT, INFO_RECV)).toEqual([5, 2_030, 2_000]);
      expect(rig.info(reader, INFO_FINGERPRINT)).toEqual([fingerprintOf(BOOK)]);
    });

    it('replaces the book, epoch and grid, whatever came before', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      rig.receive(snapshot(BOOK, { sequence: 900, depth: 3, lot: 9 }));
      const message = snapshot('| 5:5', { sequence: 3, epoch: 2 ** 48 - 1 });
      expect(rig.codes(message)).toEqual([OK]);
      expect(rig.book(reader)).toBe('| 5:5');
      expect(rig.info(reader, INFO_EPOCH, INFO_SEQUENCE, INFO_DEPTH, INFO_LOT)).toEqual([2 ** 48 - 1, 3, 0, 1]);
    });

    it('without an event makes its tsRecv the last tsEvent', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      expect(rig.receive(snapshot('', { recv: 77 }))[0]).toMatchObject({ event: -1, recv: 77 });
      expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual([77, 77]);
    });

    it('holds prices and sizes from 1 to 2^53 - 1, and a sequence and times as far', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.load(writer, 'max:max 1:1 | 1:1 max:max');
      expect(rig.codes(rig.snapshot(writer, MAX, 0))).toEqual([OK]);
      expect(rig.book(reader)).toBe(rig.book(writer));
      expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual([0, MAX]);
      expect(rig.codes(rig.snapshot(writer, 0, MAX))).toEqual([OK]);
      expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual([MAX, 0]);
      expect(rig.codes(snapshot('', { sequence: MAX }))).toEqual([OK]);
      expect(rig.info(reader, INFO_SEQUENCE)).toEqual([MAX]);
    });

    const refused: readonly [string, number, Uint8Array][] = [
      ['an empty payload', TRUNCATED, bytes()],
      ['19 price decimals', GRID, bytes(19, 1, 0, 1, 0, 0, 0)],
      ['a tick of 0', GRID, bytes(0, 0, 0, 1, 0, 0, 0)],
      ['19 size decimals', GRID, bytes(0, 1, 19, 1, 0, 0, 0)],
      ['a lot of 0', GRID, bytes(0, 1, 0, 0, 0, 0, 0)],
      ['a bad grid before a missing field', GRID, bytes(19)],
      ['a depth above 2^31 - 1', RANGE, bytes(0, 1, 0, 1, varint(2 ** 31), 0, 0)],
      ['more bids than its depth', RANGE, snapshotPayload('3:1 2:1 1:1', { depth: 2 })],
      ['more asks than its depth', RANGE, snapshotPayload('| 1:1 2:1 3:1', { depth: 2 })],
      ['a count that is no shortest form, before counts are judged', VARINT, bytes(0, 1, 0, 1, 2, 3, 0x80, 0)],
      ['more bids than a side may hold', FULL, bytes(0, 1, 0, 1, 0, varint(257), 0)],
      ['more asks than a side may hold', FULL, bytes(0, 1, 0, 1, 0, 0, varint(MAX))],
      ['a first price of 0', RANGE, bytes(0, 1, 0, 1, 0, 1, 0, 0, 1)],
      ['a size of 0', RANGE, bytes(0, 1, 0, 1, 0, 1, 0, 5, 0)],
      ['a bid below 1', RANGE, bytes(0, 1, 0, 1, 0, 2, 0, 5, 1, 4, 1)],
      ['an ask above 2^53 - 1', RANGE, bytes(0, 1, 0, 1, 0, 0, 2, varint(MAX), 1, 0, 1)],
      ['a price out of range before a size that is missing', RANGE, bytes(0, 1, 0, 1, 0, 2, 0, 5, 1, 4)],
      ['a level that is missing', TRUNCATED, bytes(0, 1, 0, 1, 0, 1, 1, 5, 1)],
      ['a byte too much', TRAILING, bytes(snapshotPayload(BOOK), 0)],
    ];
    it.each(refused)('is refused with %s', async (_, code, payload) => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      rig.receive(snapshot(BOOK, { sequence: 5 }));
      const message = full({ kind: KIND_SNAPSHOT, sequence: 9 }, payload);
      expect(rig.validate(message)).toBe(-code);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([1]);
      expect(rig.receive(message)).toMatchObject([
        {
          code,
          handle: reader,
          kind: KIND_SNAPSHOT,
          sequence: -1,
          event: -1,
          recv: -1,
          bytes: message.length,
          bids: 0,
          asks: 0,
        },
      ]);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([0, 5]);
      expect(rig.book(reader)).toBe(BOOK);
      expect(rig.codes(snapshot('1:1'))).toEqual([OK]);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([1]);
    });

    it('is refused in a codec that is not known', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      for (const codec of [0, 4, 255]) {
        const message = full({ kind: KIND_SNAPSHOT, sequence: 1, codec }, snapshotPayload(BOOK));
        expect(rig.validate(message)).toBe(-CODEC);
        expect(rig.codes(message)).toEqual([CODEC]);
      }
      expect(rig.info(reader, INFO_SYNCED, INFO_BIDS)).toEqual([0, 0]);
    });

    it('whose fingerprint differs is applied, and not valid', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      const message = snapshot(BOOK, { sequence: 4, recv: 9, fingerprint: fingerprintOf(BOOK) ^ 1 });
      expect(rig.validate(message)).toBe(-FINGERPRINT);
      expect(rig.receive(message)).toMatchObject([{ code: FINGERPRINT, sequence: 4, recv: 9, bids: 3, asks: 1 }]);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([0, 4]);
      expect(rig.book(reader)).toBe(BOOK);
    });

    it('for a reader that joins repeats sequence and times, and the next delta fits it', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.load(writer, BOOK);
      rig.snapshot(writer, 5_000, 4_000);
      rig.update(writer, '10000:6');
      rig.delta(writer, 5_100, -1);
      const joiner = rig.frame(rig.core.encodeSnapshot(writer, 0, false, 1, 1));
      expect(rig.info(writer, INFO_SEQUENCE, INFO_EVENT, INFO_RECV)).toEqual([2, 4_000, 5_100]);
      expect(rig.receive(joiner)).toMatchObject([{ code: OK, sequence: 2, event: 4_000, recv: 5_100 }]);
      rig.update(writer, '10000:0 | 10001:9');
      expect(rig.codes(rig.delta(writer, 5_200, 4_321))).toEqual([OK]);
      expect(rig.book(reader)).toBe(rig.book(writer));
      expect(rig.info(reader, INFO_SEQUENCE, INFO_EVENT, INFO_RECV)).toEqual([3, 4_321, 5_200]);
    });

    it('of a writer that never sent anything is at sequence 0', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(10);
      const reader = rig.reader();
      const joiner = rig.frame(rig.core.encodeSnapshot(writer, 0, false, 9, 9));
      expect(rig.receive(joiner)).toMatchObject([{ code: OK, sequence: 0, event: 0, recv: 0 }]);
      rig.update(writer, '1:1');
      expect(rig.codes(rig.delta(writer, 10))).toEqual([OK]);
      expect(rig.info(reader, INFO_SEQUENCE, INFO_DEPTH)).toEqual([1, 10]);
    });
  });
}
