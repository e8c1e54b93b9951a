/**
 * A stream's record: what it is, its framing, its grid and the addresses of its book's two sides. Free
 * streams have mode 0. Only integers that were judged are stored here.
 */
import { STREAM_HEADER_BYTES } from './layout';
import { historyAt, historyBytes, sideBytes, streamBytes, streamLimit, streamsAt } from './memory';

export const MODE_WRITER = 1;
export const MODE_READER = 2;

/* Fields. */
const MODE: usize = 0;
const ID: usize = 4;
const SYNCED: usize = 8;
const DEPTH: usize = 12;
const EPOCH: usize = 16;
const SEQUENCE: usize = 24;
const EVENT: usize = 32;
const RECV: usize = 40;
const PRICE_DECIMALS: usize = 48;
const SIZE_DECIMALS: usize = 52;
const TICK: usize = 56;
const LOT: usize = 64;
const FINGERPRINT: usize = 72;
const CODEC: usize = 76;
const MODEL: usize = 80;
const ANALYTICS: usize = 88;
const HISTORY: usize = 96;

/** The stream of a handle, 0 where there is none. */
export function streamOf(handle: f64): usize {
  if (!(handle >= 0 && handle < <f64>streamLimit)) return 0;
  const index = <i32>handle;
  if (<f64>index != handle) return 0;
  const stream = streamAt(index);
  return modeOf(stream) == 0 ? 0 : stream;
}

/** The writer of a handle, 0 where there is none. */
export function writerOf(handle: f64): usize {
  const stream = streamOf(handle);
  return stream != 0 && modeOf(stream) == MODE_WRITER ? stream : 0;
}

export function streamAt(index: i32): usize {
  return streamsAt + <usize>index * streamBytes;
}

export function bidsOf(stream: usize): usize {
  return stream + STREAM_HEADER_BYTES;
}

export function asksOf(stream: usize): usize {
  return stream + STREAM_HEADER_BYTES + sideBytes;
}

export function modeOf(stream: usize): i32 {
  return load<i32>(stream, MODE);
}

export function idOf(stream: usize): i32 {
  return load<i32>(stream, ID);
}

export function isSynced(stream: usize): bool {
  return load<i32>(stream, SYNCED) != 0;
}

export function setSynced(stream: usize, synced: bool): void {
  store<i32>(stream, <i32>synced, SYNCED);
}

export function depthOf(stream: usize): i32 {
  return load<i32>(stream, DEPTH);
}

export function setDepth(stream: usize, depth: i32): void {
  store<i32>(stream, depth, DEPTH);
}

export function epochOf(stream: usize): i64 {
  return load<i64>(stream, EPOCH);
}

export function sequenceOf(stream: usize): i64 {
  return load<i64>(stream, SEQUENCE);
}

/** µs since the epoch. */
export function lastEvent(stream: usize): i64 {
  return load<i64>(stream, EVENT);
}

/** µs since the epoch. */
export function lastRecv(stream: usize): i64 {
  return load<i64>(stream, RECV);
}

export function setPosition(stream: usize, epoch: i64, sequence: i64): void {
  store<i64>(stream, epoch, EPOCH);
  store<i64>(stream, sequence, SEQUENCE);
}

export function setTimes(stream: usize, event: i64, recv: i64): void {
  store<i64>(stream, event, EVENT);
  store<i64>(stream, recv, RECV);
}

export function priceDecimalsOf(stream: usize): i32 {
  return load<i32>(stream, PRICE_DECIMALS);
}

export function sizeDecimalsOf(stream: usize): i32 {
  return load<i32>(stream, SIZE_DECIMALS);
}

export function tickOf(stream: usize): i64 {
  return load<i64>(stream, TICK);
}

export function lotOf(stream: usize): i64 {
  return load<i64>(stream, LOT);
}

export function setGrid(stream: usize, priceDecimals: i32, tick: i64, sizeDecimals: i32, lot: i64): void {
  store<i32>(stream, priceDecimals, PRICE_DECIMALS);
  store<i64>(stream, tick, TICK);
  store<i32>(stream, sizeDecimals, SIZE_DECIMALS);
  store<i64>(stream, lot, LOT);
}

export function fingerprintOf(stream: usize): u32 {
  return load<u32>(stream, FINGERPRINT);
}

export function setFingerprint(stream: usize, fingerprint: u32): void {
  store<u32>(stream, fingerprint, FINGERPRINT);
}

/** How the stream's deltas are coded. */
export function codecOf(stream: usize): i32 {
  return load<i32>(stream, CODEC);
}

/** Address of the stream's model, 0 where it has none. */
export function modelOf(stream: usize): usize {
  return load<usize>(stream, MODEL);
}

export function setCoding(stream: usize, codec: i32, model: usize): void {
  store<i32>(stream, codec, CODEC);
  store<usize>(stream, model, MODEL);
}

/** Address of the set of analytics kernels attached to the stream, 0 where there is none. */
export function setOf(stream: usize): usize {
  return load<usize>(stream, ANALYTICS);
}

export function setSet(stream: usize, set: usize): void {
  store<usize>(stream, set, ANALYTICS);
}

/** Address of what the stream's book remembers of its changes. */
export function historyOf(stream: usize): usize {
  return load<usize>(stream, HISTORY);
}

/** Makes a free or used record a stream with an empty history; its book is left alone. */
export function resetStream(stream: usize, mode: i32, id: i32): void {
  store<i32>(stream, mode, MODE);
  store<i32>(stream, id, ID);
  store<usize>(stream, historyAt + ((stream - streamsAt) / streamBytes) * historyBytes, HISTORY);
  setSynced(stream, mode == MODE_WRITER);
  setDepth(stream, 0);
  setPosition(stream, 0, 0);
  setTimes(stream, 0, 0);
  setGrid(stream, 0, 0, 0, 0);
}

export function freeStream(stream: usize): void {
  store<i32>(stream, 0, MODE);
}
