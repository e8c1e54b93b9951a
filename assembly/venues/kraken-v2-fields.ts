/** The named fields of Kraken's v2 frames: of the frame, of an answer's result, of books and trades. */
import { nameAt, nameBytes } from '../json/member';
import { highWord, lowWord } from '../json/name';
import { ASKS, BIDS, CHECKSUM, OTHER, PRICE, SIDE, SIZE, SYMBOL, TIME, TRADE_ID } from './entry';

export const CHANNEL = 0;
export const TYPE = 1;
export const DATA = 2;
export const METHOD = 3;
export const SUCCESS = 4;
export const RESULT = 5;
/* Of `result`. */
export const RESULT_CHANNEL = 6;
export const RESULT_SYMBOL = 7;
export const RESULT_DEPTH = 8;

/** The slot of a member of the frame, by the name read last as words: assembly/json/name.ts. */
export function frameSlot(): i32 {
  if (nameBytes > 8) return OTHER;
  const word = lowWord(nameAt, nameBytes);
  if (word == 0x6c656e6e616863) return CHANNEL; // channel
  if (word == 0x65707974) return TYPE; // type
  if (word == 0x61746164) return DATA; // data
  if (word == 0x646f6874656d) return METHOD; // method
  if (word == 0x73736563637573) return SUCCESS; // success
  return word == 0x746c75736572 ? RESULT : OTHER; // result
}

/** Of a member of `result`. */
export function resultSlot(): i32 {
  if (nameBytes > 8) return OTHER;
  const word = lowWord(nameAt, nameBytes);
  if (word == 0x6c656e6e616863) return RESULT_CHANNEL; // channel
  if (word == 0x6c6f626d7973) return RESULT_SYMBOL; // symbol
  return word == 0x6874706564 ? RESULT_DEPTH : OTHER; // depth
}

/** Of a member of a book or a trade. */
export function krakenSlot(): i32 {
  if (nameBytes > 9) return OTHER;
  const word = lowWord(nameAt, nameBytes);
  if (nameBytes > 8) return word == 0x6d617473656d6974 && highWord(nameAt, nameBytes) == 0x70 ? TIME : OTHER; // timestam p
  if (word == 0x6c6f626d7973) return SYMBOL; // symbol
  if (word == 0x73646962) return BIDS; // bids
  if (word == 0x736b7361) return ASKS; // asks
  if (word == 0x6d75736b63656863) return CHECKSUM; // checksum
  if (word == 0x65646973) return SIDE; // side
  if (word == 0x6563697270) return PRICE; // price
  if (word == 0x797471) return SIZE; // qty
  return word == 0x64695f6564617274 ? TRADE_ID : OTHER; // trade_id
}
