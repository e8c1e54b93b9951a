/**
 * Reads fields one after the other, for what comes once a frame or a trade. The first fault is kept and
 * every later field reads as 0, so that a caller judges after each field, or after several.
 */
import { TRUNCATED } from '../layout';
import { bytesOf, numberOf, readSigned, readVarint, signedOf } from './varint';

/** Where the next field begins, and where the bytes end. */
export let cursor: usize = 0;
let limit: usize = 0;
/** Code of the first fault, 0 for none. */
export let fault: i32 = 0;

/** Begins to read at `at`. */
export function openFields(at: usize, end: usize): void {
  cursor = at;
  limit = end;
  fault = 0;
}

function fail(code: i32): void {
  fault = code;
  cursor = limit;
}

/** Reads an unsigned little-endian number of 1 to 7 bytes. */
function nextFixed(bytes: usize): i64 {
  if (limit - cursor < bytes) {
    if (fault == 0) fail(TRUNCATED);
    return 0;
  }
  const value = load<u64>(cursor) & (((<u64>1) << (bytes << 3)) - 1);
  cursor += bytes;
  return <i64>value;
}

/** Reads 0 to 8 bytes, low first. */
export function nextBytes(bytes: i32): u64 {
  if (bytes < 8) return nextFixed(bytes);
  const low = nextFixed(4);
  const high = nextFixed(4);
  return <u64>low | ((<u64>high) << 32);
}

export function nextByte(): i32 {
  return <i32>nextFixed(1);
}

export function nextU32(): u32 {
  return <u32>nextFixed(4);
}

export function nextU48(): i64 {
  return nextFixed(6);
}

export function nextVarint(): i64 {
  const read = readVarint(cursor, limit);
  if (read < 0) {
    if (fault == 0) fail(<i32>-read);
    return 0;
  }
  cursor += bytesOf(read);
  return numberOf(read);
}

export function nextSigned(): i64 {
  const read = readSigned(cursor, limit, 1);
  if (read < 0) {
    if (fault == 0) fail(<i32>-read);
    return 0;
  }
  cursor += bytesOf(read);
  return signedOf(numberOf(read));
}
