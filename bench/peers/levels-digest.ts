/** A book's levels as the fingerprint of docs/PROTOCOL.md, so that a peer's book can be compared with a core's. */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import { createReferenceCore } from '../../host/reference/core.js';
import { KERNEL_CAPACITY, must } from '../kernels/kernel.js';

type Levels = readonly (readonly [ticks: number, lots: number])[];

export function levelsDigest(bids: Levels, asks: Levels): number {
  const core = createReferenceCore(KERNEL_CAPACITY);
  const writer = must(core.openWriter(1, 1, 0, { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 }));
  [...bids, ...asks].forEach(([ticks, lots], i) => {
    core.staged.ticks[i] = ticks;
    core.staged.lots[i] = lots;
  });
  must(core.load(writer, bids.length, asks.length));
  return core.info(writer, INFO_FINGERPRINT);
}
