/** Codec 3: generations, times in the payload, what is refused, and that calls that only look leave the model alone. */
import { describe, expect, it } from 'vitest';
import {
  ARGUMENT,
  CODEC,
  CODEC_DENSE,
  CODEC_PLAIN,
  CODES,
  FLAGS,
  FULL,
  INFO_CODEC,
  INFO_EVENT,
  INFO_RECV,
  INFO_SYNCED,
  KIND_DELTA,
  KIND_DENSE_PROVED,
  KIND_MASK,
  OK,
  SEQUENCE,
  TRAILING,
  TRUNCATED,
} from '../../assembly/layout.js';
import { bytes } from './bytes.js';
import { full, snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

const MAX = Number.MAX_SAFE_INTEGER;
const BOOK = '10000:5 9999:300 9000:1 | 10001:7';
const GENERATION = 0x80;
const EVENT = 0x20;
const EVENT_MS = 0x40;

export function denseCases(make: MakeCore): void {
  /** A dense writer of a book and a reader that took its snapshot. */
  async function pair(depth = 0, capacity = {}): Promise<[Rig, number, number]> {
    const rig = await Rig.of(make, capacity);
    const writer = rig.writer(depth);
    const reader = rig.reader();
    expect(rig.core.setCodec(writer, CODEC_DENSE)).toBe(OK);
    rig.load(writer, BOOK);
    expect(rig.codes(rig.snapshot(writer, 5_000, 4_000))).toEqual([OK]);
    return [rig, writer, reader];
  }

  const next = (rig: Rig, writer: number, levels: string, recv = 7_000, event = 6_000): Uint8Array => {
    rig.update(writer, levels);
    return rig.delta(writer, recv, event);
  };

  describe('dense', () => {
    it('is chosen before the first frame, for a writer alone, while a model is free', async () => {
      const rig = await Rig.of(make, { models: 1 });
      const [a, b, reader] = [rig.writer(0, 1), rig.writer(0, 2), rig.reader()];
      expect(rig.info(a, INFO_CODEC)).toEqual([CODEC_PLAIN]);
      expect(rig.info(reader, INFO_CODEC)).toEqual([0]);
      for (const codec of [0, 4, 1.5, Number.NaN]) expect(rig.core.setCodec(a, codec)).toBe(-ARGUMENT);
      expect(rig.core.setCodec(reader, CODEC_DENSE)).toBe(-ARGUMENT);
      expect(rig.core.beginGeneration(a)).toBe(-ARGUMENT);
      expect(rig.core.setCodec(a, CODEC_DENSE)).toBe(OK);
      expect(rig.core.setCodec(b, CODEC_DENSE)).toBe(-FULL);
      expect(rig.core.setCodec(a, CODEC_PLAIN)).toBe(OK);
      expect(rig.core.setCodec(b, CODEC_DENSE)).toBe(OK);
      rig.load(b, BOOK);
      const message = rig.snapshot(b);
      expect(rig.core.setCodec(b, CODEC_PLAIN)).toBe(-ARGUMENT);
      rig.core.openReader(2);
      expect(rig.codes(message)).toEqual([FULL]);
      expect(rig.core.close(b)).toBe(OK);
      expect(rig.codes(message)).toEqual([OK]);
    });

    it('is no way to code what was changed before it', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.update(writer, BOOK);
      expect(rig.core.setCodec(writer, CODEC_DENSE)).toBe(OK);
      expect(rig.core.encodeDelta(writer, 0, 0, -1, false)).toBe(-ARGUMENT);
    });

    it('takes changes of all kinds, near and far, small and large', async () => {
      const [rig, writer, reader] = await pair();
      for (const update of [
        '10005:8 10000:0 9999:301 9000:2 | 10001:0 10003:16384',
        '10006:8 1:1 | 10003:0',
        `${MAX}:${MAX} 10006:0 | 3:1 ${MAX}:1`,
        `${MAX}:1 10006:8 | 3:0 ${MAX}:${MAX}`,
        `${MAX}:0 10006:0 10005:0 9999:0 9000:0 1:0 | ${MAX}:0`,
        '77:1000000 76:999999 | 80:10000000',
      ]) {
        const frame = next(rig, writer, update);
        expect(rig.validate(frame)).toBe(OK);
        expect(rig.codes(frame)).toEqual([OK]);
        expect(rig.book(reader)).toBe(rig.book(writer));
      }
    });

    it('has times in the payload where they fit, and else in the header', async () => {
      const [rig, writer, reader] = await pair();
      const recvs = [7_000, 2 ** 40 + 7_000, 2 ** 42, MAX, 0, 1];
      const events = [6_500, 2 ** 40 + 6_500, -1, MAX, MAX, 1];
      const flags = recvs.map((recv, i) => {
        const frame = next(rig, writer, `9000:${i + 2}`, recv, events[i]!);
        expect(rig.codes(frame)).toEqual([OK]);
        expect(rig.info(reader, INFO_RECV, INFO_EVENT)).toEqual(rig.info(writer, INFO_RECV, INFO_EVENT));
        return (frame[0]! & KIND_MASK) === KIND_DENSE_PROVED ? 'short' : frame[0]! & (EVENT | EVENT_MS);
      });
      expect(flags).toEqual([EVENT_MS, 'short', 0, EVENT, EVENT | EVENT_MS, EVENT]);
    });

    it('begins a generation after a snapshot and where it is told to', async () => {
      const [rig, writer, reader] = await pair();
      const begins = (levels: string): boolean => {
        const frame = next(rig, writer, levels);
        expect(rig.codes(frame)).toEqual([OK]);
        return (frame[0]! & GENERATION) !== 0;
      };
      expect([begins('9000:2'), begins('9000:3')]).toEqual([true, false]);
      rig.core.beginGeneration(writer);
      expect([begins('9000:4'), begins('9000:5')]).toEqual([true, false]);
      rig.codes(rig.snapshot(writer));
      expect([begins('9000:6'), begins('9000:7')]).toEqual([true, false]);
      expect(rig.book(reader)).toBe(rig.book(writer));
    });

    it('is followed by who has the snapshot at its generation, and by no other', async () => {
      const [rig, writer] = await pair();
      const first = next(rig, writer, '9000:2');
      const joiner = rig.frame(rig.core.encodeSnapshot(writer, 0, false, 0, 0));
      const second = next(rig, writer, '9000:3');
      rig.core.beginGeneration(writer);
      const start = rig.frame(rig.core.encodeSnapshot(writer, 0, false, 0, 0));
      const third = next(rig, writer, '9000:4');
      const fourth = next(rig, writer, '9000:5');
      expect(rig.codes(bytes(first, joiner, second))).toEqual([OK, OK, SEQUENCE]);
      expect(rig.codes(bytes(start, third, fourth))).toEqual([OK, OK, OK]);
      expect(rig.codes(bytes(start, third, start, fourth))).toEqual([OK, OK, OK, SEQUENCE]);
    });

    it('falls back to a full fast delta where it would be longer than that can be', async () => {
      const [rig, writer, reader] = await pair(0, { levels: 256 });
      let price = 10_001;
      let best = 10_000;
      const follow = (lots: number, gone = `${best}:0`): Uint8Array => {
        const frame = next(rig, writer, `${price}:${lots} ${gone}`);
        best = price;
        expect(rig.codes(frame)).toEqual([OK]);
        expect(rig.book(reader)).toBe(rig.book(writer));
        return frame;
      };
      // Then a long distance or size is dear in each bit of its length: those below 15, and those above 22, share states.
      for (const length of [23, 8, 4, 2, 1, 0]) {
        for (let round = 0; round < 128; round++) {
          follow((2 ** length + 2 * round) | 1);
          price = best + 2 ** length;
        }
      }
      expect(follow(7)[0]! & 0x08).toBe(0);
      price = MAX - 2;
      const far = follow(MAX, '');
      expect(far[0]! & 0x08).toBe(0x08);
      expect(far.length).toBeLessThanOrEqual(rig.core.maxDeltaBytes(1));
      price = MAX;
      expect(follow(6)[0]! & GENERATION).toBe(GENERATION);
    });

    it('is refused cut short, with more behind it, and in a stream that is not dense', async () => {
      const [rig, writer, reader] = await pair();
      const start = rig.frame(rig.core.encodeSnapshot(writer, 0, false, 0, 0));
      const frame = next(rig, writer, '10005:123456789 9999:301 9000:2 | 10001:77777 10003:16384');
      // Tag, second flags, stream, low byte, fingerprint, length.
      const heads = 9;
      const resized = (change: number, tail: readonly number[] = []): Uint8Array => {
        const copy = bytes(frame.slice(0, frame.length + Math.min(0, change)), tail);
        copy[heads - 1] = frame[heads - 1]! + change;
        return copy;
      };
      expect(frame[heads - 1]).toBe(frame.length - heads);
      expect(-rig.validate(resized(5, [0, 0, 0, 0, 0]))).toBe(TRAILING);
      expect(-rig.validate(resized(-12))).toBe(TRUNCATED);
      expect(rig.codes(resized(-12))).toEqual([TRUNCATED]);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([0]);
      expect(rig.codes(bytes(start, frame))).toEqual([OK, OK]);
      const plain = snapshot(BOOK, {});
      expect(rig.codes(bytes(plain, frame))).toEqual([OK, FLAGS]);
      const fullDense = full({ kind: KIND_DELTA, sequence: 2, codec: CODEC_DENSE }, [0]);
      expect(rig.codes(bytes(plain, fullDense))).toEqual([OK, CODEC]);
    });

    it('answers a code of the list whatever byte is wrong, and a snapshot heals', async () => {
      const [rig, writer, reader] = await pair();
      const start = rig.frame(rig.core.encodeSnapshot(writer, 0, false, 0, 0));
      const frame = next(rig, writer, '10005:8 10000:0 9999:301 9000:2 | 10001:0 10003:16384');
      for (let at = 0; at < frame.length; at++) {
        for (const flip of [1, 0x10, 0x80, 0xff]) {
          const wrong = frame.slice();
          wrong[at]! ^= flip;
          rig.codes(start);
          const verdict = rig.validate(wrong);
          const code = rig.codes(wrong)[0]!;
          expect(code).toBe(Math.abs(verdict));
          expect(code).toBeLessThan(CODES);
        }
      }
      expect(rig.codes(bytes(start, frame))).toEqual([OK, OK]);
      expect(rig.book(reader)).toBe(rig.book(writer));
    });

    it('sees a frame that was lost, unless 32 were', async () => {
      const [rig, writer, reader] = await pair();
      const start = rig.frame(rig.core.encodeSnapshot(writer, 0, false, 0, 0));
      const frames = Array.from({ length: 70 }, (_, i) => next(rig, writer, `9000:${i + 2}`));
      for (const lost of [1, 2, 31, 33]) {
        expect(rig.codes(bytes(start, frames[0]!, frames[1 + lost]!))).toEqual([OK, OK, SEQUENCE]);
        expect(rig.info(reader, INFO_SYNCED)).toEqual([0]);
      }
      // The fingerprint tells, where the payload still makes sense.
      expect(rig.codes(bytes(start, frames[0]!, frames[33]!))[2]).not.toBe(OK);
      for (const frame of [start, ...frames]) expect(rig.codes(frame)).toEqual([OK]);
      expect(rig.book(reader)).toBe(rig.book(writer));
    });

    it('waits for room without having learnt anything', async () => {
      const [rig, writer, reader] = await pair(0, { levels: 4 });
      const frames = ['10002:1 | 10003:1', '10002:2 | 10003:2', '10002:3 9000:3 | 10003:3', '10002:4 | 10003:4'].map(
        (levels) => next(rig, writer, levels),
      );
      const message = bytes(...frames.slice(0, 2));
      expect(rig.codes(message)).toEqual([OK, OK]);
      const more = bytes(frames[2]!, frames[3]!);
      expect(rig.codes(more)).toEqual([OK, OK]);
      const rest = ['10002:5 9000:4 | 10003:5', '10002:6 9999:6 | 10003:6', '10002:7 9999:7 | 10003:7'].map((levels) =>
        next(rig, writer, levels),
      );
      const length = rig.put(bytes(...rest));
      expect(rig.core.receive(0, length)).toBe(2);
      expect(rig.core.received()).toBe(rest[0]!.length + rest[1]!.length);
      expect(rig.results(rig.core.receive(rig.core.received(), length)).map(({ code }) => code)).toEqual([OK]);
      expect(rig.book(reader)).toBe(rig.book(writer));
    });
  });
}
