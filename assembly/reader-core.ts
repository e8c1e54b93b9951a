/** The export list of a core that only reads frames, the part that a page needs: a subset of index.ts, of the same sources. */

export { levelBids, lotsAt, top } from './books';
export { init, regionAt } from './memory';
export { receive, received, validate } from './receive';
export { close, info, openReader } from './streams';
