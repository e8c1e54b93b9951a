/** The ring between a worker and its page: what is read is what was written, in order; what has no room is refused whole. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIGEST_WORDS } from '../../web/client/digest.js';
import { DigestRing } from '../../web/client/digest-ring.js';

const WORDS = 64;

const ends = () => {
  const writer = new DigestRing(DigestRing.allocate(WORDS * 8));
  return { writer, reader: new DigestRing(writer.shared) };
};

/** A digest of `length` words that are all told from those of any other. */
function digest(length: number, number: number): Float64Array {
  const words = Float64Array.from({ length }, (_, at) => number * 1_000 + at);
  words[DIGEST_WORDS] = length;
  return words;
}

describe('a ring of digests', () => {
  it('hands over in order all that it took, whenever it is read', () => {
    const step = fc.oneof(fc.integer({ min: 3, max: WORDS }), fc.constant('drain' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { writer, reader } = ends();
        const written: number[][] = [];
        const read: number[][] = [];
        const drain = () => reader.drain((words) => read.push([...words]));
        for (const [number, next] of steps.entries()) {
          if (next === 'drain') drain();
          else if (writer.write(digest(next, number))) written.push([...digest(next, number)]);
        }
        drain();
        expect(read).toEqual(written);
      }),
    );
  });

  it('takes what fits where it is empty, wherever its ends are', () => {
    for (let offset = 0; offset < 3 * WORDS; offset++) {
      const { writer, reader } = ends();
      for (let at = 0; at < offset; at++) {
        expect(writer.write(digest(3, at))).toBe(true);
        reader.drain(() => {});
      }
      expect(writer.fits(31)).toBe(true);
      expect(writer.fits(32)).toBe(false);
      expect(writer.write(digest(31, 0))).toBe(true);
    }
  });

  it('is noticed once until it is read', () => {
    const { writer, reader } = ends();
    writer.write(digest(3, 0));
    expect([writer.mustNotice(), writer.mustNotice()]).toEqual([true, false]);
    reader.drain(() => {});
    expect(writer.mustNotice()).toBe(true);
  });
});
