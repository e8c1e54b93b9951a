/** A message's lists of bids and asks: noted in slots and read into columns as they come, judged when all is there. */
import { beyond, byteAt, OPEN_LIST } from '../json/scan';
import { FAULT_FIELD, PARSED_ASKS, PARSED_BIDS, SIDE_ASK } from '../layout';
import { fault, faultAt, readLevels, rows } from './levels';
import { refuse, refuseBook, setField, take } from './record';
import { fillSlot, isTaken, kindOf, LIST, readSlot } from './slot';
import { placeOr } from './value';

const UNREAD = -1;

/** Of each side's list: how many levels, why and where one is none (-1: all are). */
let bids: i32 = UNREAD;
let bidsFault: i32 = 0;
let bidsFaultAt: usize = 0;
let asks: i32 = UNREAD;
let asksFault: i32 = 0;
let asksFaultAt: usize = 0;

export function clearSides(): void {
  bids = UNREAD;
  asks = UNREAD;
}

/** Whether rows of either side are taken. */
export function haveSides(): bool {
  return bids != UNREAD || asks != UNREAD;
}

/** Notes that rows of both sides have been filled. */
export function setSides(bidRows: i32, askRows: i32): void {
  bids = bidRows;
  asks = askRows;
}

/** Reads the value at `at` as a side's list of levels; what is no list is only noted. Lists that follow a side's first are left to others. */
export function readSide(side: i32, slot: i32, areObjects: bool, at: usize, end: usize): usize {
  if (byteAt(at, end) != OPEN_LIST) return readSlot(slot, at, end);
  const isAsk = side == SIDE_ASK;
  if (isTaken(slot) || (isAsk ? asks : bids) != UNREAD) return beyond(at);
  fillSlot(slot, LIST, at, 0);
  const next = readLevels(side, areObjects, at, end);
  if (isAsk) {
    asks = rows;
    asksFault = fault;
    asksFaultAt = faultAt;
  } else {
    bids = rows;
    bidsFault = fault;
    bidsFaultAt = faultAt;
  }
  return next;
}

/** Takes both sides, that of bids judged first. `isBook`: what is wrong is so of the symbol's book. */
export function takeSides(kind: i32, bidSlot: i32, askSlot: i32, from: usize, isBook: bool): i32 {
  if (kindOf(bidSlot) != LIST) return end(FAULT_FIELD, placeOr(bidSlot, from), isBook);
  if (bidsFault >= 0) return end(bidsFault, bidsFaultAt, isBook);
  if (kindOf(askSlot) != LIST) return end(FAULT_FIELD, placeOr(askSlot, from), isBook);
  if (asksFault >= 0) return end(asksFault, asksFaultAt, isBook);
  return takeRows(kind);
}

/** Takes the rows of both sides. */
export function takeRows(kind: i32): i32 {
  setField(PARSED_BIDS, bids);
  setField(PARSED_ASKS, asks);
  return take(kind);
}

function end(fault: i32, at: usize, isBook: bool): i32 {
  return isBook ? refuseBook(fault, at) : refuse(fault, at);
}
