/** Which levels the ladder flashes. */
import { expect, it } from 'vitest';
import { GREW, LevelChanges, SHRANK, UNCHANGED } from '../../web/dashboard/level-changes.js';

const side = (levels: [ticks: number, lots: number][]) => ({
  ticks: Float64Array.from(levels, ([ticks]) => ticks),
  lots: Float64Array.from(levels, ([, lots]) => lots),
});

function marker(worse: 1 | -1) {
  const changes = new LevelChanges(4, worse);
  const marks = new Uint8Array(4);
  return {
    changes,
    mark(...levels: [number, number][]) {
      changes.mark(side(levels), levels.length, marks);
      return [...marks.subarray(0, levels.length)];
    },
  };
}

it('the first book shown flashes nothing, nor does the first after another symbol', () => {
  const { changes, mark } = marker(1);
  expect(mark([10, 1], [11, 1])).toEqual([UNCHANGED, UNCHANGED]);
  changes.forget();
  expect(mark([50, 1], [51, 1])).toEqual([UNCHANGED, UNCHANGED]);
});

it('a level that grew, shrank or is new flashes, and one that only moved does not', () => {
  const { mark } = marker(1);
  mark([10, 5], [11, 5], [13, 5]);
  expect(mark([10, 6], [11, 4], [13, 5])).toEqual([GREW, SHRANK, UNCHANGED]);
  expect(mark([11, 4], [12, 1], [13, 5])).toEqual([UNCHANGED, GREW, UNCHANGED]);
  expect(mark([9, 1], [11, 4], [12, 1], [13, 5])).toEqual([GREW, UNCHANGED, UNCHANGED, UNCHANGED]);
});

it('bids go the other way', () => {
  const { mark } = marker(-1);
  mark([20, 5], [19, 5]);
  expect(mark([21, 1], [20, 5], [19, 4])).toEqual([GREW, UNCHANGED, SHRANK]);
});

it('a level that comes into view at the far end, because another left, does not flash', () => {
  const { mark } = marker(1);
  mark([10, 5], [11, 5], [12, 5]);
  expect(mark([11, 5], [12, 5], [13, 9])).toEqual([UNCHANGED, UNCHANGED, UNCHANGED]);
});
