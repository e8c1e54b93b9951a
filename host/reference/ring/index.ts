/** Rings in shared memory in plain TypeScript: the twin of `host/core/ring`, on the same bytes. */
export { createBroadcast } from './broadcast.js';
export { BroadcastReader } from './broadcast-reader.js';
export { BroadcastWriter } from './broadcast-writer.js';
export { createSpsc } from './spsc.js';
export { SpscReader } from './spsc-reader.js';
export { SpscWriter } from './spsc-writer.js';
