/**
 * Binance frames, spot and futures: what the fields of assembly/venues/binance-fields.ts come to. It
 * judges as host/feeds/binance-decoder.ts does, field by field in the same order, so that a frame with
 * several faults is refused for the same one. What that decoder has to say something about, to people or
 * of lists of events, is left to it.
 */
import {
  FAULT_FIELD,
  FAULT_SHAPE,
  FAULT_SYMBOL,
  FAULT_UNKNOWN,
  FRAME_DIFF,
  FRAME_IGNORED,
  FRAME_SNAPSHOT,
} from '../layout';
import { EVENT_DIFF, EVENT_QUOTE, EVENT_TRADE, EVENT_UNKNOWN, eventOf } from './binance-events';
import {
  ASK,
  ASK_SIZE,
  BID,
  BID_SIZE,
  CODE,
  DATA,
  ERROR,
  EVENT,
  FIRST_ID,
  LAST_ID,
  MESSAGE,
  PREVIOUS_ID,
  REQUEST,
  RESULT,
  SNAPSHOT_ASKS,
  SNAPSHOT_BIDS,
  SNAPSHOT_ID,
  SNAPSHOT_SYMBOL,
  STREAM,
  SYMBOL,
} from './binance-fields';
import { quote, trade } from './binance-prices';
import { isOfDiffs, judgeSymbol, judgeTime, time } from './binance-values';
import { defer, refuse, setIds, setSymbol, setTime, take } from './record';
import { takeSides } from './sides';
import { ABSENT, ESCAPED, kindOf, LIST, OBJECT, placeOf, TEXT, valueOf } from './slot';
import { isSymbol, judgeId, placeOr, RIGHT, UNCERTAIN, WRONG } from './value';

/** `from`: where the frame begins. */
export function judgeBinance(from: usize, isFutures: bool): i32 {
  const stream = kindOf(STREAM);
  const data = kindOf(DATA);
  if (stream == ESCAPED) return defer(from);
  if (stream != TEXT) return data == OBJECT ? defer(from) : judgePayload(from, isFutures);
  if (data == OBJECT) return judgePayload(from, isFutures);
  return data == LIST ? defer(from) : refuse(FAULT_SHAPE, placeOr(DATA, from));
}

function judgePayload(from: usize, isFutures: bool): i32 {
  const kind = kindOf(EVENT);
  if (kind == ABSENT) return judgeNameless(from);
  if (kind == ESCAPED) return defer(from);
  const event = kind == TEXT ? eventOf(placeOf(EVENT), <usize>valueOf(EVENT)) : EVENT_UNKNOWN;
  switch (event) {
    case EVENT_DIFF:
      return isOfDiffs() ? diff(from, isFutures) : take(FRAME_IGNORED);
    case EVENT_QUOTE:
      return quote(from);
    case EVENT_TRADE:
      return trade(from);
    case EVENT_UNKNOWN:
      return refuse(FAULT_UNKNOWN, placeOf(EVENT));
    default:
      return take(FRAME_IGNORED);
  }
}

/** A frame that names no event: spot's quotes, snapshots, answers to requests. */
function judgeNameless(from: usize): i32 {
  if (kindOf(BID_SIZE) != ABSENT && kindOf(ASK_SIZE) != ABSENT) return quote(from);
  if (kindOf(SNAPSHOT_ID) != ABSENT) {
    return kindOf(STREAM) != TEXT || valueOf(STREAM) == 0 ? snapshot(from) : take(FRAME_IGNORED);
  }
  const isRejection = kindOf(ERROR) == OBJECT || (kindOf(CODE) != ABSENT && kindOf(MESSAGE) != ABSENT);
  if (isRejection) return defer(from);
  return kindOf(RESULT) != ABSENT && kindOf(REQUEST) != ABSENT ? take(FRAME_IGNORED) : refuse(FAULT_UNKNOWN, from);
}

function diff(from: usize, isFutures: bool): i32 {
  const symbol = judgeSymbol();
  if (symbol == WRONG) return refuse(FAULT_SYMBOL, placeOr(SYMBOL, from));
  const first = judgeId(FIRST_ID);
  const last = judgeId(LAST_ID);
  const previous = judgeId(PREVIOUS_ID);
  const timing = judgeTime();
  if (symbol == UNCERTAIN || first == UNCERTAIN || last == UNCERTAIN || previous == UNCERTAIN) return defer(from);
  if (first == WRONG || last == WRONG || valueOf(FIRST_ID) > valueOf(LAST_ID)) {
    return refuse(FAULT_FIELD, placeOr(FIRST_ID, from));
  }
  if (isFutures && previous == WRONG) return refuse(FAULT_FIELD, placeOr(PREVIOUS_ID, from));
  if (timing == UNCERTAIN) return defer(from);
  if (timing == WRONG) return refuse(FAULT_FIELD, from);
  setIds(valueOf(FIRST_ID), valueOf(LAST_ID), previous == RIGHT ? valueOf(PREVIOUS_ID) : -1);
  setTime(time);
  return takeSides(FRAME_DIFF, BID, ASK, from, false);
}

function snapshot(from: usize): i32 {
  const last = judgeId(SNAPSHOT_ID);
  const named = kindOf(SNAPSHOT_SYMBOL);
  if (last == WRONG) return refuse(FAULT_FIELD, placeOf(SNAPSHOT_ID));
  // A time that is none is no time.
  const timing = judgeTime();
  if (last == UNCERTAIN || named == ESCAPED || timing == UNCERTAIN) return defer(from);
  if (named != ABSENT) {
    if (named != TEXT || !isSymbol(SNAPSHOT_SYMBOL)) return refuse(FAULT_SYMBOL, placeOf(SNAPSHOT_SYMBOL));
    setSymbol(placeOf(SNAPSHOT_SYMBOL), valueOf(SNAPSHOT_SYMBOL));
  }
  setIds(-1, valueOf(SNAPSHOT_ID), -1);
  setTime(time);
  return takeSides(FRAME_SNAPSHOT, SNAPSHOT_BIDS, SNAPSHOT_ASKS, from, false);
}
