/** What changes nothing, and deletions of levels that are not there: no way leads them into a frame, in any codec. */
import { describe, expect, it } from 'vitest';
import { ARGUMENT, CODEC_DENSE, CODEC_FAST, CODEC_PLAIN, INFO_SEQUENCE, OK, SEQUENCE } from '../../assembly/layout.js';
import { type MakeCore, Rig } from './rig.js';

const BOOK = '100:5 99:7 9:1 | 101:3 102:4 90000:2';
/** In several orders and with a price twice: far and near, absent and as they are. */
const NOTHINGS = [
  '',
  '98:0',
  '100:5 99:7 | 101:3 102:4',
  '200:0 100:5 1:0 | 3:0 101:3 500000:0 90000:2',
  '9:1 100:5 99:0 99:7 | 102:9 102:4',
  '100:0 100:5 | 103:8 103:0',
];

export function noChangeCases(make: MakeCore): void {
  describe.each([
    ['plain', CODEC_PLAIN],
    ['fast', CODEC_FAST],
    ['dense', CODEC_DENSE],
  ])('nothing, in a %s stream,', (_, codec) => {
    async function opened(depth = 0, capacity = {}): Promise<[Rig, number]> {
      const rig = await Rig.of(make, capacity);
      const writer = rig.writer(depth);
      expect(rig.core.setCodec(writer, codec)).toBe(OK);
      rig.load(writer, BOOK);
      rig.snapshot(writer);
      return [rig, writer];
    }

    it('makes no delta of an update, and is not in that of another', async () => {
      const [rig, writer] = await opened();
      const [twin, other] = await opened();
      for (const nothing of NOTHINGS) {
        expect(rig.update(writer, nothing)).toBe(0);
        expect(rig.core.encodeDelta(writer, 0, 1_000, -1, true)).toBe(0);
      }
      expect(rig.info(writer, INFO_SEQUENCE)).toEqual([1]);
      NOTHINGS.forEach((nothing, i) => {
        const [bids = '', asks = ''] = nothing.split('|');
        expect(rig.changes(rig.update(writer, `50:${i + 1} ${bids} | ${asks} 150:${i + 1}`))).toBe(
          `50:${i + 1}<${i} | 150:${i + 1}<${i}`,
        );
        twin.update(other, `50:${i + 1} | 150:${i + 1}`);
        expect(rig.delta(writer)).toEqual(twin.delta(other));
      });
    });

    it('makes no delta of a view, whether its source had nothing, changed beyond its depth, or there and back', async () => {
      const rig = await Rig.of(make);
      const source = rig.writer(0, 1);
      const view = rig.writer(2, 2);
      rig.core.setCodec(view, codec);
      rig.load(source, BOOK);
      rig.core.advance(view, source);
      rig.snapshot(view);
      for (const nothing of [...NOTHINGS, '9:4 8:1 | 90000:0 110:6']) {
        rig.update(source, nothing);
        expect(rig.core.advance(view, source)).toBe(0);
        expect(rig.core.encodeDelta(view, 0, 1_000, -1, true)).toBe(0);
      }
      rig.update(source, '100:0 99:9 | 101:0 100:2');
      rig.update(source, '100:5 99:7 | 101:3 100:0');
      expect(rig.core.advance(view, source)).toBe(0);
      rig.load(source, rig.book(source));
      expect(rig.core.advance(view, source)).toBe(0);
      rig.update(source, '100:6 55:0 | 101:3');
      expect(rig.changes(rig.core.advance(view, source))).toBe('100:6<5 |');
    });

    it('is a level beyond the depth, which came and went: no delta, and catch-ups go on', async () => {
      const [rig, writer] = await opened(2, { history: 3 });
      rig.update(writer, '100:6');
      rig.delta(writer);
      const before = rig.frame(rig.core.encodeCatchUp(writer, 0, 1));
      for (const beyond of ['98:1', ' | 103:1 104:2']) {
        expect(rig.update(writer, beyond)).toBe(0);
        expect(rig.core.encodeDelta(writer, 0, 1_000, -1, true)).toBe(0);
        expect(rig.core.encodeCatchUp(writer, 0, 2)).toBe(0);
      }
      expect(rig.core.encodeCatchUp(writer, 0, 1)).toBe(-SEQUENCE);
      const [other, twin] = await opened(2);
      other.update(twin, '100:6');
      other.delta(twin);
      expect(other.update(twin, '98:1')).toBe(0);
      expect(other.frame(other.core.encodeCatchUp(twin, 0, 1))).toEqual(before);
      // What waits for a frame goes on waiting.
      other.update(twin, '100:7');
      expect(other.update(twin, '98:1')).toBe(0);
      expect(other.core.encodeCatchUp(twin, 0, 1)).toBe(-ARGUMENT);
    });

    it('takes no place in the history, and is in no catch-up', async () => {
      const [rig, writer] = await opened(0, { history: 2 });
      const [twin, other] = await opened(0, { history: 2 });
      for (const [on, stream, nothings] of [
        [rig, writer, NOTHINGS],
        [twin, other, []],
      ] as const) {
        for (const step of ['50:6', ...nothings, ' | 150:4', ...nothings]) {
          if (on.update(stream, step) > 0) on.delta(stream);
        }
      }
      expect(rig.changes(rig.core.changesSince(writer, 1))).toBe('50:6<0 | 150:4<0');
      const message = rig.frame(rig.core.encodeCatchUp(writer, 0, 1));
      expect(message).toEqual(twin.frame(twin.core.encodeCatchUp(other, 0, 1)));
    });
  });
}
