/** Headers that cannot be read, and the integers of which they consist. */
import { describe, expect, it } from 'vitest';
import {
  FLAGS,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  OK,
  RANGE,
  TRUNCATED,
  VARINT,
  VERSION,
} from '../../assembly/layout.js';
import { bytes, fixed, svarint, varint } from './bytes.js';
import { compact, full, snapshot, snapshotPayload } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;
const EPOCH = fixed(1, 6);
/** An integer of nine bytes; and 2^53. */
const NINE = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1];
const TOO_LARGE = varint(2n ** 53n);

/** What follows the tag of a full header up to `distance`. */
const FULL_HEAD = bytes(7, 1, 1, EPOCH, 5);

const UNREADABLE: readonly [string, number, Uint8Array][] = [
  ['kind 0', KIND, bytes(0, 7, 2, 0, 0)],
  ['kind 0, whatever its flags', KIND, bytes(0x80)],
  ['extended kind 7', KIND, bytes(7, 7, 7, 2, 0, 0)],
  ['extended kind 0, whatever its flags', KIND, bytes(0x87, 0)],
  ['no extended kind', TRUNCATED, bytes(0x87)],
  ['a second flag byte', FLAGS, bytes(0x80 | KIND_STATUS)],
  ['a second flag byte of an extended kind', FLAGS, bytes(0x87, 8)],
  ['milliseconds of no event', FLAGS, bytes(0x40 | KIND_STATUS, 7, 2, 0, 0)],
  ['milliseconds in a full header', FLAGS, bytes(0x68 | KIND_STATUS)],
  ['a snapshot that is not full', FLAGS, bytes(KIND_SNAPSHOT)],
  ['no stream', TRUNCATED, bytes(KIND_STATUS)],
  ['half a stream', TRUNCATED, bytes(KIND_STATUS, 0x80)],
  ['a stream of 2^31', RANGE, bytes(KIND_STATUS, varint(2 ** 31), 2, 0, 0)],
  ['a stream of 2^53', VARINT, bytes(KIND_STATUS, TOO_LARGE, 2, 0, 0)],
  ['a stream in two bytes that needs one', VARINT, bytes(KIND_STATUS, 0x87, 0, 2, 0, 0)],
  ['no low byte', TRUNCATED, bytes(KIND_STATUS, 7)],
  ['no event', TRUNCATED, bytes(0x20 | KIND_STATUS, 7, 2)],
  ['an event of minus zero', VARINT, bytes(0x20 | KIND_STATUS, 7, 2, 1, 0, 0)],
  ['a recv of minus zero', VARINT, bytes(KIND_STATUS, 7, 2, 1, 0)],
  ['a recv of nine bytes', VARINT, bytes(KIND_STATUS, 7, 2, NINE, 0)],
  ['a recv of nine bytes, eight of them there', VARINT, bytes(KIND_STATUS, 7, 2, NINE.slice(0, 8))],
  ['a recv of nine bytes, seven of them there', TRUNCATED, bytes(KIND_STATUS, 7, 2, NINE.slice(0, 7))],
  ['a recv of -2^53', VARINT, bytes(KIND_STATUS, 7, 2, svarint(-(2n ** 53n)), 0)],
  ['a recv in a longer form', VARINT, bytes(KIND_STATUS, 7, 2, 0x82, 0, 0)],
  ['three bytes of a fingerprint', TRUNCATED, bytes(0x10 | KIND_STATUS, 7, 2, 0, 1, 2, 3)],
  ['no length', TRUNCATED, bytes(KIND_STATUS, 7, 2, 0)],
  ['a length beyond the end', TRUNCATED, bytes(KIND_STATUS, 7, 2, 0, 3, 3, 0)],
  ['a length of 2^53 - 1', TRUNCATED, bytes(KIND_STATUS, 7, 2, 0, varint(MAX))],
  ['a length of 2^53', VARINT, bytes(KIND_STATUS, 7, 2, 0, TOO_LARGE)],
  ['no version', TRUNCATED, bytes(9, 7)],
  ['version 0', VERSION, bytes(9, 7, 0)],
  ['version 2', VERSION, bytes(9, 7, 2)],
  ['no codec', TRUNCATED, bytes(9, 7, 1)],
  ['five bytes of an epoch', TRUNCATED, bytes(9, 7, 1, 1, 1, 2, 3, 4, 5)],
  ['a sequence of 2^53', VARINT, bytes(9, 7, 1, 1, EPOCH, TOO_LARGE, 0, 0, 0)],
  ['a snapshot with a distance', RANGE, bytes(9, FULL_HEAD, 1)],
  ['a delta without one', RANGE, bytes(8 | KIND_DELTA, FULL_HEAD, 0)],
  ['a distance above the sequence', RANGE, bytes(8 | KIND_DELTA, FULL_HEAD, 6)],
  ['an unknown kind without a distance', RANGE, bytes(15, 9, FULL_HEAD, 0)],
  ['a distance out of range before a missing time', RANGE, bytes(8 | KIND_DELTA, FULL_HEAD, 9)],
  ['no tsRecv', TRUNCATED, bytes(9, FULL_HEAD, 0)],
  ['a tsEvent below 0', RANGE, bytes(0x29, FULL_HEAD, 0, 10, svarint(11), 0)],
  ['a tsEvent above 2^53 - 1', RANGE, bytes(0x29, FULL_HEAD, 0, varint(MAX), svarint(-1), 0)],
  ['a tsEvent out of range before a missing length', RANGE, bytes(0x29, FULL_HEAD, 0, 10, svarint(11))],
];

