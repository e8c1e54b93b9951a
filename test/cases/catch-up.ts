/** What changed since a sequence, and the frame that brings a reader from there to the writer's position. */
import { describe, expect, it } from 'vitest';
import {
  ARGUMENT,
  CODEC,
  CODEC_DENSE,
  EPOCH,
  FLAG_CATCH_UP,
  FLAG_EXTENDED,
  FLAGS,
  FULL,
  INFO_EVENT,
  INFO_FINGERPRINT,
  INFO_RECV,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_DELTA,
  NOT_SYNCED,
  OK,
  RANGE,
  SEQUENCE,
  TRAILING,
} from '../../assembly/layout.js';
import { bytes, opsvarint, opvarint, type Part, varint } from './bytes.js';
import { type FullFields, full, snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

/** A catch-up put together by hand: a full delta, with its second flag byte. */
function catchUp(fields: Partial<FullFields> & { sequence: number }, ...payload: Part[]): Uint8Array {
  const [tag, ...rest] = full({ ...fields, kind: KIND_DELTA }, ...payload);
  return bytes(tag! | FLAG_EXTENDED, FLAG_CATCH_UP, rest);
}

const NOTHING = bytes(varint(0), varint(0));

/** A writer, and its frames by the sequence that they land on. */
class Recorded {
  readonly rig: Rig;
  readonly writer: number;
  readonly frames: Uint8Array[] = [];

  constructor(rig: Rig, depth = 0) {
    this.rig = rig;
    this.writer = rig.writer(depth);
    this.frames[1] = rig.snapshot(this.writer);
  }

  update(levels: string, times: [recv: number, event: number] = [2_000, 1_990]): this {
    this.rig.update(this.writer, levels);
    this.frames.push(this.rig.delta(this.writer, ...times));
    return this;
  }

  since(sequence: number): string | number {
    const count = this.rig.core.changesSince(this.writer, sequence);
    return count < 0 ? count : this.rig.changes(count);
  }

  catchUp(base: number): Uint8Array {
    return this.rig.frame(this.rig.core.encodeCatchUp(this.writer, 0, base));
  }

  /** Brings a fresh reader to a sequence, frame by frame; a reader that was there is closed. */
  readerAt(sequence: number): number {
    if (this.#reader >= 0) this.rig.core.close(this.#reader);
    this.#reader = this.rig.reader();
    for (const frame of this.frames.slice(1, sequence + 1)) expect(this.rig.codes(frame)).toEqual([OK]);
    return this.#reader;
  }

  #reader = -1;
}

export function catchUpCases(make: MakeCore): void {
  describe('changes since a sequence', () => {
    it('are each level once with its lots now, gone ones with 0, best first', async () => {
      const book = new Recorded(await Rig.of(make)).update('10:1 9:2 | 20:1').update('9:5 8:1 | 21:3 20:0');
      expect(book.since(1)).toBe('10:1<0 9:5<0 8:1<0 | 20:0<0 21:3<0');
      expect(book.since(2)).toBe('9:5<0 8:1<0 | 20:0<0 21:3<0');
      expect(book.since(3)).toBe('|');
      book.update('9:2 8:0');
      expect(book.since(2)).toBe('9:2<0 8:0<0 | 20:0<0 21:3<0');
    });

    it('hold what no frame holds yet, and leave it to be encoded', async () => {
      const rig = await Rig.of(make);
      const book = new Recorded(rig).update('10:1');
      rig.update(book.writer, '9:1');
      expect(book.since(2)).toBe('9:1<0 |');
      expect(rig.core.encodeCatchUp(book.writer, 0, 1)).toBe(-ARGUMENT);
      const status = rig.frame(rig.core.encodeStatus(book.writer, 0, 3, 0, 2_000, -1));
      expect(book.since(3)).toBe('9:1<0 |');
      book.frames.push(status, rig.delta(book.writer));
      expect(book.since(3)).toBe('9:1<0 |');
      expect(book.since(4)).toBe('|');
      expect(rig.book(book.readerAt(4))).toBe('10:1 9:1 |');
    });

    it('are those of the last `history` changes; before them a snapshot is needed', async () => {
      const rig = await Rig.of(make, { history: 3 });
      const book = new Recorded(rig).update('10:1').update('9:1').update('8:1');
      expect(book.since(1)).toBe('10:1<0 9:1<0 8:1<0 |');
      book.update('7:1');
      expect(book.since(1)).toBe(-SEQUENCE);
      expect(book.since(2)).toBe('9:1<0 8:1<0 7:1<0 |');
      book.update('6:1 5:1 4:1');
      expect(book.since(4)).toBe(-SEQUENCE);
      expect(book.since(5)).toBe('6:1<0 5:1<0 4:1<0 |');
      book.update('3:1 2:1 1:1 | 50:1');
      expect(book.since(6)).toBe(-SEQUENCE);
      expect(book.since(7)).toBe('|');
      expect(rig.core.encodeCatchUp(book.writer, 0, 5)).toBe(-SEQUENCE);
    });

    it('begin anew where the book is replaced, by a load, a restart or a next snapshot', async () => {
      const rig = await Rig.of(make);
      const book = new Recorded(rig).update('10:1');
      rig.load(book.writer, '7:1');
      expect(book.since(2)).toBe(-SEQUENCE);
      expect(rig.core.encodeCatchUp(book.writer, 0, 1)).toBe(-ARGUMENT);
      rig.snapshot(book.writer);
      expect(book.since(2)).toBe(-SEQUENCE);
      expect(book.since(3)).toBe('|');
      book.update('8:1');
      expect(book.since(3)).toBe('8:1<0 |');
      rig.snapshot(book.writer);
      expect(book.since(4)).toBe(-SEQUENCE);
      rig.core.restart(book.writer, 5, { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 });
      expect(book.since(0)).toBe('|');
      expect(book.since(1)).toBe(-SEQUENCE);
    });

    it('of a view hold what came into it and what went, but nothing that its depth removes', async () => {
      const rig = await Rig.of(make);
      const source = rig.writer(0, 1);
      const book = new Recorded(rig, 2);
      const follow = (levels: string): void => {
        rig.update(source, levels);
        rig.core.advance(book.writer, source);
        book.frames.push(rig.delta(book.writer));
      };
      follow('10:1 9:2 8:3 7:4 | 20:1');
      follow('10:0');
      expect(book.since(2)).toBe('10:0<0 8:3<0 |');
      follow('11:1');
      // 8 was pushed out again, which keeping two levels does by itself.
      expect(book.since(3)).toBe('11:1<0 |');
      follow('11:0 9:0 8:0 7:0');
      expect(book.since(2)).toBe('11:0<0 10:0<0 9:0<0 8:0<0 |');
      for (const base of [2, 3, 4]) {
        const reader = book.readerAt(base);
        expect(rig.codes(book.catchUp(base))).toEqual([OK]);
        expect(rig.book(reader)).toBe('| 20:1');
      }
    });

    it('are known of a reader, too, once it is synced', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      expect(rig.core.changesSince(reader, 0)).toBe(-NOT_SYNCED);
      rig.receive(snapshot('10:1 9:1 |', { sequence: 5 }));
      expect(rig.core.changesSince(reader, 4)).toBe(-SEQUENCE);
      expect(rig.core.changesSince(reader, 5)).toBe(0);
      expect(rig.core.changesSince(reader, 6)).toBe(-SEQUENCE);
      rig.receive(catchUp({ sequence: 9, distance: 4 }, varint(1), varint(0), opsvarint(2, 9), varint(7)));
      expect(rig.changes(rig.core.changesSince(reader, 8))).toBe('9:7<0 |');
      expect(rig.core.changesSince(reader, 9)).toBe(0);
    });

    it('refuses handles and sequences that cannot be', async () => {
      const rig = await Rig.of(make);
      expect(rig.core.changesSince(0, 0)).toBe(-ARGUMENT);
      rig.writer();
      for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN]) {
        expect(rig.core.changesSince(0, wrong)).toBe(-ARGUMENT);
        expect(rig.core.encodeCatchUp(0, 0, wrong)).toBe(-ARGUMENT);
        expect(rig.core.encodeCatchUp(0, wrong, 0)).toBe(-ARGUMENT);
      }
      expect(rig.core.changesSince(1, 0)).toBe(-ARGUMENT);
      rig.reader();
      expect(rig.core.encodeCatchUp(1, 0, 0)).toBe(-ARGUMENT);
    });

    it('are FULL where a side has more than a message may hold', async () => {
      const rig = await Rig.of(make, { levels: 2 });
      const book = new Recorded(rig).update('10:1 9:1').update('10:0 9:0');
      expect(book.since(1)).toBe('10:0<0 9:0<0 |');
      book.update('8:1');
      expect(book.since(1)).toBe(-FULL);
      expect(rig.core.encodeCatchUp(book.writer, 0, 1)).toBe(-FULL);
    });
  });

  describe('catch-up', () => {
    it('brings a reader from any sequence since its base to the position of the writer', async () => {
      const rig = await Rig.of(make);
      const book = new Recorded(rig)
        .update('10:1 9:2 | 20:1')
        .update('10:0 9:5 | 20:2 21:1')
        .update('10:4 | 21:0', [3_000, 2_500]);
      for (const base of [1, 2, 3]) {
        for (let at = base; at <= 4; at++) {
          const reader = book.readerAt(at);
          const message = book.catchUp(base);
          expect(rig.validate(message)).toBe(OK);
          expect(rig.receive(message)[0]).toMatchObject({
            code: OK,
            kind: KIND_DELTA,
            sequence: 4,
            recv: 3_000,
            event: 2_500,
          });
          const fields = [INFO_SEQUENCE, INFO_FINGERPRINT, INFO_EVENT, INFO_RECV, INFO_SYNCED];
          expect(rig.info(reader, ...fields)).toEqual(rig.info(book.writer, ...fields));
          expect(rig.book(reader)).toBe('10:4 9:5 | 20:2');
        }
      }
      expect(rig.core.encodeCatchUp(book.writer, 0, 4)).toBe(0);
      expect(rig.core.encodeCatchUp(book.writer, 0, 5)).toBe(-SEQUENCE);
      const reader = book.readerAt(2);
      rig.receive(book.catchUp(2));
      book.update('10:5');
      expect(rig.codes(book.frames[5]!)).toEqual([OK]);
      expect(rig.book(reader)).toBe('10:5 9:5 | 20:2');
    });

    it('lands on the sequence where only trades and states came since', async () => {
      const rig = await Rig.of(make);
      const book = new Recorded(rig).update('10:1');
      rig.core.encodeStatus(book.writer, 0, 4, 5, 5_000, -1);
      const reader = book.readerAt(2);
      expect(rig.codes(book.catchUp(2))).toEqual([OK]);
      expect(rig.info(reader, INFO_SEQUENCE, INFO_RECV)).toEqual([3, 5_000]);
    });

    it('does not touch the stream, and is FULL where its bound does not fit', async () => {
      const rig = await Rig.of(make);
      const book = new Recorded(rig).update('10:1').update('9:1');
      const first = book.catchUp(1);
      expect(book.catchUp(1)).toEqual(first);
      const bound = rig.core.maxDeltaBytes(2);
      const end = rig.core.output.length - bound;
      expect(rig.frame(rig.core.encodeCatchUp(book.writer, end, 1), end)).toEqual(first);
      expect(rig.core.encodeCatchUp(book.writer, end + 1, 1)).toBe(-FULL);
    });

    it('is taken from its base to its sequence, and by no other reader', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      const frame = catchUp({ sequence: 9, distance: 4 }, NOTHING);
      expect(rig.codes(frame)).toEqual([NOT_SYNCED]);
      for (const [sequence, code] of [
        [4, SEQUENCE],
        [5, OK],
        [7, OK],
        [9, OK],
        [10, SEQUENCE],
      ] as const) {
        rig.receive(snapshot('10:1 |', { sequence }));
        expect(rig.validate(frame)).toBe(-code + 0);
        expect(rig.codes(frame)).toEqual([code]);
        expect(rig.info(reader, INFO_SYNCED)).toEqual([code === OK ? 1 : 0]);
      }
      rig.receive(snapshot('10:1 |', { sequence: 7 }));
      expect(rig.codes(catchUp({ sequence: 9, distance: 4, epoch: 3 }, NOTHING))).toEqual([EPOCH]);
      rig.receive(snapshot('10:1 |', { sequence: 7 }));
      expect(rig.codes(catchUp({ sequence: 9, distance: 4, codec: CODEC_DENSE }, NOTHING))).toEqual([CODEC]);
    });

    it('sets and deletes by price, whether or not the level is there, and nothing else', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      const take = (...payload: Part[]): number => {
        rig.receive(snapshot('10:1 8:1 | 20:1'));
        return rig.codes(catchUp({ sequence: 2 }, ...payload))[0]!;
      };
      const bids = (...changes: Part[]): Part[] => [varint(changes.length / 2), varint(0), ...changes];
      expect(
        take(...bids(opsvarint(0, 12), [], opvarint(2, 1), varint(5), opvarint(0, 0), [], opvarint(0, 0), [])),
      ).toBe(OK);
      expect(rig.changeRows(0, 4, 4)).toBe('12:0<0 10:5<1 9:0<0 8:0<1 |');
      expect(rig.book(reader)).toBe('10:5 | 20:1');
      expect(take(...bids(opsvarint(1, 10), [0]))).toBe(RANGE);
      expect(take(...bids(opsvarint(3, 10), []))).toBe(RANGE);
      expect(take(...bids(opsvarint(2, -10), varint(1)))).toBe(RANGE);
      expect(take(...bids(opsvarint(2, 10), varint(0)))).toBe(RANGE);
      expect(take(...bids(opsvarint(2, 10), varint(1), opvarint(0, 9), []))).toBe(RANGE);
      expect(take(...bids(opsvarint(2, 10), varint(1)), 0)).toBe(TRAILING);
      expect(rig.book(reader)).toBe('10:1 8:1 | 20:1');
    });

    it('keeps the depth, and is FULL beyond a limit on the way', async () => {
      const rig = await Rig.of(make, { levels: 3 });
      const reader = rig.reader();
      rig.receive(snapshot('10:1 9:1 8:1 |', { depth: 3 }));
      const payload = [varint(2), varint(0), opsvarint(0, 10), opvarint(2, 2), varint(1)];
      expect(rig.codes(catchUp({ sequence: 2 }, ...payload))).toEqual([OK]);
      expect(rig.book(reader)).toBe('9:1 8:1 7:1 |');
      expect(rig.codes(catchUp({ sequence: 3 }, varint(1), varint(0), opsvarint(2, 10), varint(1)))).toEqual([FULL]);
      rig.receive(snapshot('10:1 9:1 |', { depth: 2 }));
      expect(rig.codes(catchUp({ sequence: 2 }, varint(1), varint(0), opsvarint(2, 11), varint(1)))).toEqual([OK]);
      expect(rig.book(reader)).toBe('11:1 10:1 |');
    });

    it('has its flag on full deltas alone', async () => {
      const rig = await Rig.of(make);
      rig.reader();
      rig.receive(snapshot('10:1 |'));
      const compact = bytes(KIND_DELTA | FLAG_EXTENDED, FLAG_CATCH_UP, varint(7), 2, [0], varint(2), NOTHING);
      expect(rig.codes(compact)).toEqual([FLAGS]);
      const both = catchUp({ sequence: 2 }, NOTHING);
      both[1] = 3;
      expect(rig.codes(both)).toEqual([FLAGS]);
    });

    it('ends the generation of a dense stream, whose reader waits for the next', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.core.setCodec(writer, CODEC_DENSE);
      const reader = rig.reader();
      rig.receive(rig.snapshot(writer));
      const update = (levels: string): Uint8Array => {
        rig.update(writer, levels);
        return rig.delta(writer);
      };
      rig.receive(update('10:1 9:1'));
      update('10:2');
      const message = rig.frame(rig.core.encodeCatchUp(writer, 0, 2));
      expect(rig.codes(message)).toEqual([OK]);
      expect(rig.book(reader)).toBe('10:2 9:1 |');
      rig.core.beginGeneration(writer);
      expect(rig.codes(update('10:3'))).toEqual([OK]);
      rig.receive(update('10:4'));
      update('10:5');
      rig.receive(rig.frame(rig.core.encodeCatchUp(writer, 0, 5)));
      expect(rig.codes(update('10:6'))).toEqual([SEQUENCE]);
    });
  });
}
