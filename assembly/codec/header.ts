/** The frame header: parsed into the variables here, written from arguments. docs/PROTOCOL.md has the table. */
import { MAX_INTEGER } from '../argument';
import {
  DENSE_SEQUENCE_BITS,
  FLAG_CATCH_UP,
  FLAG_EVENT,
  FLAG_EVENT_MS,
  FLAG_EXTENDED,
  FLAG_FINGERPRINT,
  FLAG_FULL,
  FLAG_GENERATION,
  FLAGS,
  KIND,
  KIND_BITS,
  KIND_DELTA,
  KIND_DENSE,
  KIND_DENSE_PROVED,
  KIND_EXTENDED,
  KIND_MASK,
  KIND_SNAPSHOT,
  KIND_TRADES,
  MAX_STREAM_ID,
  OK,
  PROTOCOL_VERSION,
  RANGE,
  TRUNCATED,
  VERSION,
} from '../layout';
import { epochOf, idOf, lastEvent, lastRecv, sequenceOf } from '../stream';
import { cursor, fault, nextByte, nextSigned, nextU32, nextU48, nextVarint, openFields } from './cursor';
import { signedNumber, writeNumber } from './varint';

/* The header that was parsed last. */
export let flags: i32 = 0;
/** The second flag byte, 0 where there is none. */
export let moreFlags: i32 = 0;
export let kind: i32 = 0;
export let streamId: i32 = 0;
/* Of a full header. */
export let codec: i32 = 0;
export let epoch: i64 = 0;
export let sequence: i64 = 0;
export let distance: i64 = 0;
/** µs: tsRecv, and tsRecv - tsEvent, of a full header; the differences of a compact one. */
export let recvField: i64 = 0;
export let eventField: i64 = 0;
/** Of a compact header: low bits of the sequence, and which those are. */
export let sequenceLow: i32 = 0;
export let sequenceMask: i32 = 0;
export let fingerprint: u32 = 0;
export let payloadAt: usize = 0;
export let payloadEnd: usize = 0;

/** Parses the header at `at`; answers 0 or a code that ends the message. */
export function parseHeader(at: usize, end: usize): i32 {
  openFields(at, end);
  const tagFault = parseTag();
  if (tagFault != OK) return tagFault;
  const id = nextVarint();
  if (fault != OK) return fault;
  if (id > MAX_STREAM_ID) return RANGE;
  streamId = <i32>id;
  const orderFault = (flags & FLAG_FULL) != 0 ? parseFull() : parseCompact();
  if (orderFault != OK) return orderFault;
  if ((flags & FLAG_FINGERPRINT) != 0) fingerprint = nextU32();
  const length = nextVarint();
  if (fault != OK) return fault;
  if (length > <i64>(end - cursor)) return TRUNCATED;
  payloadAt = cursor;
  payloadEnd = cursor + <usize>length;
  return OK;
}

function parseTag(): i32 {
  const tag = nextByte();
  flags = tag & ~KIND_MASK;
  kind = tag & KIND_MASK;
  const extended = kind == KIND_EXTENDED;
  if (extended) kind = nextByte();
  if (fault != OK) return fault;
  if (kind == 0 || (extended && kind <= KIND_EXTENDED)) return KIND;
  moreFlags = 0;
  sequenceMask = 0xff;
  if (!extended && (kind == KIND_DENSE || kind == KIND_DENSE_PROVED)) {
    sequenceMask = (1 << DENSE_SEQUENCE_BITS) - 1;
    sequenceLow = tag >> KIND_BITS;
    flags = kind == KIND_DENSE ? FLAG_EVENT_MS : FLAG_EVENT_MS | FLAG_FINGERPRINT;
    kind = KIND_DELTA;
    return OK;
  }
  if ((flags & FLAG_EXTENDED) != 0) {
    if (kind != KIND_DELTA) return FLAGS;
    moreFlags = nextByte();
    if (fault != OK) return fault;
    const isCatchUp = moreFlags == FLAG_CATCH_UP && (flags & FLAG_FULL) != 0;
    if (!isCatchUp && moreFlags != FLAG_GENERATION) return FLAGS;
  }
  if ((flags & FLAG_EVENT_MS) != 0) {
    if ((flags & FLAG_FULL) != 0) return FLAGS;
    if ((flags & FLAG_EVENT) == 0 && kind != KIND_DELTA) return FLAGS;
  }
  if (kind == KIND_SNAPSHOT && (flags & FLAG_FULL) == 0) return FLAGS;
  return OK;
}

function parseFull(): i32 {
  const version = nextByte();
  if (fault != OK) return fault;
  if (version != PROTOCOL_VERSION) return VERSION;
  codec = nextByte();
  epoch = nextU48();
  sequence = nextVarint();
  distance = nextVarint();
  if (fault != OK) return fault;
  if (kind == KIND_SNAPSHOT ? distance != 0 : distance > sequence) return RANGE;
  if (distance == 0 && kind > KIND_SNAPSHOT && kind != KIND_TRADES) return RANGE;
  recvField = nextVarint();
  eventField = 0;
  if ((flags & FLAG_EVENT) != 0) {
    eventField = nextSigned();
    if (fault != OK) return fault;
    if (<u64>(recvField - eventField) > <u64>MAX_INTEGER) return RANGE;
  }
  return fault;
}

