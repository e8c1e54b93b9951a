/** Rings in shared memory, with their ends in the core; and how to wait at one and watch its other end. */
export type { BroadcastRingReader, RingCodeName, RingEnd, RingReader, RingShape, RingWriter } from '../../wire/ring.js';
export { ringCodeName } from '../../wire/ring.js';
export { RingBell, wakeByBell } from './bell.js';
export { BroadcastReader, BroadcastWriter, createBroadcast } from './broadcast.js';
export type { AttachOptions } from './end.js';
export type { RingCore, RingExports } from './exports.js';
export { createRingMemory, RINGS_AT, ringBytes, ringCore } from './memory.js';
export { type PeerState, PeerWatch } from './peer.js';
export { createSpsc, SpscReader, SpscWriter } from './spsc.js';
export { portMessages, RingWait, type WaitOptions, type WaitStrategy } from './wait.js';
