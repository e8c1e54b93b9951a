/**
 * What the core exports of its analytics: how many bytes a kernel needs, opening one at an address, and
 * pushing records into it. Where blocks and records lie is the host's business; nothing here reads or
 * writes outside of what a call names. Kernels that a stream's messages feed are `set` and `observe`.
 */
import { bytesOf, openBlock, pushRow, recordFields, settle } from './kernel';
import {
  ANALYTICS_ARGUMENT,
  ANALYTICS_FULL,
  BLOCK_ALIGN_BYTES,
  BLOCK_HEAD_BYTES,
  BLOCK_KIND,
  BLOCK_MAGIC,
  KERNELS,
} from './layout';

export { observeBook, observeLoss, observeTrades, readAnalytics } from './observe';
export { attachKernel, detachKernels } from './set';

/** Whether `bytes` from an address on lie in memory and are aligned. */
function holds(at: usize, bytes: u64): bool {
  return (at & (BLOCK_ALIGN_BYTES - 1)) == 0 && <u64>at + bytes <= (<u64>memory.size()) << 16;
}

/** Bytes of a kernel's block with these parameters, or -ANALYTICS_ARGUMENT. */
export function analyticsBytes(kernel: i32, p0: f64, p1: f64, p2: f64, p3: f64, p4: f64): i32 {
  const bytes = bytesOf(kernel, p0, p1, p2, p3, p4);
  return bytes < 0 ? -ANALYTICS_ARGUMENT : bytes;
}

/** Makes the `room` bytes at an address a fresh kernel. Answers the bytes used, or minus a code. */
export function analyticsOpen(kernel: i32, at: usize, room: u32, p0: f64, p1: f64, p2: f64, p3: f64, p4: f64): i32 {
  const bytes = bytesOf(kernel, p0, p1, p2, p3, p4);
  if (bytes < 0) return -ANALYTICS_ARGUMENT;
  if (<u32>bytes > room || !holds(at, bytes)) return -ANALYTICS_FULL;
  openBlock(kernel, at, bytes, p0, p1, p2, p3, p4);
  return bytes;
}

/**
 * Pushes records into the kernel at an address, which the host vouches for. Answers how many it took:
 * the first that cannot be stops it and changes nothing. Or minus a code.
 */
export function analyticsPush(at: usize, records: usize, count: u32): i32 {
  if (!holds(at, BLOCK_HEAD_BYTES)) return -ANALYTICS_ARGUMENT;
  const kernel = load<u32>(at, BLOCK_KIND) - <u32>BLOCK_MAGIC;
  if (kernel - 1 >= <u32>KERNELS - 1) return -ANALYTICS_ARGUMENT;
  const bytes = (<usize>recordFields(kernel)) << 3;
  if (count > <u32>i32.MAX_VALUE || !holds(records, <u64>count * bytes)) return -ANALYTICS_FULL;
  let taken: u32 = 0;
  while (taken < count && pushRow(kernel, at, records + <usize>taken * bytes)) taken++;
  settle(kernel, at);
  return taken;
}
