/** The named fields of a Coinbase frame, each a slot. */
import { nameAt, nameBytes } from '../json/member';
import { highWord, lowWord } from '../json/name';

export const TYPE = 0;
export const PRODUCT = 1;
export const TIME = 2;
export const CHANGES = 3;
export const BIDS = 4;
export const ASKS = 5;
export const PRICE = 6;
export const SIZE = 7;
export const SIDE = 8;
export const TRADE_ID = 9;
export const BEST_BID = 10;
export const BEST_BID_SIZE = 11;
export const BEST_ASK = 12;
export const BEST_ASK_SIZE = 13;
export const OTHER = -1;

/** The slot of the name read last, as words: assembly/json/name.ts. */
export function slotOf(): i32 {
  if (nameBytes > 13) return OTHER;
  const low = lowWord(nameAt, nameBytes);
  const high = highWord(nameAt, nameBytes);
  if (high != 0) {
    if (low == 0x5f746375646f7270 && high == 0x6469) return PRODUCT; // product_ id
    if (high != 0x657a69735f) return OTHER; // _size
    return low == 0x6469625f74736562 ? BEST_BID_SIZE : low == 0x6b73615f74736562 ? BEST_ASK_SIZE : OTHER;
  }
  if (low == 0x65707974) return TYPE; // type
  if (low == 0x656d6974) return TIME; // time
  if (low == 0x7365676e616863) return CHANGES; // changes
  if (low == 0x73646962) return BIDS; // bids
  if (low == 0x736b7361) return ASKS; // asks
  if (low == 0x6563697270) return PRICE; // price
  if (low == 0x657a6973) return SIZE; // size
  if (low == 0x65646973) return SIDE; // side
  if (low == 0x64695f6564617274) return TRADE_ID; // trade_id
  if (low == 0x6469625f74736562) return BEST_BID; // best_bid
  return low == 0x6b73615f74736562 ? BEST_ASK : OTHER; // best_ask
}
