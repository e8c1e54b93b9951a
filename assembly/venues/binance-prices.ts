/** Binance's best quotes and trades: a price and a size a field. */
import { mantissa, readDecimal } from '../json/decimal';
import {
  FAULT_FIELD,
  FAULT_NUMBER,
  FAULT_SYMBOL,
  FRAME_IGNORED,
  FRAME_QUOTE,
  FRAME_TRADES,
  PARSED_ASKS,
  PARSED_BIDS,
  PARSED_TRADES,
  SIDE_ASK,
  SIDE_BID,
  TRADE_BUY,
  TRADE_SELL,
} from '../layout';
import { levelLimit } from '../memory';
import {
  ASK,
  ASK_SIZE,
  BID,
  BID_SIZE,
  BUYER_IS_MAKER,
  LAST_ID,
  PRICE,
  SIZE,
  SYMBOL,
  TRADE_NUMBER,
  TRADE_TYPE,
} from './binance-fields';
import { judgeSymbol, judgeTime, time } from './binance-values';
import { storeTrade } from './columns';
import { readSlots } from './levels';
import { defer, refuse, setField, setIds, setTime, take } from './record';
import { ABSENT, ESCAPED, FALSE, kindOf, placeOf, TEXT, TRUE, valueOf } from './slot';
import { judgeId, placeOr, RIGHT, UNCERTAIN, WRONG } from './value';

/** `from`: where the frame begins. */
export function quote(from: usize): i32 {
  const symbol = judgeSymbol();
  const id = judgeId(LAST_ID);
  if (symbol == WRONG) return refuse(FAULT_SYMBOL, placeOr(SYMBOL, from));
  if (symbol == UNCERTAIN || id == UNCERTAIN) return defer(from);
  if (id == WRONG) return refuse(FAULT_FIELD, placeOr(LAST_ID, from));
  // A time that is none is no time.
  if (judgeTime() == UNCERTAIN) return defer(from);
  setIds(-1, valueOf(LAST_ID), -1);
  setTime(time);
  const bids = readBest(SIDE_BID, BID, BID_SIZE);
  if (bids < 0) return endAs(bids, BID, from);
  const asks = readBest(SIDE_ASK, ASK, ASK_SIZE);
  if (asks < 0) return endAs(asks, ASK, from);
  setField(PARSED_BIDS, bids);
  setField(PARSED_ASKS, asks);
  return take(FRAME_QUOTE);
}

const NO_DECIMAL = -1;
const NO_TEXT = -2;
const NOT_HERE = -3;

function endAs(code: i32, slot: i32, from: usize): i32 {
  if (code == NOT_HERE) return defer(from);
  return refuse(code == NO_TEXT ? FAULT_FIELD : FAULT_NUMBER, placeOr(slot, from));
}

/** NO_TEXT, NOT_HERE, or 0 where both are text that can be read. */
function judgeTexts(price: i32, size: i32): i32 {
  const first = kindOf(price);
  const second = kindOf(size);
  if ((first != TEXT && first != ESCAPED) || (second != TEXT && second != ESCAPED)) return NO_TEXT;
  return first == ESCAPED || second == ESCAPED ? NOT_HERE : 0;
}

/** Reads one side's quote; answers its levels: an empty side is quoted with price and size 0. Negative: why not. */
function readBest(side: i32, price: i32, size: i32): i32 {
  const texts = judgeTexts(price, size);
  if (texts < 0) return texts;
  if (readDecimal(placeOf(price), <usize>valueOf(price)) && mantissa == 0) {
    return readDecimal(placeOf(size), <usize>valueOf(size)) ? 0 : NO_DECIMAL;
  }
  return readSlots(side == SIDE_ASK ? <usize>levelLimit : 0, price, size) ? 1 : NO_DECIMAL;
}

/** `from`: where the frame begins. */
export function trade(from: usize): i32 {
  const symbol = judgeSymbol();
  if (symbol == WRONG) return refuse(FAULT_SYMBOL, placeOr(SYMBOL, from));
  const type = kindOf(TRADE_TYPE);
  if (symbol == UNCERTAIN || type == ESCAPED) return defer(from);
  // Futures also report what was no trade of the market: insurance fund, or nothing at all (NA).
  if (type != ABSENT && !isMarket()) return take(FRAME_IGNORED);
  const id = judgeId(TRADE_NUMBER);
  const timing = judgeTime();
  const maker = kindOf(BUYER_IS_MAKER);
  if (id == UNCERTAIN || timing == UNCERTAIN) return defer(from);
  if (id == WRONG || timing == WRONG || (maker != TRUE && maker != FALSE)) return refuse(FAULT_FIELD, from);
  const texts = judgeTexts(PRICE, SIZE);
  if (texts < 0) return endAs(texts, PRICE, from);
  if (!readSlots(0, PRICE, SIZE) || mantissa == 0) return refuse(FAULT_NUMBER, placeOf(PRICE));
  storeTrade(0, time, valueOf(TRADE_NUMBER), maker == TRUE ? TRADE_SELL : TRADE_BUY);
  setField(PARSED_TRADES, 1);
  return take(FRAME_TRADES);
}

function isMarket(): bool {
  if (kindOf(TRADE_TYPE) != TEXT || valueOf(TRADE_TYPE) != 6) return false;
  const at = placeOf(TRADE_TYPE);
  return load<u32>(at) == 0x4b52414d && load<u16>(at, 4) == 0x5445; // MARK ET
}
