/** The ring that one life of a feeds' thread writes, as the host makes it: memory, ring, and the host's reader. */

import { artefact } from '../../core/artefact.js';
import type { Build } from '../../core/index.js';
import {
  BroadcastReader,
  createBroadcast,
  createRingMemory,
  RINGS_AT,
  ringBytes,
  ringCodeName,
  ringCore,
} from '../../core/ring/index.js';

/** Bytes of a reader's block. */
const BLOCK_BYTES = 128;

export interface ThreadRing {
  readonly memory: WebAssembly.Memory;
  readonly at: number;
  readonly reader: BroadcastReader;
}

/** @param capacityBytes a power of two */
export function createThreadRing(build: Build, capacityBytes: number): ThreadRing {
  const bytes = ringBytes(capacityBytes);
  const memory = createRingMemory('shared', bytes + BLOCK_BYTES);
  const core = ringCore(artefact(build, 'shared'), memory);
  const created = createBroadcast(core, { address: RINGS_AT, capacityBytes, recordBytes: 0 });
  const reader = created < 0 ? created : BroadcastReader.join(core, RINGS_AT, RINGS_AT + bytes);
  if (typeof reader === 'number')
    throw new Error(`threads: no ring of ${capacityBytes} bytes: ${ringCodeName(reader)}`);
  return { memory, at: RINGS_AT, reader };
}
