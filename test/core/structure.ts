/** What must hold between calls in a side's memory, read from it: assembly/book/side.ts and overflow.ts say why. */
import {
  LEAF_ENTRY_BYTES,
  LEAF_LEVELS,
  LEAF_PAIR_LEVELS,
  LEVEL_BYTES,
  REGION_STREAMS,
  SIDE_HEADER_BYTES,
  STREAM_HEADER_BYTES,
  WINDOW_TICKS,
} from '../../assembly/layout.js';
import { regionsOf, streamBytes, type WasmCore } from '../../host/core/index.js';

/* The side's header, as assembly/book has it. */
const START = 0;
const BEST = 16;
const LEVELS = 24;
const LEAVES = 28;
const SLOTS = SIDE_HEADER_BYTES + WINDOW_TICKS / 8;
const DIRECTORY = SLOTS + WINDOW_TICKS * 8;

interface Leaf {
  readonly first: number;
  readonly keys: number[];
}

/** The rules that a stream's two sides break. */
export function brokenRules(core: WasmCore, handle: number): string[] {
  const stream = regionsOf(core.capacity)[REGION_STREAMS]!.at + handle * streamBytes(core.capacity.levels);
  const bids = stream + STREAM_HEADER_BYTES;
  const asks = bids + (streamBytes(core.capacity.levels) - STREAM_HEADER_BYTES) / 2;
  const view = new DataView(core.memory.buffer);
  return [...brokenBySide(view, bids), ...brokenBySide(view, asks)];
}

function brokenBySide(view: DataView, side: number): string[] {
  const i64 = (at: number) => Number(view.getBigInt64(at, true));
  const start = i64(side + START);
  const best = i64(side + BEST);
  const count = view.getInt32(side + LEVELS, true);
  const leaves = readLeaves(view, side);
  const far = leaves.flatMap((leaf) => leaf.keys);
  let near = 0;
  for (const lots of new BigInt64Array(view.buffer, side + SLOTS, WINDOW_TICKS)) if (lots !== 0n) near++;
  const rules: Record<string, boolean> = {
    'the window begins at a multiple of 64': start % 64 === 0,
    'all levels are counted': near + far.length === count,
    'the overflow is worse than the window': far.every((key) => key >= start + WINDOW_TICKS),
    'the window is not empty before an overflow': far.length === 0 || near > 0,
    'the best level is in the first half of the window':
      count === 0 || (best >= start && best - start < WINDOW_TICKS / 2),
    'the overflow ascends': far.every((key, i) => i === 0 || key > far[i - 1]!),
    'a leaf is known by its first key': leaves.every(({ first, keys }) => first === keys[0]),
    'a leaf holds 1 to 64 levels': leaves.every(({ keys }) => keys.length >= 1 && keys.length <= LEAF_LEVELS),
    'neighbouring leaves hold more than one leaf could': leaves.every(
      ({ keys }, i) => i === 0 || keys.length + leaves[i - 1]!.keys.length >= LEAF_PAIR_LEVELS,
    ),
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}

function readLeaves(view: DataView, side: number): Leaf[] {
  return Array.from({ length: view.getInt32(side + LEAVES, true) }, (_, i) => {
    const entry = side + DIRECTORY + i * LEAF_ENTRY_BYTES;
    const leaf = view.getUint32(entry + 8, true);
    const count = view.getInt32(entry + 12, true);
    const key = (at: number) => Number(view.getBigInt64(at, true));
    return { first: key(entry), keys: Array.from({ length: count }, (_, k) => key(leaf + k * LEVEL_BYTES)) };
  });
}
