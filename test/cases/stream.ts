/** Sequences, epochs, gaps, times, joiners and unknown kinds: what a reader does with a readable header. */
import { describe, expect, it } from 'vitest';
import {
  EPOCH,
  INFO_EPOCH,
  INFO_EVENT,
  INFO_FINGERPRINT,
  INFO_RECV,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
  NOT_SYNCED,
  OK,
  RANGE,
  SEQUENCE,
  STREAM,
} from '../../assembly/layout.js';
import { bytes } from './bytes.js';
import { compact, full, snapshot, TEST_EPOCH } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;
const LIVE = [3, 0] as const;

export function streamCases(make: MakeCore): void {
  async function synced(sequence = 1, times = {}): Promise<[Rig, number]> {
    const rig = await Rig.of(make);
    const reader = rig.reader();
    expect(rig.codes(snapshot('5:5 | 6:6', { sequence, ...times }))).toEqual([OK]);
    return [rig, reader];
  }

  const status = (low: number, fields = {}): Uint8Array => compact({ kind: KIND_STATUS, low, ...fields }, LIVE);
  const fullStatus = (sequence: number, fields = {}): Uint8Array =>
    full({ kind: KIND_STATUS, sequence, ...fields }, LIVE);

  describe('a reader', () => {
    it('knows nothing of streams that are not open, and says so without losing its own', async () => {
      const [rig, reader] = await synced();
      const message = bytes(status(2, { stream: 8 }), status(2), snapshot('', { stream: 9 }));
      expect(rig.receive(message)).toMatchObject([
        { code: STREAM, handle: -1, kind: KIND_STATUS, stream: 8, sequence: -1, bytes: 7 },
        { code: OK, handle: reader, stream: 7, sequence: 2 },
        { code: STREAM, handle: -1, kind: KIND_SNAPSHOT, stream: 9, sequence: -1 },
      ]);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([1]);
    });

    it('does not mistake a writer for the stream', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      expect(rig.codes(rig.snapshot(writer))).toEqual([STREAM]);
    });

    it('wants a snapshot first', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      const frames = [status(1), fullStatus(1), fullStatus(1, { epoch: 0 }), compact({ kind: 9, low: 1 })];
      for (const frame of frames) {
        expect(rig.validate(frame)).toBe(-NOT_SYNCED);
        expect(rig.receive(frame)).toMatchObject([{ code: NOT_SYNCED, handle: reader, sequence: -1 }]);
      }
      expect(rig.info(reader, INFO_SEQUENCE, INFO_EPOCH)).toEqual([0, 0]);
    });

    it('follows the low byte of the sequence over its edge', async () => {
      const [rig, reader] = await synced(254);
      expect(rig.codes(bytes(status(255), status(0), status(1)))).toEqual([OK, OK, OK]);
      expect(rig.info(reader, INFO_SEQUENCE)).toEqual([257]);
      expect(rig.codes(bytes(snapshot('', { sequence: 2 ** 40 + 255 }), status(0)))).toEqual([OK, OK]);
      expect(rig.info(reader, INFO_SEQUENCE)).toEqual([2 ** 40 + 256]);
    });

    it.each([
      ['lost', 3],
      ['repeated', 1],
    ])('sees that a frame was %s', async (_, low) => {
      const [rig, reader] = await synced();
      expect(rig.validate(status(low))).toBe(-SEQUENCE);
      expect(rig.receive(status(low))).toMatchObject([{ code: SEQUENCE, handle: reader, sequence: -1, bytes: 7 }]);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([0, 1]);
      expect(rig.book(reader)).toBe('5:5 | 6:6');
      expect(rig.codes(status(2))).toEqual([NOT_SYNCED]);
      expect(rig.codes(bytes(snapshot('1:1', { sequence: 9 }), status(10)))).toEqual([OK, OK]);
    });

    it('has no sequence after 2^53 - 1', async () => {
      const [rig] = await synced(MAX - 1);
      expect(rig.codes(status(255))).toEqual([OK]);
      expect(rig.codes(status(0))).toEqual([SEQUENCE]);
    });

    it('takes a full frame by its base, over any distance', async () => {
      const [rig, reader] = await synced(10);
      expect(rig.codes(fullStatus(11))).toEqual([OK]);
      expect(rig.codes(fullStatus(2 ** 50, { distance: 2 ** 50 - 11 }))).toEqual([OK]);
      expect(rig.info(reader, INFO_SEQUENCE)).toEqual([2 ** 50]);
      expect(rig.codes(fullStatus(2 ** 50 + 1, { distance: 2 }))).toEqual([SEQUENCE]);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([0, 2 ** 50]);
    });

    it('knows another epoch before another sequence', async () => {
      const [rig, reader] = await synced(10);
      expect(rig.validate(fullStatus(12, { epoch: TEST_EPOCH + 1 }))).toBe(-EPOCH);
      expect(rig.codes(fullStatus(11, { epoch: 2 ** 48 - 1 }))).toEqual([EPOCH]);
      expect(rig.info(reader, INFO_SYNCED, INFO_EPOCH)).toEqual([0, TEST_EPOCH]);
    });

    it('goes on with other streams after a refused frame', async () => {
      const [rig, reader] = await synced();
      const other = rig.reader(1);
      const message = bytes(status(9), snapshot('3:3', { stream: 1 }), status(2), status(2, { stream: 1 }));
      expect(rig.codes(message)).toEqual([SEQUENCE, OK, NOT_SYNCED, OK]);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([0]);
      expect(rig.info(other, INFO_SYNCED, INFO_SEQUENCE)).toEqual([1, 2]);
    });

    it('reads nothing outside the range it is given', async () => {
      const [rig] = await synced();
      const frame = status(2);
      rig.put(bytes(0, 0, 0, frame, 0, 0));
      expect(rig.core.validate(3, 3 + frame.length)).toBe(OK);
      expect(rig.results(rig.core.receive(3, 3 + frame.length))).toMatchObject([{ code: OK, offset: 3, bytes: 7 }]);
      expect(rig.core.received()).toBe(3 + frame.length);
    });

    it('does not let a payload reach into the next frame', async () => {
      const [rig, reader] = await synced();
      const short = compact({ kind: KIND_STATUS, low: 2 }, 3);
      const results = rig.receive(bytes(short, snapshot('', { sequence: 4 })));
      expect(results).toMatchObject([
        { code: 1, bytes: short.length },
        { code: OK, offset: short.length },
      ]);
      expect(rig.info(reader, INFO_SEQUENCE)).toEqual([4]);
    });
  });

  describe('times', () => {
    it('are differences to the last ones, recv to the predicted', async () => {
      const [rig, reader] = await synced(1, { recv: 10_000, offset: 1_000 });
      const times = (fields: object): number[] => {
        const next = (rig.core.info(reader, INFO_SEQUENCE) + 1) % 256;
        const [result] = rig.receive(status(next, fields));
        return [result!.code, result!.event, result!.recv, ...rig.info(reader, INFO_EVENT, INFO_RECV)];
      };
      expect(times({ eventMs: 2, recv: 5 })).toEqual([OK, 11_000, 12_005, 11_000, 12_005]);
      expect(times({ recv: -5 })).toEqual([OK, -1, 12_000, 11_000, 12_000]);
      expect(times({ event: -1_500, recv: 0 })).toEqual([OK, 9_500, 10_500, 9_500, 10_500]);
      expect(times({ eventMs: 0, recv: 1 })).toEqual([OK, 9_500, 10_501, 9_500, 10_501]);
    });

    it('of a full frame are absolute; without an event its recv is the last event', async () => {
      const [rig, reader] = await synced(1, { recv: 10_000, offset: 1_000 });
      rig.receive(fullStatus(2, { recv: 50, offset: -7 }));
      expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual([57, 50]);
      rig.receive(fullStatus(3, { recv: 60 }));
      expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual([60, 60]);
    });

    it.each([
      ['a tsEvent below 0', { event: -2 }],
      ['a tsEvent above 2^53 - 1', { event: MAX }],
      ['a tsEvent far above it', { eventMs: MAX }],
      ['a tsEvent far below 0', { eventMs: -MAX }],
      ['a tsRecv below 0', { recv: -11 }],
      ['a tsRecv above 2^53 - 1', { recv: MAX }],
      ['a predicted tsRecv beyond it', { event: MAX - 1, recv: 0 }],
    ])('out of range are refused: %s', async (_, fields) => {
      const [rig, reader] = await synced(1, { recv: 10, offset: 9 });
      expect(rig.validate(status(2, fields))).toBe(-RANGE);
      expect(rig.codes(status(2, fields))).toEqual([RANGE]);
      expect(rig.info(reader, INFO_SYNCED, INFO_RECV)).toEqual([0, 10]);
    });

    it('are judged before the payload', async () => {
      const [rig] = await synced();
      expect(rig.codes(compact({ kind: KIND_STATUS, low: 2, recv: -1 }))).toEqual([RANGE]);
    });

    it('are exact wherever the result is in range', async () => {
      const [rig, reader] = await synced(1, { recv: MAX, offset: MAX });
      // predicted = 2^53 - 1 + 2^53 - 1
      expect(rig.codes(status(2, { event: MAX, recv: -MAX }))).toEqual([OK]);
      expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual([MAX, MAX]);
      expect(rig.codes(status(3, { event: 2 - MAX, recv: MAX - 2 }))).toEqual([OK]);
      expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual([2, MAX]);
      // predicted = 2^53 + 1, which a double cannot hold
      expect(rig.codes(status(4, { event: 2, recv: -3 }))).toEqual([OK]);
      expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual([4, MAX - 1]);
    });

    it('of a writer go out in ms wherever they can, and come back', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.receive(rig.snapshot(writer, 1_000_000, 900_000));
      const times: [number, number][] = [
        [1_000_100, 901_000],
        [1_000_200, 901_000],
        [1_000_150, -1],
        [5, 901_001],
        [5, 1],
      ];
      const tags = times.map(([recv, event]) => {
        const frame = rig.frame(rig.core.encodeStatus(writer, 0, ...LIVE, recv, event));
        expect(rig.receive(frame)).toMatchObject([{ code: OK, event, recv }]);
        expect(rig.info(reader, INFO_EVENT, INFO_RECV)).toEqual(rig.info(writer, INFO_EVENT, INFO_RECV));
        return frame[0];
      });
      expect(tags).toEqual([0x64, 0x64, 0x04, 0x24, 0x64]);
    });

    it('of a writer that are too far apart for a frame are refused', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.snapshot(writer, MAX, 0);
      expect(rig.core.encodeStatus(writer, 0, ...LIVE, 0, MAX)).toBe(-RANGE);
      expect(rig.info(writer, INFO_SEQUENCE, INFO_EVENT, INFO_RECV)).toEqual([1, 0, MAX]);
      expect(rig.core.encodeStatus(writer, 0, ...LIVE, 0, 0)).toBeGreaterThan(0);
    });
  });

  describe('an unknown kind', () => {
    it.each([9, 10, 200, 255])('%i is passed over: its sequence and times count', async (kind) => {
      const [rig, reader] = await synced(1, { recv: 10, offset: 0 });
      const frame = compact({ kind, low: 2, event: 4, recv: 1, fingerprint: 12_345 }, 1, 2, 3);
      expect(rig.validate(frame)).toBe(OK);
      expect(rig.receive(bytes(frame, status(3)))).toMatchObject([
        { code: OK, handle: reader, kind, sequence: 2, event: 14, recv: 15, bytes: frame.length, bids: 0, asks: 0 },
        { code: OK, sequence: 3 },
      ]);
      expect(rig.info(reader, INFO_SYNCED, INFO_EVENT)).toEqual([1, 14]);
      expect(rig.book(reader)).toBe('5:5 | 6:6');
    });

    it('in a full header is passed over whatever its codec, and has its place in the sequence', async () => {
      const [rig, reader] = await synced();
      expect(rig.codes(full({ kind: 200, sequence: 5, distance: 4, codec: 77 }, 9))).toEqual([OK]);
      expect(rig.info(reader, INFO_SEQUENCE)).toEqual([5]);
      expect(rig.codes(full({ kind: 200, sequence: 7, distance: 1 }))).toEqual([SEQUENCE]);
      expect(rig.codes(full({ kind: 200, sequence: 6, distance: 1 }))).toEqual([NOT_SYNCED]);
    });

    it('with times out of range is refused', async () => {
      const [rig, reader] = await synced();
      expect(rig.codes(compact({ kind: 9, low: 2, recv: -1 }))).toEqual([RANGE]);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([0]);
    });
  });

  describe('a fingerprint', () => {
    it.each([
      ['trades', KIND_TRADES, [1, 0]],
      ['status', KIND_STATUS, LIVE],
    ])('is checked in a %s frame too', async (_, kind, payload) => {
      const [rig, reader] = await synced();
      const [fingerprint] = rig.info(reader, INFO_FINGERPRINT);
      expect(rig.codes(compact({ kind, low: 2, fingerprint: fingerprint! }, payload))).toEqual([OK]);
      const wrong = compact({ kind, low: 3, fingerprint: fingerprint! ^ 1 }, payload);
      expect(rig.validate(wrong)).toBe(-15);
      expect(rig.receive(wrong)).toMatchObject([{ code: 15, sequence: 3 }]);
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([0, 3]);
    });
  });

  describe('several streams in one message', () => {
    it('are decoded each into its own book', async () => {
      const rig = await Rig.of(make);
      const ids = [1, 2, 2 ** 31 - 1];
      const writers = ids.map((id) => rig.writer(0, id));
      const readers = ids.map((id) => rig.reader(id));
      const frames: Uint8Array[] = [];
      for (let round = 0; round < 4; round++) {
        writers.forEach((writer, i) => {
          rig.update(writer, `${100 + i}:${round + 1} ${90 - round}:1 | ${200 + i}:${round + 9}`);
          frames.push(round === 0 ? rig.snapshot(writer) : rig.delta(writer));
        });
      }
      const results = rig.receive(bytes(...frames));
      expect(results.map(({ code, handle }) => [code, handle])).toEqual(
        frames.map((_, i) => [OK, readers[i % readers.length]]),
      );
      readers.forEach((reader, i) => {
        expect(rig.book(reader)).toBe(rig.book(writers[i]!));
        expect(rig.info(reader, INFO_SEQUENCE)).toEqual([4]);
      });
      const deltas = results.filter(({ kind }) => kind === KIND_DELTA);
      expect(deltas.map((result) => result.first)).toEqual(deltas.map((_, i) => 3 * i));
      expect(rig.decoded(deltas[4]!)).toBe('101:3<2 88:1<0 | 201:11<10');
    });
  });
}
