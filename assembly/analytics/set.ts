/**
 * The kernels attached to a stream: one run of memory a stream, its set, in the order of attaching; sets
 * lie one after the other without gaps. A set that grows or goes moves those behind it, which kernels
 * bear, since nothing in a block is an address; so room is a sum, never a question of fragments.
 */
import { ARGUMENT, FULL, OK } from '../layout';
import { kernelLimit, kernelsAt, valueLimit } from '../memory';
import { setOf, setSet, streamAt, streamOf } from '../stream';
import { bytesOf, openBlock, recordFields, valuesOf } from './kernel';
import {
  BLOCK_KIND,
  BLOCK_MAGIC,
  BLOCK_PARAMS,
  KERNEL_COVARIANCE,
  SAMPLE_FIELDS,
  SET_ENTRY_HEAD_BYTES,
  SET_HEAD_BYTES,
  SET_RECORD_BYTES,
  SOURCE_MID,
  SOURCE_TRADE,
  SOURCES,
  TRADED_FIELDS,
} from './layout';

/* A set's head: u32 handle, u32 bytes with the head, u32 values; then what was seen of the stream. */
const HANDLE: usize = 0;
const BYTES: usize = 4;
const VALUES: usize = 8;
/** u8: trades before the next may be missing. */
export const LOST: usize = 12;
/** f64 each: tsEvent - tsRecv of the last message that had both; the latest time; mid, and a trade's price (0: none yet). */
export const OFFSET: usize = 16;
export const MID: usize = 24;
export const TRADE: usize = 32;
/* An entry's head: u32 bytes with the head, u32 source. */
const SOURCE: usize = 4;

/** Bytes of all sets. */
let used: usize = 0;

function firstSet(): usize {
  return kernelsAt + SET_RECORD_BYTES;
}

export function firstEntry(set: usize): usize {
  return set + SET_HEAD_BYTES;
}

export function nextEntry(entry: usize): usize {
  return entry + <usize>load<u32>(entry);
}

export function endOf(set: usize): usize {
  return set + <usize>load<u32>(set, BYTES);
}

export function sourceOf(entry: usize): u32 {
  return load<u32>(entry, SOURCE);
}

export function blockOf(entry: usize): usize {
  return entry + SET_ENTRY_HEAD_BYTES;
}

export function kernelOf(entry: usize): i32 {
  return load<u32>(blockOf(entry), BLOCK_KIND) - BLOCK_MAGIC;
}

export function valuesIn(set: usize): u32 {
  return load<u32>(set, VALUES);
}

/** Moves what lies from an address on, and tells its streams. */
function shift(from: usize, by: isize): void {
  const end = firstSet() + used;
  memory.copy(from + by, from, end - from);
  used += by;
  for (let set = from + by; set < firstSet() + used; set = endOf(set)) setSet(streamAt(load<u32>(set, HANDLE)), set);
}

function isSource(kernel: i32, source: f64): bool {
  if (!(source >= 0 && source < SOURCES && floor<f64>(source) == source)) return false;
  const fields = recordFields(kernel);
  if (fields == SAMPLE_FIELDS) return true;
  return source == SOURCE_MID || (fields == TRADED_FIELDS && source == SOURCE_TRADE);
}

export function attachKernel(handle: f64, kernel: i32, source: f64, p0: f64, p1: f64, p2: f64, p3: f64, p4: f64): i32 {
  const stream = streamOf(handle);
  const block = bytesOf(kernel, p0, p1, p2, p3, p4);
  if (stream == 0 || block < 0 || kernel == KERNEL_COVARIANCE || !isSource(kernel, source)) return -ARGUMENT;
  const fresh = setOf(stream) == 0;
  const entry = block + SET_ENTRY_HEAD_BYTES;
  const wanted = <u64>entry + (fresh ? SET_HEAD_BYTES : 0);
  const first: u32 = fresh ? 0 : valuesIn(setOf(stream));
  if (used + wanted > <u64>kernelLimit || first + valuesOf(kernel) > <u32>valueLimit) return -FULL;
  if (fresh) begin(stream, <u32>handle);
  const set = setOf(stream);
  const at = endOf(set);
  if (at < firstSet() + used) shift(at, entry);
  else used += entry;
  store<u32>(at, entry);
  store<u32>(at, <u32>source, SOURCE);
  openBlock(kernel, blockOf(at), block, p0, p1, p2, p3, p4);
  store<u32>(set, load<u32>(set, BYTES) + entry, BYTES);
  store<u32>(set, first + valuesOf(kernel), VALUES);
  return first;
}

function begin(stream: usize, handle: u32): void {
  const set = firstSet() + used;
  memory.fill(set, 0, SET_HEAD_BYTES);
  store<u32>(set, handle, HANDLE);
  store<u32>(set, SET_HEAD_BYTES, BYTES);
  setSet(stream, set);
  used += SET_HEAD_BYTES;
}

export function detachKernels(handle: f64): i32 {
  const stream = streamOf(handle);
  if (stream == 0) return -ARGUMENT;
  releaseSet(stream);
  return OK;
}

/** Gives a stream's kernels back. */
export function releaseSet(stream: usize): void {
  const set = setOf(stream);
  if (set == 0) return;
  setSet(stream, 0);
  shift(endOf(set), -(<isize>load<u32>(set, BYTES)));
}

/** Makes all kernels of a stream fresh: its ticks and lots mean something else. */
export function renewSet(stream: usize): void {
  const set = setOf(stream);
  if (set == 0) return;
  memory.fill(set + LOST, 0, <usize>SET_HEAD_BYTES - LOST);
  for (let entry = firstEntry(set); entry < endOf(set); entry = nextEntry(entry)) {
    const block = blockOf(entry);
    const params = block + BLOCK_PARAMS;
    const bytes = load<u32>(entry) - SET_ENTRY_HEAD_BYTES;
    const p0 = load<f64>(params);
    const p1 = load<f64>(params, 8);
    const p2 = load<f64>(params, 16);
    const p3 = load<f64>(params, 24);
    openBlock(kernelOf(entry), block, bytes, p0, p1, p2, p3, load<f64>(params, 32));
  }
}
