/** Records whose length and every byte follow from a seed and their number, so that a reader can check them alone. */

import { RING_OK } from '../../assembly/ring/layout.js';
import type { RingReader } from '../../host/wire/ring.js';

/** A well-mixed 32-bit number of two (the finaliser of MurmurHash3). */
export function mix(seed: number, value: number): number {
  let hash = (Math.imul(value, 0x9e3779b1) ^ seed) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Length of record `number`: mostly short, now and then up to `most`, at times 0. */
export function recordLength(seed: number, number: number, most: number): number {
  const draw = mix(seed, number);
  const limit = draw % 16 === 0 ? most : Math.min(most, 48);
  return (draw >>> 8) % (limit + 1);
}

/** Writes record `number` at an address. */
export function fillRecord(bytes: Uint8Array, at: number, length: number, seed: number, number: number): void {
  const key = mix(seed ^ 0x5bd1e995, number);
  for (let i = 0; i < length; i++) bytes[at + i] = (key >>> ((i & 3) * 8)) ^ i;
}

/** Whether the bytes at an address are record `number`. */
export function isRecord(bytes: Uint8Array, at: number, length: number, seed: number, number: number): boolean {
  const key = mix(seed ^ 0x5bd1e995, number);
  for (let i = 0; i < length; i++) if (bytes[at + i] !== (((key >>> ((i & 3) * 8)) ^ i) & 0xff)) return false;
  return true;
}

/**
 * Reads record `number`, whose length is `recordLength`'s, and releases it: RING_OK or the code that
 * stands in its way. @throws where it is another record
 */
export function nextRecord(r: RingReader, seed: number, number: number): number {
  const at = r.peek();
  if (at < 0) return at;
  const length = recordLength(seed, number, r.maxRecordBytes);
  const whole = r.length === length && isRecord(r.bytes, at, length, seed, number);
  const code = r.advance();
  if (code !== RING_OK) return code;
  if (!whole) throw new Error(`record ${number} of seed ${seed} is not what was written`);
  r.release();
  return RING_OK;
}
