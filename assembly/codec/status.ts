/** Status payloads: two bytes, a state and a reason. */
import { OK, RANGE, REASONS, STATES, TRAILING } from '../layout';
import { cursor, fault, nextByte, openFields } from './cursor';

/* The payload decoded last. */
export let state: i32 = 0;
export let reason: i32 = 0;

/** Validates a payload; answers 0 or a code. */
export function decodeStatus(at: usize, end: usize): i32 {
  openFields(at, end);
  state = nextByte();
  if (fault == OK && state >= STATES) return RANGE;
  reason = nextByte();
  if (fault == OK && reason >= REASONS) return RANGE;
  if (fault != OK) return fault;
  return cursor == end ? OK : TRAILING;
}

/** Writes a payload; answers where it ends. */
export function encodeStatusPayload(at: usize, stateNumber: i32, reasonNumber: i32): usize {
  store<u8>(at, <u8>stateNumber);
  store<u8>(at, <u8>reasonNumber, 1);
  return at + 2;
}
