/** The payload of a delta, codec 3 (dense): times and counts, then each side's changes, with a model and the book as context. */
import { FULL, OK, RANGE, TRAILING } from '../../assembly/layout.js';
import type { ByteReader } from './byte-reader.js';
import type { ChangeList } from './change-list.js';
import type { DenseModel } from './dense-model.js';
import { DenseSide } from './dense-side.js';
import { isAmount } from './integer.js';
import type { Book } from './l2.js';
import type { LevelBudget } from './level-budget.js';
import { type BitCoder, RangeReader, RangeWriter } from './range-coder.js';

/* Where the states of each field begin; a number of two bits after the first has 121. */
const MILLISECONDS = 0;
const EVENT_SIGN = 1;
const LAG_SIGN = 2;
const EVENT = 3;
const LAG = 124;
const COUNTS = 245;
const NUMBER = 121;

const MAX_TIME = 2 ** 40;
/** More changes than the caller has room for; no code of the wire. */
export const NO_ROOM = -1;

/** Times of a frame in µs, and the stream's last tsEvent. */
export interface DenseTimes {
  readonly lastEvent: number;
  event: number;
  recv: number;
}

/** Whether the times of a frame can be part of its payload; `lag` is the model's. */
export function canCodeTimes({ lastEvent, event, recv }: DenseTimes, lag: number): boolean {
  if (event < 0 || Math.abs(lag) > MAX_TIME) return false;
  return Math.abs(event - lastEvent) <= MAX_TIME && Math.abs(recv - event - lag) <= MAX_TIME;
}

function signed(coder: BitCoder, sign: number, states: number, value: number): number {
  const isNegative = coder.bit(sign, value < 0 ? 1 : 0) === 1;
  const magnitude = coder.number(states, 2, Math.abs(value));
  return isNegative ? -magnitude : magnitude;
}

function codeTimes(coder: BitCoder, model: DenseModel, times: DenseTimes): void {
  const passed = times.event - times.lastEvent;
  const isMs = coder.bit(MILLISECONDS, passed % 1000 === 0 ? 1 : 0) === 1;
  const change = signed(coder, EVENT_SIGN, EVENT, isMs ? Math.trunc(passed / 1000) : passed);
  const { lag } = model;
  const surprise = signed(coder, LAG_SIGN, LAG, times.recv - times.event - lag);
  if (Math.max(Math.abs(change), Math.abs(surprise), Math.abs(lag)) > MAX_TIME) {
    coder.fail(RANGE);
    return;
  }
  model.lag = lag + Math.trunc(surprise / 8);
  times.event = times.lastEvent + change * (isMs ? 1000 : 1);
  times.recv = times.event + (lag + surprise);
  if (!isAmount(times.event) || !isAmount(times.recv)) coder.fail(RANGE);
}

function codeCount(coder: BitCoder, last: number, value: number): number {
  const bits = last === 0 ? 0 : Math.floor(Math.log2(last)) + 1;
  return coder.number(COUNTS + Math.min(bits, 13) * NUMBER, 2, value);
}

/** Reads the changes of a book: OK and `list`, a code, or NO_ROOM. The model learns in any case. */
export function readDense(
  reader: ByteReader,
  book: Book,
  budget: LevelBudget,
  model: DenseModel,
  times: DenseTimes | undefined,
  room: number,
  list: ChangeList,
): number {
  list.clear();
  const coder = new RangeReader(reader.bytes, reader.at, reader.end);
  coder.states = model.states;
  if (times !== undefined) codeTimes(coder, model, times);
  const nBids = codeCount(coder, model.lastBids, 0);
  const nAsks = codeCount(coder, model.lastAsks, 0);
  if (Math.max(nBids, nAsks) > budget.sideLimit) coder.fail(FULL);
  if (coder.code !== OK) return coder.code;
  if (nBids + nAsks > room) return NO_ROOM;
  model.lastBids = nBids;
  model.lastAsks = nAsks;
  const run = { total: budget.used, sideLimit: budget.sideLimit, totalLimit: budget.totalLimit };
  new DenseSide(coder, model, book.bids).read(nBids, run, list);
  list.endBids();
  if (coder.code === OK) new DenseSide(coder, model, book.asks).read(nAsks, run, list);
  if (!coder.isWhole) coder.fail(TRAILING);
  model.frame++;
  return coder.code;
}

/** The bytes of changes that a book took, whose sides before them the model has. */
export function writeDense(model: DenseModel, times: DenseTimes | undefined, list: ChangeList): readonly number[] {
  const coder = new RangeWriter();
  coder.states = model.states;
  if (times !== undefined) codeTimes(coder, model, times);
  codeCount(coder, model.lastBids, list.bids);
  codeCount(coder, model.lastAsks, list.asks);
  model.lastBids = list.bids;
  model.lastAsks = list.asks;
  new DenseSide(coder, model, model.bidsBefore).write(list, 0, list.bids);
  new DenseSide(coder, model, model.asksBefore).write(list, list.bids, list.count);
  model.frame++;
  return coder.finish();
}
