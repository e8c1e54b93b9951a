/** What the smallest artefacts export: assembly/reader-core.ts as JavaScript sees it. The others export it, too. */
import type { CoreExports } from './exports.js';

export type ReaderExports = Pick<
  CoreExports,
  | 'memory'
  | 'init'
  | 'regionAt'
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
