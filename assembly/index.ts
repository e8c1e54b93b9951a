/** The core's export list, the same in every build. host/core gives it its TypeScript face. */

export * from './analytics/index';
export { advance, changedBids, levelBids, loadBook, lotsAt, top, update } from './books';
export { changesSince, encodeCatchUp } from './catch-up';
export {
  encodeAnalytics,
  encodeDelta,
  encodeLateTrades,
  encodeSnapshot,
  encodeStatus,
  encodeTrades,
  maxAnalyticsBytes,
  maxDeltaBytes,
  maxSnapshotBytes,
  maxStatusBytes,
  maxTradesBytes,
} from './encode';
export { arm, disarm, encodeIngested, ingest, link, unlink } from './ingest/index';
export { init, regionAt } from './memory';
export { parse } from './parse';
export { receive, received, validate } from './receive';
export * from './ring/index';
export { beginGeneration, close, info, openReader, openWriter, restart, setCodec } from './streams';
