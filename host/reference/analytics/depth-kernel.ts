/** Kernels on a book's best levels. */
import { DEPTH_FIRST, DEPTH_LEVEL_FIELDS, DEPTH_LEVELS } from '../../../assembly/analytics/layout.js';
import { isInteger, isPrice, ReferenceKernel } from './kernel.js';

export interface DepthLevel {
  readonly bid: number;
  readonly bidLots: number;
  readonly ask: number;
  readonly askLots: number;
}

export abstract class DepthKernel extends ReferenceKernel {
  protected accepts(records: Float64Array, at: number): boolean {
    return levelsOf(records, at).every(({ bid, bidLots, ask, askLots }) => canBe(bid, bidLots) && canBe(ask, askLots));
  }
}

const canBe = (price: number, lots: number) => (price === 0 ? lots === 0 : isPrice(price) && isInteger(lots, 1));

export function levelsOf(records: Float64Array, at: number): DepthLevel[] {
  return Array.from({ length: DEPTH_LEVELS }, (_, i) => {
    const level = at + DEPTH_FIRST + i * DEPTH_LEVEL_FIELDS;
    return {
      bid: records[level]!,
      bidLots: records[level + 1]!,
      ask: records[level + 2]!,
      askLots: records[level + 3]!,
    };
  });
}
