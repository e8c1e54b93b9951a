/** Level changes of one side made into others: kept apart from the core's columns, and two in a row into one. */
import type { Grid } from '../../host/wire/core.js';
import { LevelChanges } from './levels.js';

/** Changes with columns of their own. */
export function copyChanges(changes: LevelChanges, grid: Grid): LevelChanges {
  return new LevelChanges(changes.ticks.slice(), changes.lots.slice(), changes.previousLots.slice(), grid);
}

/**
 * What two changes of a side come to: the later size, the earlier previous one, without what is back
 * where it was.
 * @param worse 1 where a worse price has more ticks (asks), -1 for bids
 */
export function mergeChanges(earlier: LevelChanges, later: LevelChanges, worse: 1 | -1, grid: Grid): LevelChanges {
  const room = earlier.length + later.length;
  const ticks = new Float64Array(room);
  const lots = new Float64Array(room);
  const previous = new Float64Array(room);
  let n = 0;
  for (let i = 0, j = 0; i < earlier.length || j < later.length; ) {
    const order = i === earlier.length ? 1 : j === later.length ? -1 : (earlier.ticks[i]! - later.ticks[j]!) * worse;
    const newest = order < 0 ? earlier : later;
    const at = order < 0 ? i : j;
    ticks[n] = newest.ticks[at]!;
    lots[n] = newest.lots[at]!;
    previous[n] = order > 0 ? later.previousLots[j]! : earlier.previousLots[i]!;
    if (order <= 0) i++;
    if (order >= 0) j++;
    if (lots[n] !== previous[n]) n++;
  }
  return new LevelChanges(ticks.slice(0, n), lots.slice(0, n), previous.slice(0, n), grid);
}