export function headerCases(make: MakeCore): void {
  describe('a header', () => {
    it.each(UNREADABLE)('with %s ends the message', async (_, code, header) => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      rig.receive(snapshot('1:1 | 2:2'));
      const good = compact({ kind: KIND_STATUS, low: 2 }, 3, 0);
      const message = bytes(good, header);
      expect(rig.core.validate(good.length, rig.put(message))).toBe(-code);
      expect(rig.receive(message)).toMatchObject([
        { code: OK, sequence: 2 },
        {
          code,
          handle: -1,
          kind: 0,
          stream: -1,
          sequence: -1,
          event: -1,
          recv: -1,
          offset: good.length,
          bytes: 0,
          first: 0,
          bids: 0,
          asks: 0,
          state: 0,
          reason: 0,
        },
      ]);
      expect(rig.core.received()).toBe(message.length);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([1, 2]);
    });

    it('is judged before anything of its stream', async () => {
      const rig = await Rig.of(make);
      expect(rig.codes(full({ kind: KIND_SNAPSHOT, sequence: 1, version: 3 }, snapshotPayload('')))).toEqual([VERSION]);
    });

    it('holds a stream of 2^31 - 1, an epoch of 2^48 - 1, a sequence and times of 2^53 - 1', async () => {
      const rig = await Rig.of(make);
      const id = 2 ** 31 - 1;
      const reader = rig.reader(id);
      const edges = { stream: id, epoch: 2 ** 48 - 1, sequence: MAX, recv: MAX, offset: MAX };
      expect(rig.receive(snapshot('', edges))).toMatchObject([
        { code: OK, handle: reader, stream: id, sequence: MAX, event: 0, recv: MAX },
      ]);
    });

    it('is as long as its integers: every length of a time is read', async () => {
      const rig = await Rig.of(make);
      rig.reader();
      for (let bits = 0; bits <= 53; bits++) {
        for (const recv of [2 ** bits - 1, 2 ** bits].filter(Number.isSafeInteger)) {
          expect(rig.receive(snapshot('', { recv, offset: recv }))).toMatchObject([{ code: OK, event: 0, recv }]);
          expect(rig.receive(snapshot('', { recv: 0, offset: -recv }))).toMatchObject([
            { code: OK, event: recv, recv: 0 },
          ]);
        }
      }
    });

    it('of nothing is truncated, and a message of nothing has no frame', async () => {
      const rig = await Rig.of(make);
      expect(rig.validate(bytes())).toBe(-TRUNCATED);
      expect(rig.receive(bytes())).toEqual([]);
      expect(rig.core.received()).toBe(0);
    });
  });
}