/** Whether the times of the frame are in its payload. */
export function hasCodedTimes(): bool {
  return (flags & (FLAG_EVENT | FLAG_EVENT_MS)) == FLAG_EVENT_MS;
}

function parseCompact(): i32 {
  if (sequenceMask == 0xff) sequenceLow = nextByte();
  if (hasCodedTimes()) return fault;
  eventField = (flags & FLAG_EVENT) != 0 ? nextSigned() : 0;
  recvField = nextSigned();
  return fault;
}

function writeTag(at: usize, kindNumber: i32, flagBits: i32, id: i32): usize {
  if (kindNumber > KIND_EXTENDED) {
    store<u8>(at, <u8>(KIND_EXTENDED | flagBits));
    store<u8>(at, <u8>kindNumber, 1);
    return writeNumber(at + 2, id);
  }
  store<u8>(at, <u8>(kindNumber | flagBits));
  return writeNumber(at + 1, id);
}

/** Writes the header of a snapshot or late trades (`gone` 0) or a delta; `more` is its second flag byte, `event` is -1 where there is none. */
export function writeFull(
  at: usize,
  stream: usize,
  kindNumber: i32,
  more: i32,
  codecNumber: i32,
  landing: i64,
  gone: i64,
  recv: i64,
  event: i64,
  withSum: bool,
  sum: u32,
  length: usize,
): usize {
  const flagBits = FLAG_FULL | (withSum ? FLAG_FINGERPRINT : 0) | (event >= 0 ? FLAG_EVENT : 0);
  store<u8>(at, <u8>(kindNumber | flagBits | (more != 0 ? FLAG_EXTENDED : 0)));
  let to = at + 1;
  if (more != 0) store<u8>(to++, <u8>more);
  to = writeNumber(to, idOf(stream));
  store<u8>(to, PROTOCOL_VERSION);
  store<u8>(to, <u8>codecNumber, 1);
  store<u64>(to, epochOf(stream), 2);
  to = writeNumber(to + 8, landing);
  to = writeNumber(to, gone);
  to = writeNumber(to, recv);
  if (event >= 0) to = writeNumber(to, signedNumber(recv - event));
  return writeTail(to, withSum, sum, length);
}

/** The tsRecv that the header of the stream's next frame differs from. */
export function predictedRecv(stream: usize, event: i64): i64 {
  return lastRecv(stream) + (event >= 0 ? event - lastEvent(stream) : 0);
}

/** Writes the header of the frame that follows the stream's last; `event` is -1 where there is none. */
export function writeCompact(
  at: usize,
  stream: usize,
  kindNumber: i32,
  recv: i64,
  event: i64,
  withSum: bool,
  sum: u32,
  length: usize,
): usize {
  const sumFlag = withSum ? FLAG_FINGERPRINT : 0;
  const passed = event - lastEvent(stream);
  const isMs = passed % 1000 == 0;
  const eventFlags = event < 0 ? 0 : isMs ? FLAG_EVENT | FLAG_EVENT_MS : FLAG_EVENT;
  let to = writeTag(at, kindNumber, sumFlag | eventFlags, idOf(stream));
  store<u8>(to, <u8>(sequenceOf(stream) + 1));
  to++;
  if (event >= 0) to = writeNumber(to, signedNumber(isMs ? passed / 1000 : passed));
  to = writeNumber(to, signedNumber(recv - predictedRecv(stream, event)));
  return writeTail(to, withSum, sum, length);
}

/** Writes the header of a dense delta whose times are in its payload, or that begins a generation. */
export function writeDense(
  at: usize,
  stream: usize,
  recv: i64,
  event: i64,
  begins: bool,
  isTimed: bool,
  withSum: bool,
  sum: u32,
  length: usize,
): usize {
  const landing = sequenceOf(stream) + 1;
  if (isTimed && !begins) {
    const low = <i32>landing & ((1 << DENSE_SEQUENCE_BITS) - 1);
    const short = writeTag(at, withSum ? KIND_DENSE_PROVED : KIND_DENSE, low << KIND_BITS, idOf(stream));
    return writeTail(short, withSum, sum, length);
  }
  const sumFlag = withSum ? FLAG_FINGERPRINT : 0;
  const passed = event - lastEvent(stream);
  const isMs = isTimed || (event >= 0 && passed % 1000 == 0);
  const eventFlags = (isMs ? FLAG_EVENT_MS : 0) | (event >= 0 && !isTimed ? FLAG_EVENT : 0);
  store<u8>(at, <u8>(KIND_DELTA | sumFlag | eventFlags | (begins ? FLAG_EXTENDED : 0)));
  let to = at + 1;
  if (begins) store<u8>(to++, FLAG_GENERATION);
  to = writeNumber(to, idOf(stream));
  store<u8>(to++, <u8>landing);
  if (!isTimed) {
    if (event >= 0) to = writeNumber(to, signedNumber(isMs ? passed / 1000 : passed));
    to = writeNumber(to, signedNumber(recv - predictedRecv(stream, event)));
  }
  return writeTail(to, withSum, sum, length);
}

function writeTail(at: usize, withSum: bool, sum: u32, length: usize): usize {
  let to = at;
  if (withSum) {
    store<u32>(to, sum);
    to += 4;
  }
  return writeNumber(to, <i64>length);
}
