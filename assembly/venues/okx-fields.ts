/** The named fields of OKX's frames: of the frame, of its `arg`, of its books and trades. */
import { nameAt, nameBytes } from '../json/member';
import { highWord, lowWord } from '../json/name';
import { ASKS, BIDS, CHECKSUM, OTHER, PREVIOUS, PRICE, SEQUENCE, SIDE, SIZE, SYMBOL, TIME, TRADE_ID } from './entry';

export const ARG = 0;
export const ACTION = 1;
export const DATA = 2;
export const EVENT = 3;
/* Of `arg`. */
export const CHANNEL = 4;
export const INSTRUMENT = 5;

/** The slot of a member of the frame, by the name read last as words: assembly/json/name.ts. */
export function frameSlot(): i32 {
  if (nameBytes > 8) return OTHER;
  const word = lowWord(nameAt, nameBytes);
  if (word == 0x677261) return ARG; // arg
  if (word == 0x6e6f69746361) return ACTION; // action
  if (word == 0x61746164) return DATA; // data
  return word == 0x746e657665 ? EVENT : OTHER; // event
}

/** Of a member of `arg`. */
export function argSlot(): i32 {
  if (nameBytes > 8) return OTHER;
  const word = lowWord(nameAt, nameBytes);
  if (word == 0x6c656e6e616863) return CHANNEL; // channel
  return word == 0x644974736e69 ? INSTRUMENT : OTHER; // instId
}

/** Of a member of a book or a trade. */
export function okxSlot(): i32 {
  if (nameBytes > 9) return OTHER;
  const word = lowWord(nameAt, nameBytes);
  if (nameBytes > 8) return word == 0x4971655376657270 && highWord(nameAt, nameBytes) == 0x64 ? PREVIOUS : OTHER; // prevSeqI d
  if (word == 0x736b7361) return ASKS; // asks
  if (word == 0x73646962) return BIDS; // bids
  if (word == 0x7374) return TIME; // ts
  if (word == 0x6d75736b63656863) return CHECKSUM; // checksum
  if (word == 0x6449716573) return SEQUENCE; // seqId
  if (word == 0x644974736e69) return SYMBOL; // instId
  if (word == 0x64496564617274) return TRADE_ID; // tradeId
  if (word == 0x7870) return PRICE; // px
  if (word == 0x7a73) return SIZE; // sz
  return word == 0x65646973 ? SIDE : OTHER; // side
}
