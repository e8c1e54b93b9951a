/** Kraken's events, which are objects: heartbeats, answers to requests. Those that say why not are for others. */
import { firstMember, hasMember, nameAt, nameBytes, nextMember } from '../json/member';
import { highWord, lowWord } from '../json/name';
import { valueEnd } from '../json/scan';
import {
  FAULT_FIELD,
  FAULT_SYMBOL,
  FAULT_UNKNOWN,
  FRAME_HEARTBEAT,
  FRAME_IGNORED,
  FRAME_SUBSCRIBED,
  PARSED_DEPTH,
} from '../layout';
import { defer, refuse, setField, setSymbol, take } from './record';
import { ABSENT, ESCAPED, kindOf, placeOf, readSlot, TEXT, valueOf } from './slot';
import { digitsOf, isSymbol } from './value';

const EVENT = 0;
const STATUS = 1;
const PAIR = 2;
const CHANNEL = 3;
const OTHER = -1;

/** Notes the members of the event whose brace is at `at`. */
export function readEvent(at: usize, end: usize): usize {
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const slot = slotOf();
    at = slot == OTHER ? valueEnd(at, end) : readSlot(slot, at, end);
    if (at == 0) return 0;
  }
  return at;
}

function slotOf(): i32 {
  if (nameBytes > 11) return OTHER;
  const low = lowWord(nameAt, nameBytes);
  if (low == 0x746e657665) return EVENT; // event
  if (low == 0x737574617473) return STATUS; // status
  if (low == 0x72696170) return PAIR; // pair
  return low == 0x4e6c656e6e616863 && highWord(nameAt, nameBytes) == 0x656d61 ? CHANNEL : OTHER; // channelN ame
}

export function judgeEvent(from: usize): i32 {
  const kind = kindOf(EVENT);
  if (kind == ESCAPED) return defer(from);
  if (kind != TEXT) return refuse(FAULT_UNKNOWN, from);
  const at = placeOf(EVENT);
  const length = <usize>valueOf(EVENT);
  const low = lowWord(at, length);
  const high = length > 16 ? 0 : highWord(at, length);
  if (low == 0x6165627472616568 && high == 0x74) return take(FRAME_HEARTBEAT); // heartbea t
  if (low == 0x676e6f70) return take(FRAME_IGNORED); // pong
  if (low == 0x74536d6574737973 && high == 0x73757461) return take(FRAME_IGNORED); // systemSt atus
  if (low == 0x726f727265) return defer(at); // error
  if (low != 0x7069726373627573 || length != 18) return refuse(FAULT_UNKNOWN, at); // subscrip
  const isStatus = lowWord(at + 8, 8) == 0x746174536e6f6974 && lowWord(at + 16, 2) == 0x7375; // tionStat us
  return isStatus ? judgeSubscription(from) : refuse(FAULT_UNKNOWN, at);
}

function judgeSubscription(from: usize): i32 {
  const status = kindOf(STATUS);
  const pair = kindOf(PAIR);
  const channel = kindOf(CHANNEL);
  if (status == ESCAPED || pair == ESCAPED || channel == ESCAPED) return defer(from);
  const length = status == TEXT ? <usize>valueOf(STATUS) : 0;
  const low = lowWord(placeOf(STATUS), length);
  const high = length > 16 ? 0 : highWord(placeOf(STATUS), length);
  if (low == 0x726f727265) return defer(from); // error
  if (pair != TEXT || !isSymbol(PAIR)) return refuse(FAULT_SYMBOL, pair == ABSENT ? from : placeOf(PAIR));
  if (channel != TEXT) return refuse(FAULT_FIELD, channel == ABSENT ? from : placeOf(CHANNEL));
  const depth = bookDepth(placeOf(CHANNEL), <usize>valueOf(CHANNEL));
  const isTaken = low == 0x6269726373627573 && high == 0x6465; // subscrib ed
  if (!isTaken || !isDepth(depth)) return take(FRAME_IGNORED);
  setSymbol(placeOf(PAIR), valueOf(PAIR));
  setField(PARSED_DEPTH, depth);
  return take(FRAME_SUBSCRIBED);
}

/** The number that a channel's name ends in, `book-10`; -1 where it is no book. */
export function bookDepth(at: usize, length: usize): i64 {
  return length > 5 && lowWord(at, 5) == 0x2d6b6f6f62 ? digitsOf(at + 5, length - 5, 5) : -1;
}

/** Whether the venue has books of that many levels a side. */
export function isDepth(depth: i64): bool {
  return depth == 10 || depth == 25 || depth == 100 || depth == 500 || depth == 1000;
}
