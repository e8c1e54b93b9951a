/** A core in WebAssembly that reads frames: typed views of its memory, made once since it never grows, and its calls. */
import {
  ANALYTIC_FIELDS,
  REGION_ANALYTICS,
  REGION_CHANGES,
  REGION_INPUT,
  REGION_LEVELS,
  REGION_RESULTS,
  REGION_TRADES,
  RESULT_FIELDS,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import type { ChangeColumns, CoreCapacity, LevelColumns } from '../wire/core.js';
import type { ReaderCore } from '../wire/reader-core.js';
import { memoryBytes } from './capacity.js';
import type { ReaderExports } from './reader-exports.js';

export type Build = 'simd' | 'scalar';

export class WasmReaderCore implements ReaderCore {
  readonly name: Build;
  readonly capacity: CoreCapacity;
  /** Its linear memory, of the size that its capacity needs. */
  readonly memory: WebAssembly.Memory;
  readonly levels: LevelColumns;
  readonly changes: ChangeColumns;
  readonly trades: Float64Array;
  readonly analytics: Float64Array;
  readonly results: Float64Array;
  readonly input: Uint8Array;
  readonly #wasm: ReaderExports;

  /** `exports` are of a fresh instance over a fresh memory. */
  constructor(name: Build, capacity: CoreCapacity, exports: ReaderExports) {
    const { streams, levels, totalLevels, trades, results, bytes, models, history, values, kernelBytes } = capacity;
    const used = exports.init(
      streams,
      levels,
      totalLevels,
      trades,
      results,
      bytes,
      models,
      history,
      values,
      kernelBytes,
    );
    if (used !== memoryBytes(capacity)) {
      throw new Error(`core: the module and its host disagree on its memory: ${used}, ${memoryBytes(capacity)} bytes`);
    }
    this.name = name;
    this.capacity = capacity;
    this.memory = exports.memory;
    this.#wasm = exports;
    const buffer = exports.memory.buffer;
    const column = (region: number, index: number) =>
      new Float64Array(buffer, exports.regionAt(region) + index * 16 * levels, 2 * levels);
    this.levels = { ticks: column(REGION_LEVELS, 0), lots: column(REGION_LEVELS, 1) };
    this.changes = {
      ticks: column(REGION_CHANGES, 0),
      lots: column(REGION_CHANGES, 1),
      previous: column(REGION_CHANGES, 2),
    };
    this.trades = new Float64Array(buffer, exports.regionAt(REGION_TRADES), trades * TRADE_FIELDS);
    this.analytics = new Float64Array(buffer, exports.regionAt(REGION_ANALYTICS), values * ANALYTIC_FIELDS);
    this.results = new Float64Array(buffer, exports.regionAt(REGION_RESULTS), results * RESULT_FIELDS);
    this.input = new Uint8Array(buffer, exports.regionAt(REGION_INPUT), bytes);
  }

  openReader(id: number): number {
    return this.#wasm.openReader(id);
  }

  close(handle: number): number {
    return this.#wasm.close(handle);
  }

  info(handle: number, field: number): number {
    return this.#wasm.info(handle, field);
  }

  top(handle: number, n: number): number {
    return this.#wasm.top(handle, n);
  }

  levelBids(): number {
    return this.#wasm.levelBids();
  }

  lotsAt(handle: number, side: number, ticks: number): number {
    return this.#wasm.lotsAt(handle, side, ticks);
  }

  validate(from: number, to: number): number {
    return this.#wasm.validate(from, to);
  }

  receive(from: number, to: number): number {
    return this.#wasm.receive(from, to);
  }

  received(): number {
    return this.#wasm.received();
  }
}
