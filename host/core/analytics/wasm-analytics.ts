/**
 * Analytics kernels in WebAssembly, in a region of a memory that the caller gives them: first a buffer
 * for records, then the kernels' blocks, one after the other. Blocks are given back all at once.
 */
import { BLOCK_ALIGN_BYTES, BLOCK_QUALITY, BLOCK_TIME, BLOCK_VALUES } from '../../../assembly/analytics/layout.js';
import {
  type Analytics,
  type AnalyticsKernel,
  KERNEL_SHAPES,
  type KernelName,
  type KernelParams,
  orderedParams,
  recordCount,
} from '../../wire/analytics.js';
import type { AnalyticsExports } from './exports.js';

/** Doubles of the buffer for records: what one call takes at once. */
const RECORD_DOUBLES = 4_096;

export class WasmAnalytics implements Analytics {
  readonly #wasm: AnalyticsExports;
  readonly #memory: WebAssembly.Memory;
  readonly #records: Float64Array;
  readonly #first: number;
  readonly #end: number;
  #next: number;

  /**
   * @param from where the region begins, a multiple of 8 that nothing else uses
   * @throws RangeError where the region does not lie in the memory or has no room for records
   */
  constructor(wasm: AnalyticsExports, memory: WebAssembly.Memory, from: number, bytes: number) {
    if (from % BLOCK_ALIGN_BYTES !== 0)
      throw new RangeError(`analytics: the region begins at ${from}, not at a multiple of 8`);
    if (bytes < RECORD_DOUBLES * 8)
      throw new RangeError(`analytics: ${bytes} bytes, at least ${RECORD_DOUBLES * 8} are wanted`);
    this.#wasm = wasm;
    this.#memory = memory;
    this.#records = new Float64Array(memory.buffer, from, RECORD_DOUBLES);
    this.#first = from + RECORD_DOUBLES * 8;
    this.#end = Math.min(from + bytes, memory.buffer.byteLength);
    this.#next = this.#first;
  }

  open(name: KernelName, params: KernelParams = {}): AnalyticsKernel | number {
    const ordered = orderedParams(name, params);
    if (typeof ordered === 'number') return ordered;
    const [p0, p1, p2, p3, p4] = ordered as [number, number, number, number, number];
    const { id } = KERNEL_SHAPES[name];
    const at = this.#next;
    const used = this.#wasm.analyticsOpen(id, at, this.#end - at, p0, p1, p2, p3, p4);
    if (used < 0) return used;
    this.#next = at + Math.ceil(used / BLOCK_ALIGN_BYTES) * BLOCK_ALIGN_BYTES;
    return new WasmKernel(name, this.#wasm, this.#memory, at, this.#records);
  }

  /** Bytes that a kernel takes, or -ANALYTICS_ARGUMENT. */
  bytes(name: KernelName, params: KernelParams = {}): number {
    const ordered = orderedParams(name, params);
    if (typeof ordered === 'number') return ordered;
    const [p0, p1, p2, p3, p4] = ordered as [number, number, number, number, number];
    return this.#wasm.analyticsBytes(KERNEL_SHAPES[name].id, p0, p1, p2, p3, p4);
  }

  /** Gives the room of all kernels back: none of them may be used any more. */
  clear(): void {
    this.#next = this.#first;
  }
}

class WasmKernel implements AnalyticsKernel {
  readonly name: KernelName;
  readonly values: Float64Array;
  readonly #wasm: AnalyticsExports;
  readonly #at: number;
  readonly #quality: Uint32Array;
  readonly #time: Float64Array;
  readonly #records: Float64Array;
  readonly #fields: number;
  /** Records that the buffer holds. */
  readonly #batch: number;

  constructor(name: KernelName, wasm: AnalyticsExports, memory: WebAssembly.Memory, at: number, records: Float64Array) {
    const { recordFields, values } = KERNEL_SHAPES[name];
    this.name = name;
    this.values = new Float64Array(memory.buffer, at + BLOCK_VALUES, values.length);
    this.#wasm = wasm;
    this.#at = at;
    this.#quality = new Uint32Array(memory.buffer, at + BLOCK_QUALITY, 1);
    this.#time = new Float64Array(memory.buffer, at + BLOCK_TIME, 1);
    this.#records = records;
    this.#fields = recordFields;
    this.#batch = Math.floor(records.length / recordFields);
  }

  get quality(): number {
    return this.#quality[0]!;
  }

  get time(): number {
    return this.#time[0]!;
  }

  push(records: Float64Array, count?: number): number {
    const wanted = recordCount(this.name, records, count);
    if (wanted < 0) return wanted;
    let taken = 0;
    while (taken < wanted) {
      const batch = Math.min(this.#batch, wanted - taken);
      const from = taken * this.#fields;
      this.#copy(records, from, batch * this.#fields);
      const answer = this.#wasm.analyticsPush(this.#at, this.#records.byteOffset, batch);
      if (answer < 0) return answer;
      taken += answer;
      if (answer < batch) break;
    }
    return taken;
  }

  /** A few doubles in a loop: a view for `set` costs more than they do. */
  #copy(records: Float64Array, from: number, length: number): void {
    if (length > 64) this.#records.set(records.subarray(from, from + length));
    else for (let i = 0; i < length; i++) this.#records[i] = records[from + i]!;
  }
}
