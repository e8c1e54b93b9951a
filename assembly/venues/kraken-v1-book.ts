/**
 * Payloads of a Kraken book message: `{"as":…,"bs":…}` of a snapshot, `{"a":…,"c":…}` and `{"b":…}` of an
 * update. A message may have two, and their levels follow one another. Faults are ranked as the decoder
 * in TypeScript comes to them: payload by payload; in each, the lists in the order bs, as, b, a, then c.
 */
import { firstMember, hasMember, nameAt, nameBytes, nextMember } from '../json/member';
import { beyond, byteAt, escaped, OPEN_LIST, QUOTE, stringEnd, valueEnd } from '../json/scan';
import { FAULT_FIELD, MAX_CRC } from '../layout';
import { levelLimit } from '../memory';
import { forgetTime, fault as listFault, faultAt as listFaultAt, readLevels, rows } from './kraken-v1-lists';
import { digitsOf } from './value';

const OK = -1;
/* Ranks of the members, a bit each in `seen`. */
const BIDS_SNAPSHOT = 0;
const ASKS_SNAPSHOT = 1;
const BIDS = 2;
const ASKS = 3;
const CHECKSUM = 4;
const OTHER = 5;
const SNAPSHOT: u32 = (1 << BIDS_SNAPSHOT) | (1 << ASKS_SNAPSHOT);
const UPDATE: u32 = (1 << BIDS) | (1 << ASKS);

/** Of all payloads so far. */
export let bids: i32 = 0;
export let asks: i32 = 0;
/** -1 for none. */
export let checksum: i64 = -1;
/** Payloads with lists of a snapshot, and of an update. */
export let snapshots: i32 = 0;
export let updates: i32 = 0;
/** The first fault, -1 for none. */
export let fault: i32 = OK;
export let faultAt: usize = 0;
/** Rank of the payload's fault. */
let rank: i32 = OTHER;
/** Whether a payload before this one is at fault. */
let isDecided: bool = false;

export function clearBook(): void {
  bids = 0;
  asks = 0;
  checksum = -1;
  snapshots = 0;
  updates = 0;
  fault = OK;
  forgetTime();
}

/** Notes what is wrong with a payload as a whole. */
export function refusePayload(code: i32, at: usize): void {
  if (fault >= 0) return;
  fault = code;
  faultAt = at;
}

/** Reads the payload whose brace is at `at`. */
export function readPayload(at: usize, end: usize): usize {
  let seen: u32 = 0;
  rank = OTHER;
  isDecided = fault >= 0;
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const member = memberOf();
    if (member != OTHER && (seen & (1 << member)) != 0) return beyond(at);
    seen |= 1 << member;
    at = readMember(member, at, end);
    if (at == 0) return 0;
  }
  if ((seen & SNAPSHOT) != 0) snapshots++;
  if ((seen & UPDATE) != 0) updates++;
  // Two lists of a side would have to be in that order; no message has them.
  const isTwice = (seen & 5) == 5 || (seen & 10) == 10;
  return isTwice && at != 0 ? beyond(at) : at;
}

function memberOf(): i32 {
  if (nameBytes > 2 || nameBytes == 0) return OTHER;
  const first = <u32>load<u8>(nameAt);
  if (nameBytes == 1) return first == 0x62 ? BIDS : first == 0x61 ? ASKS : first == 0x63 ? CHECKSUM : OTHER;
  if (load<u8>(nameAt, 1) != 0x73) return OTHER;
  return first == 0x62 ? BIDS_SNAPSHOT : first == 0x61 ? ASKS_SNAPSHOT : OTHER;
}

function readMember(member: i32, at: usize, end: usize): usize {
  if (member == OTHER) return valueEnd(at, end);
  if (member == CHECKSUM) return readChecksum(at, end);
  if (byteAt(at, end) != OPEN_LIST) {
    const next = valueEnd(at, end);
    if (next != 0) refuseMember(member, FAULT_FIELD, at);
    return next;
  }
  const isBids = member == BIDS || member == BIDS_SNAPSHOT;
  const before = isBids ? bids : asks;
  const first = isBids ? <usize>before : <usize>(levelLimit + before);
  const next = readLevels(first, levelLimit - before, at, end);
  if (isBids) bids += rows;
  else asks += rows;
  if (next != 0 && listFault >= 0) refuseMember(member, listFault, listFaultAt);
  return next;
}

function refuseMember(member: i32, code: i32, at: usize): void {
  if (isDecided || member >= rank) return;
  rank = member;
  fault = code;
  faultAt = at;
}

/** Text of 1 to 10 digits, of an unsigned 32-bit integer. */
function readChecksum(at: usize, end: usize): usize {
  if (byteAt(at, end) != QUOTE) {
    const next = valueEnd(at, end);
    if (next != 0) refuseMember(CHECKSUM, FAULT_FIELD, at);
    return next;
  }
  const close = stringEnd(at + 1, end);
  if (close == 0) return 0;
  if (escaped) return beyond(at);
  const value = digitsOf(at + 1, close - at - 1, 10);
  if (value < 0 || value > <i64>MAX_CRC) refuseMember(CHECKSUM, FAULT_FIELD, at);
  else checksum = value;
  return close + 1;
}
