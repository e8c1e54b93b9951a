/** Catch-ups of codec 2: what writers of each codec send, what readers take and refuse. */
import { describe, expect, it } from 'vitest';
import {
  CODEC_DENSE,
  CODEC_FAST,
  CODEC_PLAIN,
  FLAG_CATCH_UP,
  FLAG_EXTENDED,
  FULL,
  INFO_CODEC,
  INFO_FINGERPRINT,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_DELTA,
  OK,
  RANGE,
  SEQUENCE,
  TRAILING,
  TRUNCATED,
} from '../../assembly/layout.js';
import { bytes, type Part, varint } from './bytes.js';
import {
  ADJUST_1,
  ADJUST_2,
  fastChange as change,
  DELETE,
  fastPayload as payload,
  SET_1,
  fastSet as set,
} from './fast-bytes.js';
import { type FullFields, full, snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;

function catchUp(fields: Partial<FullFields>, ...parts: readonly Part[]): Uint8Array {
  const [tag, ...rest] = full({ sequence: 2, codec: CODEC_FAST, ...fields, kind: KIND_DELTA }, ...parts);
  return bytes(tag! | FLAG_EXTENDED, FLAG_CATCH_UP, rest);
}

export function fastCatchUpCases(make: MakeCore): void {
  /** A writer of a codec that sent a snapshot, the deltas of the updates, and its catch-up from `base`. */
  async function caughtUp(codec: number, base: number, ...updates: readonly string[]): Promise<[Rig, Uint8Array]> {
    const rig = await Rig.of(make);
    const [writer, reader] = [rig.writer(), rig.reader()];
    rig.core.setCodec(writer, codec);
    rig.codes(rig.snapshot(writer));
    updates.forEach((levels, i) => {
      rig.update(writer, levels);
      const frame = rig.delta(writer);
      if (i + 2 <= base) expect(rig.codes(frame)).toEqual([OK]);
    });
    const message = rig.frame(rig.core.encodeCatchUp(writer, 0, base));
    expect(rig.validate(message)).toBe(OK);
    expect(rig.codes(message)).toEqual([OK]);
    const fields = [INFO_SEQUENCE, INFO_FINGERPRINT, INFO_SYNCED];
    expect(rig.info(reader, ...fields)).toEqual(rig.info(writer, ...fields));
    expect(rig.book(reader)).toBe(rig.book(writer));
    return [rig, message];
  }

  describe('fast catch-up', () => {
    it('comes from streams of codec 2 and 3, and holds changes of an empty book; those of codec 1 stay plain', async () => {
      const updates = ['100:50 99:300 | 101:70', '100:0 98:20 | 101:90 1000:7'];
      const expected = payload(
        [change(100, DELETE), change(1, SET_1, [4])],
        [set(101, 18), change(898, SET_1, [15])],
        true,
      );
      for (const codec of [CODEC_FAST, CODEC_DENSE]) {
        const [rig, message] = await caughtUp(codec, 2, ...updates);
        expect(message.slice(-expected.length)).toEqual(expected);
        expect(message[4]).toBe(CODEC_FAST);
        expect(rig.info(1, INFO_CODEC)).toEqual([codec]);
      }
      const [, plain] = await caughtUp(CODEC_PLAIN, 2, ...updates);
      expect(plain[4]).toBe(CODEC_PLAIN);
      expect(plain.length).toBeGreaterThan(0);
    });

    it('brings any book, from nothing or from another', async () => {
      const books = [
        `${MAX}:${MAX} 1:1 | 1:${MAX} ${MAX}:1`,
        '77:1000000 76:999999 | 80:10000000 300000:1',
        `77:999990 76:${MAX - 1} | 80:0 81:70 82:90 83:110`,
        `${MAX}:0 77:5 76:0 1:0 | 1:0 81:0 82:5 83:0`,
      ];
      for (let base = 1; base <= books.length; base++) await caughtUp(CODEC_FAST, base, ...books);
      for (let base = 1; base <= books.length; base++) await caughtUp(CODEC_DENSE, base, ...books);
    });

    it('sets and deletes by price, whether or not the level is there, and adjusts nothing', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      const take = (...parts: readonly Part[]): number => {
        rig.codes(snapshot('10:1 8:1 | 20:1', { codec: CODEC_FAST }));
        const message = catchUp({}, ...parts);
        const verdict = rig.validate(message);
        const [code] = rig.codes(message);
        expect(verdict).toBe(-code! + 0);
        return code!;
      };
      const bids = [change(12, DELETE), set(1, 5), change(0, DELETE), change(0, DELETE)];
      expect(take(payload(bids, [set(3, 4)]))).toBe(OK);
      expect(rig.changeRows(0, 5, 4)).toBe('12:0<0 10:5<1 9:0<0 8:0<1 | 3:4<0');
      expect(rig.book(reader)).toBe('10:5 | 3:4 20:1');
      expect(rig.info(reader, INFO_CODEC)).toEqual([CODEC_FAST]);
      expect(take(payload([], []))).toBe(OK);
      for (const [code, refused] of [
        [RANGE, payload([change(10, ADJUST_1, [2])], [])],
        [RANGE, payload([], [change(20, ADJUST_2, [2, 1])])],
        [RANGE, payload([set(0, 1)], [])],
        [RANGE, payload([set(10, 0)], [])],
        [RANGE, payload([set(10, 1), change(9, DELETE)], [])],
        [RANGE, payload([], [set(MAX, 1), set(0, 1)])],
        [TRUNCATED, payload([change(10, SET_1)], [])],
        [TRAILING, bytes(payload([change(10, DELETE)], []), 0)],
      ] as const) {
        expect(take(refused)).toBe(code);
        expect(rig.book(reader)).toBe('10:1 8:1 | 20:1');
      }
    });

    it('is taken by readers of any codec, as the frame says its own', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      for (const codec of [CODEC_PLAIN, CODEC_FAST, CODEC_DENSE]) {
        const writer = rig.writer();
        rig.core.setCodec(writer, codec);
        rig.codes(rig.snapshot(writer));
        rig.core.close(writer);
        expect(rig.codes(catchUp({ distance: 1 }, payload([set(10, 4)], [])))).toEqual([OK]);
        const plain = catchUp({ sequence: 3, distance: 1, codec: CODEC_PLAIN }, varint(0), varint(0));
        expect(rig.codes(plain)).toEqual([OK]);
        expect(rig.book(reader)).toBe('10:4 |');
        expect(rig.info(reader, INFO_CODEC)).toEqual([codec]);
      }
    });

    it('counts the levels that come and go on the way', async () => {
      const rig = await Rig.of(make, { levels: 3 });
      const reader = rig.reader();
      rig.codes(snapshot('10:1 9:1 8:1 |', { depth: 3 }));
      expect(rig.codes(catchUp({}, payload([change(11, DELETE), change(0, DELETE), set(2, 1)], [])))).toEqual([OK]);
      expect(rig.book(reader)).toBe('9:1 8:1 7:1 |');
      const beyond = payload([change(11, DELETE), set(0, 1)], []);
      expect(rig.codes(catchUp({ sequence: 3 }, beyond))).toEqual([FULL]);
      rig.codes(snapshot('10:1 9:1 8:1 |', { depth: 3 }));
      expect(rig.codes(catchUp({}, payload([], [], false, [4, 0])))).toEqual([FULL]);
    });

    it('ends the generation of a dense stream', async () => {
      const rig = await Rig.of(make);
      const [writer, reader] = [rig.writer(), rig.reader()];
      rig.core.setCodec(writer, CODEC_DENSE);
      rig.codes(rig.snapshot(writer));
      const update = (levels: string): Uint8Array => {
        rig.update(writer, levels);
        return rig.delta(writer);
      };
      rig.codes(update('10:1 9:1'));
      update('10:2');
      expect(rig.codes(rig.frame(rig.core.encodeCatchUp(writer, 0, 2)))).toEqual([OK]);
      expect(rig.book(reader)).toBe('10:2 9:1 |');
      expect(rig.codes(update('10:3'))).toEqual([SEQUENCE]);
    });
  });
}
