/** Which of Kraken's v2 channels have data that is read here, and a trade among it. */
import { isSame } from '../json/name';
import { FAULT_FIELD, FAULT_SYMBOL } from '../layout';
import { DATA_BOOK, DATA_TRADES, DATA_UNKNOWN, DATA_UNUSED, TRADE_UNCERTAIN } from './data';
import { isEntry, PRICE, SIDE, SIZE, SYMBOL, TIME, TRADE_ID, takeTrade } from './entry';
import { CHANNEL, TYPE } from './kraken-v2-fields';
import { isNumber } from './kraken-v2-level';
import { ESCAPED, INTEGER, isTaken, kindOf, placeOf, TEXT, valueOf } from './slot';
import { isSymbol, isText, judgeId, judgeTimestamp, RIGHT, sideOf, time, UNCERTAIN, WRONG } from './value';

export const BOOK: u64 = 0x6b6f6f62;
export const TRADE: u64 = 0x6564617274;
export const SNAPSHOT: u64 = 0x746f687370616e73;

/** Symbol of the first trade; its length is -1 where that has none. */
export let symbolAt: usize = 0;
export let symbolBytes: i64 = 0;

export function krakenData(): i32 {
  if (!isTaken(CHANNEL) || !isTaken(TYPE)) return DATA_UNKNOWN;
  if (isText(CHANNEL, BOOK, 0)) return DATA_BOOK;
  // A snapshot holds trades of before the subscription.
  return isText(CHANNEL, TRADE, 0) && !isText(TYPE, SNAPSHOT, 0) ? DATA_TRADES : DATA_UNUSED;
}

/** Judges the entry read last and puts it into a row; answers the fault, or TRADE_*. */
export function judgeKrakenTrade(row: i32): i32 {
  const timing = judgeTimestamp(TIME);
  if (timing == UNCERTAIN || kindOf(SYMBOL) == ESCAPED || kindOf(SIDE) == ESCAPED) return TRADE_UNCERTAIN;
  // An id that is no integer is none, and one that is too large is a fault.
  const id = kindOf(TRADE_ID) == INTEGER ? valueOf(TRADE_ID) : -1;
  if (id >= 0 && judgeId(TRADE_ID) != RIGHT) return TRADE_UNCERTAIN;
  if (row == 0) {
    symbolAt = placeOf(SYMBOL);
    symbolBytes = isEntry && kindOf(SYMBOL) == TEXT && isSymbol(SYMBOL) ? valueOf(SYMBOL) : -1;
  }
  if (symbolBytes < 0) return FAULT_SYMBOL;
  if (!isEntry) return FAULT_FIELD;
  if (!isOfFirst()) return FAULT_SYMBOL;
  const side = sideOf(SIDE);
  if (!isNumber(PRICE) || !isNumber(SIZE) || timing == WRONG || side < 0) return FAULT_FIELD;
  return takeTrade(row, time, id, side);
}

function isOfFirst(): bool {
  if (kindOf(SYMBOL) != TEXT || valueOf(SYMBOL) != symbolBytes) return false;
  return isSame(placeOf(SYMBOL), symbolAt, <usize>symbolBytes);
}
