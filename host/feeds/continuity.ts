/**
 * The rules by which a venue's diffs follow a snapshot and one another. Pure functions over update
 * ids; `SymbolBook` says what becomes of the answers.
 */
import type { BookMessage } from './book-message.js';

export interface Continuity {
  /** The diff was wholly in the snapshot with this last id: drop it. */
  isBeforeSnapshot(diff: BookMessage, snapshotId: number): boolean;
  /** The diff is the first that may be applied to the snapshot. Asked only where it is not before it. */
  bridges(diff: BookMessage, snapshotId: number): boolean;
  /** The diff is wholly in a book that is at `lastId`: a duplicate. */
  isOld(diff: BookMessage, lastId: number): boolean;
  /** Nothing was lost between a book at `lastId` and the diff. Asked only where it is not old. */
  follows(diff: BookMessage, lastId: number): boolean;
}

/** Binance spot: `U` … `u` are the update ids in a diff. */
export const spotContinuity: Continuity = {
  isBeforeSnapshot: (diff, snapshotId) => diff.lastId <= snapshotId,
  bridges: (diff, snapshotId) => diff.firstId <= snapshotId + 1,
  isOld: (diff, lastId) => diff.lastId <= lastId,
  follows: (diff, lastId) => diff.firstId <= lastId + 1,
};

/**
 * Binance USD-M and COIN-M: ids have holes, so `pu` names the previous diff. A diff whose `pu` is the
 * snapshot's id follows it just as surely as one that spans it.
 */
export const futuresContinuity: Continuity = {
  isBeforeSnapshot: (diff, snapshotId) => diff.lastId < snapshotId,
  bridges: (diff, snapshotId) => diff.firstId <= snapshotId || diff.previousId === snapshotId,
  isOld: (diff, lastId) => diff.lastId <= lastId,
  follows: (diff, lastId) => diff.previousId === lastId,
};

/**
 * OKX: `prevSeqId` is the `seqId` of the message before. Both equal the book's where nothing changed for
 * a minute; maintenance may set ids back, with a message whose `seqId` is below its `prevSeqId`. A book
 * without an id (recordings of before they were introduced) goes by the connection's order.
 */
export const okxContinuity: Continuity = {
  isBeforeSnapshot: () => false,
  bridges: () => true,
  // Only what leads to where the book is: a smaller id may be one of after a reset that was lost.
  isOld: (diff, lastId) => diff.lastId === lastId && diff.previousId !== lastId,
  follows: (diff, lastId) => lastId < 0 || diff.previousId === lastId,
};

/** No update ids: order is the connection's, and a checksum tells what went wrong. */
export const orderedContinuity: Continuity = {
  isBeforeSnapshot: () => false,
  bridges: () => true,
  isOld: () => false,
  follows: () => true,
};
