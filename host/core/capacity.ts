/** What a capacity costs in memory, the same sum as the core's own, and which capacities cannot be. */
import { SET_RECORD_BYTES } from '../../assembly/analytics/layout.js';
import { INGEST_HEAD_BYTES, LINK_BYTES } from '../../assembly/ingest/layout.js';
import {
  ANALYTIC_FIELDS,
  GUARD_BYTES,
  HISTORY_HEADER_BYTES,
  HISTORY_RECORD_BYTES,
  LEAF_ENTRY_BYTES,
  LEAF_LEVELS,
  LEAF_PAIR_LEVELS,
  LEAF_SLACK,
  LEVEL_BYTES,
  MEMORY_BASE,
  MODEL_BYTES,
  PARSED_HEAD_BYTES,
  PARSED_LEVEL_BYTES,
  PARSED_TRADE_BYTES,
  REGION_ALIGNMENT,
  RESULT_FIELDS,
  SIDE_HEADER_BYTES,
  STREAM_HEADER_BYTES,
  TRADE_FIELDS,
  WINDOW_TICKS,
} from '../../assembly/layout.js';
import { type CoreCapacity, DEFAULT_CAPACITY } from '../wire/core.js';

/** Most memory that the modules accept. */
export const MAX_MEMORY_BYTES = 2 ** 30;

const FIELDS = [
  'streams',
  'levels',
  'totalLevels',
  'trades',
  'results',
  'bytes',
  'models',
  'history',
  'values',
  'kernelBytes',
] as const;

const align = (bytes: number) => Math.ceil(bytes / REGION_ALIGNMENT) * REGION_ALIGNMENT;
const leavesFor = (levels: number, sides: number) => Math.floor((2 * levels) / LEAF_PAIR_LEVELS) + sides + LEAF_SLACK;

/** Places of a hash table of streams: a power of two, at most half of them in use. */
const readerPlaces = (streams: number) => 2 ** Math.max(1, Math.ceil(Math.log2(2 * streams)));

/** Bytes of one stream's state: its record and both sides' windows, bitmaps and directories. */
export function streamBytes(levels: number): number {
  const directory = align(leavesFor(levels, 1) * LEAF_ENTRY_BYTES);
  return STREAM_HEADER_BYTES + 2 * (SIDE_HEADER_BYTES + WINDOW_TICKS / 8 + WINDOW_TICKS * 8 + directory);
}

/** Bytes of what one stream remembers of its changes. */
export function historyBytes(history: number): number {
  return align(HISTORY_HEADER_BYTES + history * HISTORY_RECORD_BYTES);
}

export interface Region {
  readonly at: number;
  readonly bytes: number;
}

/** Where a core of this capacity has its regions, in the order of REGION_*; a guard follows each. */
export function regionsOf(capacity: CoreCapacity): Region[] {
  const { streams, levels, totalLevels, trades, results, bytes, models, history, values, kernelBytes } = capacity;
  const column = 16 * levels;
  let end = MEMORY_BASE;
  const place = (size: number): Region => {
    const region = { at: end, bytes: size };
    end += align(size) + GUARD_BYTES;
    return region;
  };
  return [
    place(streamBytes(levels) * streams),
    place(readerPlaces(streams) * 4),
    place(leavesFor(totalLevels, 2 * streams) * LEAF_LEVELS * LEVEL_BYTES),
    place(column * 2),
    place(column * 2),
    place(column * 3),
    place(trades * TRADE_FIELDS * 8),
    place(results * RESULT_FIELDS * 8),
    place(bytes),
    place(bytes),
    place(column * 8),
    place(Math.max(levels, history) * 32),
    place(WINDOW_TICKS * LEVEL_BYTES),
    place(PARSED_HEAD_BYTES + trades * PARSED_TRADE_BYTES + 2 * levels * PARSED_LEVEL_BYTES),
    place((models + 1) * MODEL_BYTES),
    place(historyBytes(history) * streams),
    place(kernelBytes + SET_RECORD_BYTES),
    place(values * ANALYTIC_FIELDS * 8),
    place(WINDOW_TICKS / 8 + WINDOW_TICKS * 8),
    place(INGEST_HEAD_BYTES + readerPlaces(streams) * 4 + streams * LINK_BYTES),
  ];
}

/** Bytes of memory that a core of this capacity uses, all regions and guards included. */
export function memoryBytes(capacity: CoreCapacity): number {
  const last = regionsOf(capacity).at(-1)!;
  return last.at + align(last.bytes) + GUARD_BYTES;
}

/**
 * The default capacity with some fields replaced.
 * @throws RangeError naming the field that is no integer of at least 1, or that takes most of what is
 *   more than the 1 GiB that a core can have.
 */
export function fullCapacity(partial: Partial<CoreCapacity> = {}): CoreCapacity {
  const capacity: CoreCapacity = { ...DEFAULT_CAPACITY, ...partial };
  for (const field of FIELDS) {
    const value = capacity[field];
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`capacity.${field} must be an integer of at least 1, not ${value}`);
    }
  }
  const total = memoryBytes(capacity);
  if (total > MAX_MEMORY_BYTES) {
    const without = (field: keyof CoreCapacity) => memoryBytes({ ...capacity, [field]: 1 });
    const field = FIELDS.reduce((a, b) => (without(b) < without(a) ? b : a));
    const gib = (total / 2 ** 30).toFixed(1);
    throw new RangeError(`capacity.${field} = ${capacity[field]} is too large: the core would need ${gib} GiB of 1`);
  }
  return capacity;
}
