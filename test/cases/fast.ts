/** Codec 2: bytes, what they make of a reader, what is refused, and snapshots that hold their levels so. */
import { describe, expect, it } from 'vitest';
import {
  CODEC_FAST,
  CODES,
  DICTIONARY,
  FLAGS,
  FULL,
  INFO_CODEC,
  INFO_SYNCED,
  KIND_DELTA,
  OK,
  RANGE,
  TRAILING,
  TRUNCATED,
  VARINT,
} from '../../assembly/layout.js';
import { Random } from '../fuzz/random.js';
import { bytes, fixed, hex, type Part, svarint, varint } from './bytes.js';
import {
  ADJUST_1,
  ADJUST_2,
  fastChange as change,
  DELETE,
  type FastChange,
  fastPayload as payload,
  SET_1,
  SET_2,
  SET_LONG,
  fastSet as set,
} from './fast-bytes.js';
import { compact, full, type SnapshotFields, snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;
const BOOK = '10000:50 9999:3000 9000:10 | 10001:70';

export function fastCases(make: MakeCore): void {
  /** A reader at sequence 1 of a book. */
  async function synced(levels = BOOK, fields: SnapshotFields = {}, capacity = {}): Promise<[Rig, number]> {
    const rig = await Rig.of(make, capacity);
    const reader = rig.reader();
    expect(rig.codes(snapshot(levels, { ...fields, codec: CODEC_FAST }))).toEqual([OK]);
    return [rig, reader];
  }
  /** A writer of a book and a reader that took its snapshot. */
  async function pair(levels = BOOK, depth = 0): Promise<[Rig, number, number]> {
    const rig = await Rig.of(make, {});
    const [writer, reader] = [rig.writer(depth), rig.reader()];
    expect(rig.core.setCodec(writer, CODEC_FAST)).toBe(OK);
    rig.load(writer, levels);
    expect(rig.codes(rig.snapshot(writer))).toEqual([OK]);
    return [rig, writer, reader];
  }
  const delta = (...parts: readonly Part[]): Uint8Array => compact({ kind: KIND_DELTA, low: 2 }, ...parts);
  /** The payload of a frame without a fingerprint. */
  const payloadOf = (rig: Rig, writer: number, update: string): Uint8Array => {
    rig.update(writer, update);
    return rig.delta(writer, 1_000, -1, false).slice(5);
  };

  describe('fast', () => {
    it('has the bytes that the protocol says', async () => {
      const [rig, writer] = await pair();
      const update = '10005:80 10000:0 9999:3010 9000:20 | 10001:0 10003:1638400 400000:7';
      expect(payloadOf(rig, writer, update)).toEqual(
        hex(`
          39              # tens; 4 bids, 3 asks
          37              # 9: 5 ticks better than the best; set, one byte
          18              # 4 + 1 ticks worse; delete
          02              # 0 + 1 ticks worse; adjust, one byte
          bb              # 31: 28 + 3 × 256 + 202, + 1 ticks worse; set, one byte
          00              # the best itself; delete
          0b              # 1 + 1 ticks worse; set, long
          f7              # 41: seven bytes; set, one byte
          10              # 8 tens
          04              # 1 ten more
          ca 04           # gap; 2 tens
          80 80 14        # 163,840 tens
          6c f3 05 00 00 00 00 0f  # gap 389,996; 7 ones
        `),
      );
    });

    it('takes changes of all kinds, near and far, small and large', async () => {
      const [rig, writer, reader] = await pair();
      for (const update of [
        '10005:80 10000:0 9999:3010 9000:20 | 10001:0 10003:163840',
        '10006:8 1:1 | 10003:0',
        `${MAX}:${MAX} 10006:0 | 3:1 ${MAX}:1`,
        `${MAX}:1 10006:8 | 3:0 ${MAX}:${MAX}`,
        `${MAX}:0 10006:0 10005:0 9999:0 9000:0 1:0 | ${MAX}:0`,
        '77:1000000 76:999999 | 80:10000000',
        `77:999990 76:${MAX - 1} | 80:${MAX - (MAX % 10)} 81:70 82:90 83:110`,
        `77:5 76:${MAX - 2} | 80:${MAX - (MAX % 10) - 10}`,
      ]) {
        rig.update(writer, update);
        const frame = rig.delta(writer);
        expect(rig.validate(frame)).toBe(OK);
        expect(rig.codes(frame)).toEqual([OK]);
        expect(rig.book(reader)).toBe(rig.book(writer));
      }
    });

    it('has each gap and size in its shortest form, at the edges of all forms', async () => {
      for (const gap of [0, 1, 27, 28, 283, 284, 2_331, 2_332, 67_867, 67_868, 264_475, 264_476, 2 ** 40]) {
        const [rig, writer, reader] = await pair('10:1 | 20:1');
        expect(payloadOf(rig, writer, ` | 20:2 ${21 + gap}:3`)).toEqual(payload([], [set(0, 2), set(gap, 3)]));
        rig.update(writer, ` | 20:0 ${21 + gap}:0`);
        rig.codes(rig.snapshot(writer));
        expect(rig.book(reader)).toBe('10:1 |');
      }
      for (const lots of [1, 255, 256, 65_535, 65_536, MAX]) {
        const [rig, writer] = await pair('10:1 | 20:1');
        expect(payloadOf(rig, writer, `9:${lots}`)).toEqual(payload([set(2, lots)], []));
      }
      const tens: [number, Part][] = [
        [10, [SET_1, 2]],
        [1270, [SET_1, 254]],
        [1280, [SET_2, 0, 1]],
        [327_670, [SET_2, 0xfe, 0xff]],
        [327_680, [SET_LONG, ...svarint(32_768)]],
        [127, [SET_1, 255]],
        [129, [SET_2, 3, 1]],
        [32_767, [SET_2, 0xff, 0xff]],
        [32_769, [SET_LONG, ...svarint(-32_769)]],
      ];
      for (const [lots, [operation, ...size]] of tens as [number, number[]][]) {
        const [rig, writer] = await pair('10:1 | 20:1');
        const ten = set(0, 2);
        expect(payloadOf(rig, writer, `9:${lots} | 21:10 22:10`)).toEqual(
          payload([change(2, operation!, size)], [set(2, 2), ten], true),
        );
      }
    });

    it('adjusts where that takes fewer bytes', async () => {
      const [rig, writer] = await pair('10:1000 9:70000 8:70000 7:300 | 20:1');
      expect(payloadOf(rig, writer, '10:1127 9:70001 8:102767 7:1')).toEqual(
        payload(
          [change(0, ADJUST_1, [254]), change(0, ADJUST_1, [2]), change(0, ADJUST_2, [0xfe, 0xff]), set(0, 1)],
          [],
        ),
      );
    });

    it('has counts from 7 on in a varint', async () => {
      for (const count of [6, 7, 8, 200]) {
        const [rig, writer, reader] = await pair('10:1 | 1000:1');
        rig.update(writer, ` | ${Array.from({ length: count }, (_, i) => `${1_000 - i}:${i + 2}`).join(' ')}`);
        const frame = rig.delta(writer);
        expect(frame.includes(count < 7 ? count << 4 : 7 << 4)).toBe(true);
        expect(rig.codes(frame)).toEqual([OK]);
        expect(rig.book(reader)).toBe(rig.book(writer));
      }
    });

    it.each<[string, number, Uint8Array]>([
      ['reserved bit', FLAGS, bytes(0x80)],
      ['no shape', TRUNCATED, bytes()],
      ['no count', TRUNCATED, bytes(0x0e)],
      ['a long count', VARINT, bytes(0x0e, 0x80, 0)],
      ['more changes than levels', FULL, payload([], [], false, [257, 0])],
      ['more asks than levels', FULL, payload([], [], false, [0, MAX])],
      ['controls that are not there', TRUNCATED, payload([set(0, 1)], [], false, [1, 1]).slice(0, 2)],
      ['a control beyond the last', RANGE, payload([{ control: 252, data: [] }], [])],
      ['a gap that is not there', TRUNCATED, payload([{ control: 28 * 6, data: [] }], [])],
      ['half a gap', TRUNCATED, payload([{ control: 37 * 6, data: [1] }], [])],
      ['most of a long gap', TRUNCATED, payload([{ control: 41 * 6, data: [1, 2, 3, 4, 5, 6] }], [])],
      ['a long gap that fits two bytes', VARINT, payload([{ control: 41 * 6, data: fixed(264_475, 7) }], [])],
      ['a size that is not there', TRUNCATED, payload([change(0, SET_1)], [])],
      ['half a size', TRUNCATED, payload([change(0, SET_2, [1])], [])],
      ['two bytes for one', VARINT, payload([change(0, SET_2, [255, 0])], [])],
      ['two bytes of adjustment for one', VARINT, payload([change(0, ADJUST_2, [255, 0])], [])],
      ['a long size that fits two bytes', VARINT, payload([change(0, SET_LONG, varint(65_535))], [])],
      ['a long size without an end', TRUNCATED, payload([change(0, SET_LONG, [0x80, 0x80])], [])],
      ['a long size that is too large', VARINT, payload([change(0, SET_LONG, varint(2 ** 53))], [])],
      ['minus zero', VARINT, payload([change(0, ADJUST_1, [1])], [])],
      ['ones that are tens', VARINT, payload([change(0, SET_1, [21])], [], true)],
      ['no ones', VARINT, payload([change(0, SET_1, [1])], [], true)],
      ['long ones that are tens', VARINT, payload([change(0, SET_LONG, svarint(-50_000))], [], true)],
      ['long tens that fit two bytes', VARINT, payload([change(0, SET_LONG, svarint(32_767))], [], true)],
      ['more tens than there may be lots', RANGE, payload([change(0, SET_LONG, svarint(2 ** 52))], [], true)],
      ['no lots', RANGE, payload([change(0, SET_1, [0])], [])],
      ['no tens', RANGE, payload([change(0, SET_1, [0])], [], true)],
      ['a bid at 0', RANGE, payload([set(20_000, 1)], [])],
      ['a bid far below 0', RANGE, payload([set((1n << 56n) - 2n, 1)], [])],
      ['an ask above all', RANGE, payload([], [set(0, 1), set(MAX - 10_001, 1)])],
      ['an ask far above all', RANGE, payload([], [set((1n << 56n) - 2n, 1)])],
      ['a better ask far below 0', RANGE, payload([], [set((1n << 56n) - 1n, 1)])],
      ['a deletion of no level', DICTIONARY, payload([change(2 * 5, DELETE)], [])],
      ['an adjustment of no level', DICTIONARY, payload([], [change(2, ADJUST_1, [2])])],
      ['an adjustment to nothing', RANGE, payload([change(0, ADJUST_1, [101])], [])],
      ['more behind', TRAILING, bytes(payload([set(0, 1)], []), 0)],
    ])('refuses %s', async (_, code, body) => {
      const [rig, reader] = await synced();
      expect(-rig.validate(delta(body))).toBe(code);
      expect(rig.codes(delta(body))).toEqual([code]);
      expect([rig.book(reader), ...rig.info(reader, INFO_SYNCED)]).toEqual([BOOK, 0]);
    });

    it('takes what is at the edge of that', async () => {
      const [rig, reader] = await synced('10000:50 | 10001:70');
      const edge = payload([set(2 * 9_999, 1), set(0, 1)].slice(0, 1), [set(0, 1), set(MAX - 10_002, 1)]);
      expect(rig.codes(delta(edge))).toEqual([OK]);
      expect(rig.book(reader)).toBe('10000:50 1:1 | 10001:1 max:1');
    });

    it('adds levels up to the limits of a side and of all books', async () => {
      const [rig] = await synced('10:1 9:1 | 20:1', {}, { levels: 3, totalLevels: 4 });
      expect(-rig.validate(delta(payload([set(4, 1)], [set(2, 1)])))).toBe(FULL);
      expect(-rig.validate(delta(payload([set(4, 1), set(0, 1)], [])))).toBe(FULL);
      expect(rig.validate(delta(payload([change(0, DELETE), set(1, 1)], [set(2, 1)])))).toBe(OK);
    });

    it('takes and refuses runs of changes as it does each of them', async () => {
      const [rig] = await synced();
      const heal = snapshot(BOOK, { codec: CODEC_FAST });
      const next = new Random(32);
      const sizes = (isTens: boolean): FastChange[] =>
        Array.from({ length: 50 }, (_, i) => {
          const lots = next.pick([1 + next.below(127), 300 + next.below(60_000), next.chance(0.2) ? 1e6 : 7]);
          const gap =
            i === 0 ? 0 : next.pick([0, next.below(28), next.between(28, 3_000), next.chance(0.1) ? 300_000 : 5]);
          const even = ((2 * i + 200) % 256) | 2;
          const ten = next.chance(0.5) ? change(gap, SET_1, [even]) : change(gap, SET_2, [even, 3]);
          return isTens ? ten : set(gap, lots);
        });
      const wrongs: [number, FastChange, boolean][] = [
        [RANGE, { control: 252, data: [] }, false],
        [RANGE, set(0, 0), false],
        [VARINT, change(0, SET_2, [255, 0]), false],
        [VARINT, change(0, ADJUST_1, [1]), false],
        [VARINT, change(0, SET_1, [21]), true],
        [VARINT, change(0, SET_LONG, varint(65_535)), false],
        [VARINT, { control: 41 * 6 + SET_1, data: [...fixed(264_475, 7), 2] }, true],
        [DICTIONARY, change(0, DELETE), false],
        [DICTIONARY, change(30, ADJUST_2, [0, 1]), true],
      ];
      for (const isTens of [false, true]) {
        const [bids, asks] = [[], sizes(isTens)];
        const whole = payload(bids, asks, isTens);
        expect(rig.codes(bytes(heal, delta(whole)))).toEqual([OK, OK]);
        expect(rig.changeRows(0, 50, 0).split(' ')).toHaveLength(51);
        for (let cut = 3; cut < whole.length; cut++) {
          expect(rig.codes(bytes(heal, delta(whole.slice(0, cut))))).toEqual([OK, TRUNCATED]);
        }
        for (const [code, wrong] of wrongs.filter((entry) => entry[2] === isTens)) {
          for (let at = 1; at < asks.length; at++) {
            expect(rig.codes(bytes(heal, delta(payload(bids, asks.with(at, wrong), isTens))))).toEqual([OK, code]);
          }
        }
      }
    });

    it('may be a full delta in a stream of another codec', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      rig.codes(snapshot(BOOK));
      const catchUp = full({ kind: KIND_DELTA, sequence: 9, distance: 8, codec: CODEC_FAST }, payload([set(0, 7)], []));
      expect(rig.codes(catchUp)).toEqual([OK]);
      expect(rig.book(reader, 1)).toBe('10000:7 | 10001:70');
    });

    it('is answered with a code of the list wherever it is cut or a byte is wrong, and a snapshot heals', async () => {
      const [rig, writer, reader] = await pair();
      const start = rig.frame(rig.core.encodeSnapshot(writer, 0, false, 0, 0));
      rig.update(writer, '10005:80 10000:0 9999:3010 9000:20 | 10001:0 10003:1638400 400000:7');
      const frame = rig.delta(writer);
      for (let at = 0; at < frame.length; at++) {
        const wrongs = [1, 0x10, 0x80, 0xff].map((flip) => frame.with(at, frame[at]! ^ flip));
        for (const wrong of [frame.slice(0, at), ...wrongs]) {
          rig.codes(start);
          const verdict = rig.validate(wrong);
          if (wrong.length > 0) expect(rig.codes(wrong)[0]).toBe(Math.abs(verdict));
          expect(-verdict).toBeLessThan(CODES);
        }
      }
      expect(rig.codes(bytes(start, frame))).toEqual([OK, OK]);
      expect(rig.book(reader)).toBe(rig.book(writer));
    });
  });

  describe('a fast snapshot', () => {
    it('holds its levels as the changes of an empty book', async () => {
      const [rig, writer] = await pair();
      const frame = rig.snapshot(writer, 1_000);
      const levels = payload(
        [change(10_000, SET_1, [10]), change(0, SET_2, [0x58, 2]), change(998, SET_1, [2])],
        [change(10_001, SET_1, [14])],
        true,
      );
      expect(frame.slice(-levels.length)).toEqual(levels);
    });

    it('brings any book, and says its codec', async () => {
      for (const book of ['|', `max:max 1:1 | 1:max max:1`, '5:10 |', '| 77:123456789']) {
        const [rig, writer, reader] = await pair(book === '|' ? '' : book);
        expect(rig.book(reader)).toBe(rig.book(writer));
        expect(rig.info(reader, INFO_CODEC, INFO_SYNCED)).toEqual([CODEC_FAST, 1]);
      }
    });

    it('is refused with a change that a level is not', async () => {
      const rig = await Rig.of(make, { levels: 4 });
      rig.reader();
      const head = (depth = 0): number[] => [2, 1, 3, 1, depth];
      const take = (...parts: readonly Part[]): number[] =>
        rig.codes(full({ kind: 1, sequence: 1, codec: CODEC_FAST }, ...parts));
      expect(take(head(), payload([change(5, DELETE)], []))).toEqual([DICTIONARY]);
      expect(take(head(), payload([change(5, ADJUST_1, [2])], []))).toEqual([DICTIONARY]);
      expect(take(head(), payload([set(0, 1)], []))).toEqual([RANGE]);
      expect(take(head(), payload([set(5, 1), set(4, 1)], []))).toEqual([RANGE]);
      expect(take(head(), payload([set(5, 1)], []), 0)).toEqual([TRAILING]);
      expect(take(head(1), payload([set(5, 1), set(0, 1)], []))).toEqual([RANGE]);
      expect(take(head(), payload([], [], false, [5, 0]))).toEqual([FULL]);
      expect(take(head(), payload([], [], false, [4, 0]))).toEqual([TRUNCATED]);
      expect(take(head(), 0x80)).toEqual([FLAGS]);
      expect(take(head().slice(0, 4))).toEqual([TRUNCATED]);
      expect(take(head(), payload([set(5, 1), set(0, 1), set(0, 1), set(0, 1)], []))).toEqual([OK]);
    });

    it('is refused wherever in a run of levels one is none, and takes prices and sizes at their edges', async () => {
      const rig = await Rig.of(make, {});
      const reader = rig.reader();
      const take = (bids: readonly FastChange[], asks: readonly FastChange[]): number[] =>
        rig.codes(full({ kind: 1, sequence: 1, codec: CODEC_FAST }, [2, 1, 3, 1, 0], payload(bids, asks)));
      const run = Array.from({ length: 13 }, (_, i) => set(i === 0 ? 500 : i, 1 + i));
      /** Ticks between the first level and this one. */
      const passed = (at: number): number => (at * (at + 3)) / 2;
      for (let at = 1; at < run.length; at++) {
        for (const [code, wrong] of [
          [RANGE, set(at, 0)],
          [DICTIONARY, change(at, DELETE)],
          [DICTIONARY, change(at, ADJUST_2, [0, 1])],
        ] as const) {
          expect(take(run.with(at, wrong), run)).toEqual([code]);
          expect(take(run, run.with(at, wrong))).toEqual([code]);
        }
        // Gaps to the last price that there is, from the level before.
        const [bid, ask] = [500 - passed(at - 1) - 2, MAX - 500 - passed(at - 1) - 1];
        expect(take([...run.slice(0, at), set(bid + 1, 1)], run)).toEqual([RANGE]);
        expect(take(run, [...run.slice(0, at), set(ask + 1, 1)])).toEqual([RANGE]);
        expect(take([...run.slice(0, at), set(bid, MAX)], [...run.slice(0, at), set(ask, MAX)])).toEqual([OK]);
        expect(rig.book(reader).match(/(1|max):max/g)).toEqual(['1:max', 'max:max']);
      }
    });
  });
}
