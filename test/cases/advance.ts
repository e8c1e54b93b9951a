/** A view: a writer that is moved to the best levels of another book. */
import { describe, expect, it } from 'vitest';
import { ARGUMENT, FULL, INFO_FINGERPRINT, INFO_SEQUENCE } from '../../assembly/layout.js';
import { snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

export function advanceCases(make: MakeCore): void {
  describe('advance', () => {
    it('lists what makes a view the top of its source, and no removal that depth does', async () => {
      const rig = await Rig.of(make);
      const source = rig.writer(0, 1);
      const view = rig.writer(2, 2);
      const advance = (): string => rig.changes(rig.core.advance(view, source));
      rig.load(source, '10:1 9:2 8:3 | 20:1');
      expect(advance()).toBe('10:1<0 9:2<0 | 20:1<0');
      rig.update(source, '11:4 9:5 | 20:0 21:6 22:7 23:8');
      expect(advance()).toBe('11:4<0 | 20:0<1 21:6<0 22:7<0');
      expect(rig.book(view)).toBe('11:4 10:1 | 21:6 22:7');
      rig.update(source, '11:0 10:0');
      expect(advance()).toBe('11:0<4 10:0<1 9:5<0 8:3<0 |');
      expect(rig.book(view)).toBe('9:5 8:3 | 21:6 22:7');
    });

    it('lists removals where the source has fewer levels than the depth', async () => {
      const rig = await Rig.of(make);
      const source = rig.writer(0, 1);
      const view = rig.writer(3, 2);
      rig.load(source, '10:1 9:1 8:1 | 11:1 12:1 13:1');
      rig.core.advance(view, source);
      rig.load(source, '10:1 7:1');
      expect(rig.changes(rig.core.advance(view, source))).toBe('9:0<1 8:0<1 7:1<0 | 11:0<1 12:0<1 13:0<1');
    });

    it('is a whole copy without a depth, and answers 0 when nothing moved', async () => {
      const rig = await Rig.of(make);
      const source = rig.writer(0, 1);
      const view = rig.writer(0, 2);
      rig.load(source, '10:1 9:2 | 20:1');
      expect(rig.core.advance(view, source)).toBe(3);
      expect(rig.core.advance(view, source)).toBe(0);
      expect(rig.info(view, INFO_FINGERPRINT)).toEqual(rig.info(source, INFO_FINGERPRINT));
    });

    it('follows what changed, level by level, as comparing would', async () => {
      const rig = await Rig.of(make);
      const source = rig.writer(0, 1);
      const view = rig.writer(3, 2);
      const follow = (levels: string): string => {
        rig.update(source, levels);
        return rig.changes(rig.core.advance(view, source));
      };
      expect(follow('10:1 9:1 8:1 7:1 6:1 5:1')).toBe('10:1<0 9:1<0 8:1<0 |');
      expect(follow('5:2 4:1')).toBe('|');
      expect(follow('9:0')).toBe('9:0<1 7:1<0 |');
      expect(follow('10:0 8:0 7:0 5:0')).toBe('10:0<1 8:0<1 7:0<1 6:1<0 4:1<0 |');
      expect(follow('12:1 11:1 10:1 4:0')).toBe('12:1<0 11:1<0 10:1<0 |');
      expect(follow('12:0 11:2 9:3')).toBe('12:0<1 11:2<1 9:3<0 |');
      expect(follow('12:4 12:0 11:1 11:2')).toBe('|');
      expect(rig.book(view)).toBe('11:2 10:1 9:3 |');
    });

    it('starts anew where either book came to its levels by other means', async () => {
      const rig = await Rig.of(make, { history: 4 });
      const [source, other, view] = [rig.writer(0, 1), rig.writer(0, 2), rig.writer(2, 3)];
      const advance = (handle = source): string => rig.changes(rig.core.advance(view, handle));
      rig.load(source, '10:1 9:1 8:1');
      rig.load(other, '10:2 9:1');
      expect(advance()).toBe('10:1<0 9:1<0 |');
      rig.update(view, '9:7');
      expect(advance()).toBe('9:1<7 |');
      expect(advance(other)).toBe('10:2<1 |');
      rig.update(source, '9:5');
      expect(advance()).toBe('10:1<2 9:5<1 |');
      rig.load(source, '10:1 8:6');
      expect(advance()).toBe('9:0<5 8:6<0 |');
      for (let lots = 1; lots <= 5; lots++) rig.update(source, `10:${lots + 1} 3:${lots}`);
      expect(advance()).toBe('10:6<1 |');
      rig.core.close(source);
      expect(rig.writer(0, 1)).toBe(source);
      rig.load(source, '7:1');
      expect(advance()).toBe('10:0<6 8:0<6 7:1<0 |');
    });

    it('takes a reader as its source, and touches neither its book nor a sequence', async () => {
      const rig = await Rig.of(make);
      const reader = rig.reader(1);
      const view = rig.writer(1, 2);
      rig.receive(snapshot('10:1 9:1 | 11:1', { stream: 1 }));
      expect(rig.core.advance(view, reader)).toBe(2);
      expect(rig.book(view)).toBe('10:1 | 11:1');
      expect(rig.book(reader)).toBe('10:1 9:1 | 11:1');
      expect(rig.info(view, INFO_SEQUENCE)).toEqual([0]);
    });

    it('refuses itself, a reader as the view, and handles that are not', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer(0, 1);
      const reader = rig.reader(1);
      expect(rig.core.advance(writer, writer)).toBe(-ARGUMENT);
      expect(rig.core.advance(reader, writer)).toBe(-ARGUMENT);
      expect(rig.core.advance(writer, 5)).toBe(-ARGUMENT);
      expect(rig.core.advance(-1, writer)).toBe(-ARGUMENT);
    });

    it('is FULL where the changes on the way do not fit, and changes nothing then', async () => {
      const rig = await Rig.of(make, { levels: 4 });
      const source = rig.writer(0, 1);
      const view = rig.writer(0, 2);
      rig.load(source, '4:1 3:1 2:1 1:1');
      expect(rig.core.advance(view, source)).toBe(4);
      // Best first, the new best comes before the removal of the worst.
      rig.load(source, '5:1 4:1 3:1 2:1');
      expect(rig.core.advance(view, source)).toBe(-FULL);
      expect(rig.book(view)).toBe('4:1 3:1 2:1 1:1 |');
      // The removal of the best comes first and makes room.
      rig.load(source, '3:9 2:9 1:9');
      expect(rig.core.advance(view, source)).toBe(4);
    });

    it('is FULL for more changes a side than a message may hold', async () => {
      const rig = await Rig.of(make, { levels: 4 });
      const source = rig.writer(0, 1);
      const view = rig.writer(0, 2);
      rig.load(source, '8:1 7:1 6:1');
      rig.core.advance(view, source);
      rig.load(source, '5:1 4:1 3:1');
      expect(rig.core.advance(view, source)).toBe(-FULL);
      expect(rig.book(view)).toBe('8:1 7:1 6:1 |');
      rig.load(source, '5:1');
      expect(rig.core.advance(view, source)).toBe(4);
    });
  });
}
