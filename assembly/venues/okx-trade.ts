/** Which of OKX's channels have data that is read here, and a trade among it. */
import { isSame } from '../json/name';
import { FAULT_FIELD, FAULT_SYMBOL } from '../layout';
import { DATA_BOOK, DATA_TRADES, DATA_UNKNOWN, DATA_UNUSED, TRADE_UNCERTAIN } from './data';
import { isEntry, PRICE, SIDE, SIZE, SYMBOL, TIME, TRADE_ID, takeTrade } from './entry';
import { ARG, CHANNEL, INSTRUMENT } from './okx-fields';
import { ABSENT, ESCAPED, isTaken, kindOf, placeOf, TEXT, valueOf } from './slot';
import { idOf, isText, millisecondsOf, sideOf } from './value';

export const BOOKS: u64 = 0x736b6f6f62;
const TRADES: u64 = 0x736564617274;

export function okxData(): i32 {
  if (!isTaken(ARG)) return DATA_UNKNOWN;
  if (isText(CHANNEL, BOOKS, 0)) return DATA_BOOK;
  return isText(CHANNEL, TRADES, 0) ? DATA_TRADES : DATA_UNUSED;
}

/** Judges the entry read last and puts it into a row; answers the fault, or TRADE_*. */
export function judgeOkxTrade(row: i32): i32 {
  const instrument = kindOf(SYMBOL);
  const price = kindOf(PRICE);
  const size = kindOf(SIZE);
  if (instrument == ESCAPED || price == ESCAPED || size == ESCAPED) return TRADE_UNCERTAIN;
  if (kindOf(SIDE) == ESCAPED || kindOf(TRADE_ID) == ESCAPED || kindOf(TIME) == ESCAPED) return TRADE_UNCERTAIN;
  if (!isEntry) return FAULT_FIELD;
  if (instrument != ABSENT && !isInstrument()) return FAULT_SYMBOL;
  const time = millisecondsOf(TIME);
  const id = idOf(TRADE_ID);
  const side = sideOf(SIDE);
  if (price != TEXT || size != TEXT || time < 0 || id < 0 || side < 0) return FAULT_FIELD;
  return takeTrade(row, time, id, side);
}

/** Whether the trade's instrument is that of the frame. */
function isInstrument(): bool {
  if (kindOf(SYMBOL) != TEXT || kindOf(INSTRUMENT) != TEXT || valueOf(SYMBOL) != valueOf(INSTRUMENT)) return false;
  return isSame(placeOf(SYMBOL), placeOf(INSTRUMENT), <usize>valueOf(SYMBOL));
}
