/** Marks in the guards between a core's regions, to see whether anything was written there. */
import { type Region, regionsOf, type WasmReaderCore } from '../../host/core/index.js';

const MARK = 0xa5;

/** The unused bytes behind each region, up to the next, and what the memory has beyond the last. */
function guards(core: WasmReaderCore): Region[] {
  const regions = regionsOf(core.capacity);
  return regions.map((region, i) => {
    const at = region.at + region.bytes;
    const next = regions[i + 1]?.at ?? core.memory.buffer.byteLength;
    return { at, bytes: next - at };
  });
}

export function setCanaries(core: WasmReaderCore): void {
  for (const { at, bytes } of guards(core)) new Uint8Array(core.memory.buffer, at, bytes).fill(MARK);
}

/** Indexes of the regions behind which something was written. */
export function deadCanaries(core: WasmReaderCore): number[] {
  return guards(core).flatMap(({ at, bytes }, i) =>
    new Uint8Array(core.memory.buffer, at, bytes).every((byte) => byte === MARK) ? [] : [i],
  );
}
