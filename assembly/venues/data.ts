/**
 * A frame's list of data, `[{…}, …]`: one book, or the trades of one symbol, whichever its channel says. Where
 * it comes before the channel's name it is noted, and read when the rest of the frame is known.
 */
import { firstItem, hasItem, nextItem } from '../json/item';
import { beyond, byteAt, OPEN_LIST, valueEnd } from '../json/scan';
import { VENUE_OKX } from '../layout';
import { levelLimit, tradeLimit } from '../memory';
import { isEntry, readEntry } from './entry';
import { judgeKrakenTrade, krakenData } from './kraken-v2-trade';
import { judgeOkxTrade, okxData } from './okx-trade';
import { fillSlot, isTaken, LIST, readSlot } from './slot';

/* What a channel's data are. */
/** Of no use here. */
export const DATA_UNUSED = 0;
export const DATA_BOOK = 1;
export const DATA_TRADES = 2;
/** The channel is not known yet. */
export const DATA_UNKNOWN = 3;

/* What a trade is judged as, besides a fault. */
export const TRADE_RIGHT = -1;
/** Only others can tell. */
export const TRADE_UNCERTAIN = -2;

/** Entries read. */
export let entries: i32 = 0;
/** Whether there is a book, and it is an object. */
export let hasBook: bool = false;
/** The first trade that is none: why (-1: all are) and where. */
export let tradesFault: i32 = TRADE_RIGHT;
export let tradesFaultAt: usize = 0;
/** Where data lies that is still to be read; 0: nowhere. */
let unreadAt: usize = 0;

export function clearData(): void {
  entries = 0;
  hasBook = false;
  tradesFault = TRADE_RIGHT;
  unreadAt = 0;
}

function kindOfData(venue: i32): i32 {
  return venue == VENUE_OKX ? okxData() : krakenData();
}

/** Reads the value at `at` as the frame's data, or notes it; answers where it ends, 0 as the scanner does. */
export function readData(venue: i32, slot: i32, at: usize, end: usize): usize {
  if (byteAt(at, end) != OPEN_LIST) return readSlot(slot, at, end);
  if (isTaken(slot)) return beyond(at);
  fillSlot(slot, LIST, at, 0);
  const kind = kindOfData(venue);
  if (kind == DATA_UNKNOWN) unreadAt = at;
  return readEntries(venue, kind, at, end);
}

/** Reads what was only noted, at the frame's end `at`; answers that, 0 as the scanner does. */
export function readNoted(venue: i32, at: usize, end: usize): usize {
  if (at == 0 || unreadAt == 0) return at;
  return readEntries(venue, kindOfData(venue), unreadAt, end) == 0 ? 0 : at;
}

function readEntries(venue: i32, kind: i32, at: usize, end: usize): usize {
  if (kind != DATA_BOOK && kind != DATA_TRADES) return valueEnd(at, end);
  const limit = kind == DATA_BOOK ? 1 : min(levelLimit, tradeLimit);
  for (at = firstItem(at, end); hasItem; at = nextItem(at, end)) {
    if (entries == limit) return beyond(at);
    const next = readEntry(venue, at, end);
    if (next == 0) return 0;
    if (kind == DATA_BOOK) hasBook = isEntry;
    else if (tradesFault < 0) {
      tradesFault = venue == VENUE_OKX ? judgeOkxTrade(entries) : judgeKrakenTrade(entries);
      tradesFaultAt = at;
      if (tradesFault == TRADE_UNCERTAIN) return beyond(at);
    }
    entries++;
    at = next;
  }
  return at;
}
