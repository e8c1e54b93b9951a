/**
 * The part of a core's contract that reads frames, and all that a page needs: the smallest artefacts
 * hold nothing else. Every whole core has it, too.
 */
import type { Core } from './core.js';

export type ReaderCore = Pick<
  Core,
  | 'name'
  | 'capacity'
  | 'levels'
  | 'changes'
  | 'trades'
  | 'analytics'
  | 'results'
  | 'input'
  | 'openReader'
  | 'close'
  | 'info'
  | 'top'
  | 'levelBids'
  | 'lotsAt'
  | 'validate'
  | 'receive'
  | 'received'
>;
