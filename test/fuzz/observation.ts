/** Everything that a caller can see of a core, as one row of numbers, so that cores can be compared. */
import {
  ANALYTIC_FIELDS,
  INFO_FIELDS,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_TRADES,
  RESULT_ASKS,
  RESULT_BIDS,
  RESULT_CODE,
  RESULT_FIELDS,
  RESULT_KIND,
  RESULT_SEQUENCE,
  RESULT_TRADES,
  RESULT_VALUES,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import type { ReaderCore } from '../../host/wire/reader-core.js';

/** Appends a stream's fields and its best `n` levels (0: all). */
export function observeStream(core: ReaderCore, handle: number, row: number[], n = 0): void {
  for (let field = 0; field < INFO_FIELDS; field++) row.push(core.info(handle, field));
  const count = core.top(handle, n);
  row.push(count, core.levelBids());
  for (let i = 0; i < count; i++) row.push(core.levels.ticks[i]!, core.levels.lots[i]!);
}

/** Appends `count` entries of `changes`. */
export function observeChanges(core: ReaderCore, count: number, row: number[]): void {
  const { ticks, lots, previous } = core.changes;
  for (let i = 0; i < count; i++) row.push(ticks[i]!, lots[i]!, previous[i]!);
}

/** Appends `count` results and the changes, trades and values that they point to. */
export function observeResults(core: ReaderCore, count: number, row: number[]): void {
  let changes = 0;
  let trades = 0;
  let values = 0;
  for (let at = 0; at < count * RESULT_FIELDS; at += RESULT_FIELDS) {
    for (let field = 0; field < RESULT_FIELDS; field++) row.push(core.results[at + field]!);
    const kind = core.results[at + RESULT_SEQUENCE]! < 0 ? 0 : core.results[at + RESULT_KIND]!;
    if (kind === KIND_DELTA) changes += core.results[at + RESULT_BIDS]! + core.results[at + RESULT_ASKS]!;
    if (kind === KIND_ANALYTICS) values += core.results[at + RESULT_VALUES]!;
    if (kind === KIND_TRADES) trades += core.results[at + RESULT_TRADES]!;
  }
  observeChanges(core, changes, row);
  for (let i = 0; i < trades * TRADE_FIELDS; i++) row.push(core.trades[i]!);
  for (let i = 0; i < values * ANALYTIC_FIELDS; i++) row.push(core.analytics[i]!);
}

/** The codes among `count` results. */
export function codesOf(core: ReaderCore, count: number): number[] {
  return Array.from({ length: count }, (_, i) => core.results[i * RESULT_FIELDS + RESULT_CODE]!);
}

/** Where two rows differ first, or -1. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}
