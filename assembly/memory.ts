/**
 * Where everything lies: regions one after the other, sized from the capacity when the core is
 * initialised, each followed by a guard. There is no heap and no initialised static, so a region's
 * bounds are the only bounds there are.
 */
import { SET_RECORD_BYTES } from './analytics/layout';
import { INGEST_HEAD_BYTES, LINK_BYTES } from './ingest/layout';
import {
  ANALYTIC_FIELDS,
  ARGUMENT,
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
  PARSED_FIELDS,
  PARSED_HEAD_BYTES,
  PARSED_LEVEL_BYTES,
  PARSED_TRADE_BYTES,
  REGION_ALIGNMENT,
  REGION_ANALYTICS,
  REGION_CHANGES,
  REGION_HISTORY,
  REGION_INPUT,
  REGION_KERNELS,
  REGION_LEAVES,
  REGION_LEVELS,
  REGION_LINKS,
  REGION_LISTS,
  REGION_MODELS,
  REGION_MOVED,
  REGION_ORDER,
  REGION_OUTPUT,
  REGION_PARSED,
  REGION_READERS,
  REGION_RESULTS,
  REGION_SCRATCH,
  REGION_STAGED,
  REGION_STREAMS,
  REGION_TRADES,
  RESULT_FIELDS,
  SIDE_HEADER_BYTES,
  SLOT_BYTES,
  SLOTS,
  STREAM_HEADER_BYTES,
  TRADE_FIELDS,
  WINDOW_TICKS,
} from './layout';

/* The capacity. */
export let streamLimit: i32 = 0;
export let levelLimit: i32 = 0;
export let totalLimit: i32 = 0;
export let tradeLimit: i32 = 0;
export let resultLimit: i32 = 0;
export let byteLimit: i32 = 0;
export let modelLimit: i32 = 0;
export let historyLimit: i32 = 0;
export let valueLimit: i32 = 0;
export let kernelLimit: i32 = 0;

/* Sizes that follow from it. */
export let sideBytes: usize = 0;
export let streamBytes: usize = 0;
/** Places of the readers' hash table, a power of two. */
export let readerSlots: i32 = 0;
export let leafCount: i32 = 0;
/** Bytes of one column of 2 × levels numbers. */
export let columnBytes: usize = 0;
/** Rows of each of the scratch's four columns. */
export let scratchLevels: i32 = 0;
export let historyBytes: usize = 0;

/* Where the regions begin. */
export let streamsAt: usize = 0;
export let readersAt: usize = 0;
export let leavesAt: usize = 0;
export let stagedAt: usize = 0;
export let levelsAt: usize = 0;
export let changesAt: usize = 0;
export let tradesAt: usize = 0;
export let resultsAt: usize = 0;
export let inputAt: usize = 0;
export let outputAt: usize = 0;
export let listsAt: usize = 0;
export let placesAt: usize = 0;
export let scratchAt: usize = 0;
export let movedAt: usize = 0;
export let parsedAt: usize = 0;
export let modelsAt: usize = 0;
export let historyAt: usize = 0;
export let kernelsAt: usize = 0;
export let analyticsAt: usize = 0;
export let orderAt: usize = 0;
export let linksAt: usize = 0;

let end: u64 = 0;

/** Gives the next region its place. */
function place(bytes: u64): usize {
  const at = end;
  end = ((at + bytes + REGION_ALIGNMENT - 1) & ~(<u64>REGION_ALIGNMENT - 1)) + GUARD_BYTES;
  return <usize>at;
}

/** Leaves that so many levels can need, whichever way they came and went. */
function leavesFor(levels: i32, sides: i32): i32 {
  return <i32>((<i64>2 * levels) / LEAF_PAIR_LEVELS) + sides + LEAF_SLACK;
}

/**
 * Lays out a fresh (zeroed) memory. Answers the bytes used, or -ARGUMENT where a capacity is below 1
 * or the memory too small.
 */
