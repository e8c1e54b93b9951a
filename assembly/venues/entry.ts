/**
 * An object in a frame's list of data, a book or a trade: its fields are noted in slots, the same for every
 * venue, and judged when it ends.
 */
import { mantissa } from '../json/decimal';
import { firstMember, hasMember, nextMember } from '../json/member';
import { byteAt, OPEN_OBJECT, valueEnd } from '../json/scan';
import { FAULT_NUMBER, SIDE_ASK, SIDE_BID, VENUE_KRAKEN_V2, VENUE_OKX } from '../layout';
import { storeTrade } from './columns';
import { krakenSlot } from './kraken-v2-fields';
import { readSlots } from './levels';
import { okxSlot } from './okx-fields';
import { readSide } from './sides';
import { dropSlots, readSlot } from './slot';

export const SYMBOL = 16;
export const TIME = 17;
export const CHECKSUM = 18;
export const BIDS = 19;
export const ASKS = 20;
export const SEQUENCE = 21;
export const PREVIOUS = 22;
export const PRICE = 23;
export const SIZE = 24;
export const SIDE = 25;
export const TRADE_ID = 26;
const ENTRY: u32 = 0x07ff0000;
export const OTHER = -1;

/** Whether the entry read last is an object. */
export let isEntry: bool = false;

/** Reads the entry at `at`; answers where it ends, 0 as the scanner does. */
export function readEntry(venue: i32, at: usize, end: usize): usize {
  dropSlots(ENTRY);
  isEntry = byteAt(at, end) == OPEN_OBJECT;
  if (!isEntry) return valueEnd(at, end);
  const areObjects = venue == VENUE_KRAKEN_V2;
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const slot = venue == VENUE_OKX ? okxSlot() : krakenSlot();
    if (slot == OTHER) at = valueEnd(at, end);
    else if (slot == BIDS) at = readSide(SIDE_BID, slot, areObjects, at, end);
    else if (slot == ASKS) at = readSide(SIDE_ASK, slot, areObjects, at, end);
    else at = readSlot(slot, at, end);
    if (at == 0) return 0;
  }
  return at;
}

/** Puts the entry into a row of trades; answers the fault, -1 for none. */
export function takeTrade(row: i32, time: i64, id: i64, side: i32): i32 {
  if (!readSlots(row, PRICE, SIZE) || mantissa == 0) return FAULT_NUMBER;
  storeTrade(row, time, id, side);
  return -1;
}