export function init(
  streams: i32,
  levels: i32,
  totalLevels: i32,
  trades: i32,
  results: i32,
  bytes: i32,
  models: i32,
  history: i32,
  values: i32,
  kernelBytes: i32,
): f64 {
  if (min(min(streams, levels), min(min(totalLevels, trades), min(min(results, history), min(bytes, models)))) < 1)
    return -ARGUMENT;
  if (min(values, kernelBytes) < 1) return -ARGUMENT;
  if (max(max(streams, models), history) > 1 << 20 || __heap_base > <usize>MEMORY_BASE) return -ARGUMENT;
  levelLimit = levels;
  totalLimit = totalLevels;
  tradeLimit = trades;
  resultLimit = results;
  byteLimit = bytes;
  modelLimit = models;
  historyLimit = history;
  valueLimit = values;
  kernelLimit = kernelBytes;
  const directory = (<u64>leavesFor(levels, 1) * LEAF_ENTRY_BYTES + 63) & ~63;
  const side = <u64>(SIDE_HEADER_BYTES + WINDOW_TICKS / 8 + WINDOW_TICKS * 8) + directory;
  const stream = side * 2 + STREAM_HEADER_BYTES;
  const column = <u64>levels * 16;
  sideBytes = <usize>side;
  streamBytes = <usize>stream;
  columnBytes = <usize>column;
  scratchLevels = max(levels, history);
  historyBytes = <usize>((HISTORY_HEADER_BYTES + <u64>history * HISTORY_RECORD_BYTES + 63) & ~63);
  readerSlots = 2;
  while (<u32>readerSlots < <u32>streams * 2) readerSlots <<= 1;
  leafCount = leavesFor(totalLevels, min(streams, i32.MAX_VALUE / 4) * 2);

  end = MEMORY_BASE;
  streamsAt = place(stream * streams);
  readersAt = place(<u64>readerSlots * 4);
  leavesAt = place(<u64>leafCount * (LEAF_LEVELS * LEVEL_BYTES));
  stagedAt = place(column * 2);
  levelsAt = place(column * 2);
  changesAt = place(column * 3);
  tradesAt = place(<u64>trades * (TRADE_FIELDS * 8));
  resultsAt = place(<u64>results * (RESULT_FIELDS * 8));
  inputAt = place(bytes);
  outputAt = place(bytes);
  listsAt = place(column * 8);
  placesAt = listsAt + columnBytes * 6;
  scratchAt = place(<u64>scratchLevels * 32);
  movedAt = place(WINDOW_TICKS * LEVEL_BYTES);
  const parsedTrades = <u64>trades * PARSED_TRADE_BYTES;
  parsedAt = place(PARSED_HEAD_BYTES + parsedTrades + <u64>levels * (2 * PARSED_LEVEL_BYTES));
  modelsAt = place(<u64>(models + 1) * MODEL_BYTES);
  historyAt = place(<u64>historyBytes * streams);
  kernelsAt = place(<u64>kernelBytes + SET_RECORD_BYTES);
  analyticsAt = place(<u64>values * (ANALYTIC_FIELDS * 8));
  orderAt = place(WINDOW_TICKS / 8 + WINDOW_TICKS * 8);
  linksAt = place(INGEST_HEAD_BYTES + <u64>readerSlots * 4 + <u64>streams * LINK_BYTES);
  if (end > (<u64>memory.size()) << 16) return -ARGUMENT;
  streamLimit = streams;
  return <f64>end;
}

/** Where `parse` keeps names of open objects. */
export function parsedNames(): usize {
  return parsedAt + PARSED_FIELDS * 8 + SLOTS * SLOT_BYTES;
}

/** The address of a region, for the host's views. */
export function regionAt(region: i32): usize {
  switch (region) {
    case REGION_STREAMS:
      return streamsAt;
    case REGION_READERS:
      return readersAt;
    case REGION_LEAVES:
      return leavesAt;
    case REGION_STAGED:
      return stagedAt;
    case REGION_LEVELS:
      return levelsAt;
    case REGION_CHANGES:
      return changesAt;
    case REGION_TRADES:
      return tradesAt;
    case REGION_RESULTS:
      return resultsAt;
    case REGION_INPUT:
      return inputAt;
    case REGION_OUTPUT:
      return outputAt;
    case REGION_LISTS:
      return listsAt;
    case REGION_SCRATCH:
      return scratchAt;
    case REGION_MOVED:
      return movedAt;
    case REGION_PARSED:
      return parsedAt;
    case REGION_MODELS:
      return modelsAt;
    case REGION_HISTORY:
      return historyAt;
    case REGION_KERNELS:
      return kernelsAt;
    case REGION_ANALYTICS:
      return analyticsAt;
    case REGION_ORDER:
      return orderAt;
    case REGION_LINKS:
      return linksAt;
    default:
      return <usize>end;
  }
}
