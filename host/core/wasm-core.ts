/** A whole core in WebAssembly: what a reader has, and its writers, encoders and parser. */

import { INGESTED_FIELDS, QUOTE_FIELDS, WAITING_QUOTES } from '../../assembly/ingest/layout.js';
import {
  ARGUMENT,
  PARSED_FIELDS,
  PARSED_HEAD_BYTES,
  PARSED_TRADE_BYTES,
  REGION_LINKS,
  REGION_OUTPUT,
  REGION_PARSED,
  REGION_STAGED,
} from '../../assembly/layout.js';
import { KERNEL_SHAPES, type KernelName, type KernelParams, orderedParams } from '../wire/analytics.js';
import type { Core, CoreCapacity, Grid, LevelColumns } from '../wire/core.js';
import type { FrameIngestor } from '../wire/ingest.js';
import type { ParsedLevelColumns, ParsedTradeColumns } from '../wire/parser.js';
import type { CoreExports } from './exports.js';
import { type Build, WasmReaderCore } from './wasm-reader-core.js';

export class WasmCore extends WasmReaderCore implements Core, FrameIngestor {
  readonly staged: LevelColumns;
  readonly output: Uint8Array;
  readonly parsed: Float64Array;
  readonly parsedBids: ParsedLevelColumns;
  readonly parsedAsks: ParsedLevelColumns;
  readonly parsedTrades: ParsedTradeColumns;
  readonly ingested: Float64Array;
  readonly takenQuotes: Float64Array;
  readonly #wasm: CoreExports;

  /** `instantiateCore` makes one: `exports` are of a fresh instance over a fresh memory. */
  constructor(name: Build, capacity: CoreCapacity, exports: CoreExports) {
    super(name, capacity, exports);
    const { levels, trades, bytes } = capacity;
    this.#wasm = exports;
    const buffer = exports.memory.buffer;
    const column = (region: number, index: number) =>
      new Float64Array(buffer, exports.regionAt(region) + index * 16 * levels, 2 * levels);
    this.staged = { ticks: column(REGION_STAGED, 0), lots: column(REGION_STAGED, 1) };
    this.output = new Uint8Array(buffer, exports.regionAt(REGION_OUTPUT), bytes);
    const parsedAt = exports.regionAt(REGION_PARSED);
    const tradesAt = parsedAt + PARSED_HEAD_BYTES;
    const linksAt = exports.regionAt(REGION_LINKS);
    this.ingested = new Float64Array(buffer, linksAt, INGESTED_FIELDS);
    this.takenQuotes = new Float64Array(buffer, linksAt + INGESTED_FIELDS * 8, WAITING_QUOTES * QUOTE_FIELDS);
    this.parsed = new Float64Array(buffer, parsedAt, PARSED_FIELDS);
    this.parsedTrades = parsedTradeColumns(buffer, tradesAt, trades);
    this.parsedBids = parsedLevelColumns(buffer, tradesAt + trades * PARSED_TRADE_BYTES, levels, 0);
    this.parsedAsks = parsedLevelColumns(buffer, tradesAt + trades * PARSED_TRADE_BYTES, levels, levels);
  }

  openWriter(id: number, epoch: number, depth: number, grid: Grid): number {
    return this.#wasm.openWriter(id, epoch, depth, grid.priceDecimals, grid.tick, grid.sizeDecimals, grid.lot);
  }

  setCodec(handle: number, codec: number): number {
    return this.#wasm.setCodec(handle, codec);
  }

  beginGeneration(handle: number): number {
    return this.#wasm.beginGeneration(handle);
  }

  restart(handle: number, epoch: number, grid: Grid): number {
    return this.#wasm.restart(handle, epoch, grid.priceDecimals, grid.tick, grid.sizeDecimals, grid.lot);
  }

  load(handle: number, nBids: number, nAsks: number): number {
    return this.#wasm.loadBook(handle, nBids, nAsks);
  }

  update(handle: number, nBids: number, nAsks: number): number {
    return this.#wasm.update(handle, nBids, nAsks);
  }

  advance(handle: number, source: number): number {
    return this.#wasm.advance(handle, source);
  }

  changesSince(handle: number, sequence: number): number {
    return this.#wasm.changesSince(handle, sequence);
  }

  changedBids(): number {
    return this.#wasm.changedBids();
  }

  maxSnapshotBytes(handle: number): number {
    return this.#wasm.maxSnapshotBytes(handle);
  }

  maxDeltaBytes(changes: number): number {
    return this.#wasm.maxDeltaBytes(changes);
  }

  maxTradesBytes(trades: number): number {
    return this.#wasm.maxTradesBytes(trades);
  }

  maxStatusBytes(): number {
    return this.#wasm.maxStatusBytes();
  }

  encodeSnapshot(handle: number, at: number, next: boolean, recv: number, event: number): number {
    return this.#wasm.encodeSnapshot(handle, at, next ? 1 : 0, recv, event);
  }

  encodeDelta(handle: number, at: number, recv: number, event: number, fingerprint: boolean): number {
    return this.#wasm.encodeDelta(handle, at, recv, event, fingerprint ? 1 : 0);
  }

  encodeCatchUp(handle: number, at: number, base: number): number {
    return this.#wasm.encodeCatchUp(handle, at, base);
  }

  encodeLateTrades(handle: number, at: number, count: number, missed: number, recv: number, event: number): number {
    return this.#wasm.encodeLateTrades(handle, at, count, missed, recv, event);
  }

  encodeTrades(handle: number, at: number, count: number, missed: number, recv: number, event: number): number {
    return this.#wasm.encodeTrades(handle, at, count, missed, recv, event);
  }

  encodeStatus(handle: number, at: number, state: number, reason: number, recv: number, event: number): number {
    return this.#wasm.encodeStatus(handle, at, state, reason, recv, event);
  }

  attachKernel(handle: number, name: KernelName, given: KernelParams, source: number): number {
    const ordered = orderedParams(name, given);
    if (typeof ordered === 'number') return -ARGUMENT;
    const [p0, p1, p2, p3, p4] = ordered as [number, number, number, number, number];
    return this.#wasm.attachKernel(handle, KERNEL_SHAPES[name].id, source, p0, p1, p2, p3, p4);
  }

  detachKernels(handle: number): number {
    return this.#wasm.detachKernels(handle);
  }

  observeBook(handle: number, recv: number, event: number): number {
    return this.#wasm.observeBook(handle, recv, event);
  }

  observeTrades(handle: number, count: number, recv: number, event: number): number {
    return this.#wasm.observeTrades(handle, count, recv, event);
  }

  observeLoss(handle: number, recv: number): number {
    return this.#wasm.observeLoss(handle, recv);
  }

  readAnalytics(handle: number): number {
    return this.#wasm.readAnalytics(handle);
  }

  maxAnalyticsBytes(values: number): number {
    return this.#wasm.maxAnalyticsBytes(values);
  }

  encodeAnalytics(handle: number, at: number, count: number, table: number, recv: number, event: number): number {
    return this.#wasm.encodeAnalytics(handle, at, count, table, recv, event);
  }

  parse(venue: number, from: number, to: number): number {
    return this.#wasm.parse(venue, from, to);
  }

  link(handle: number, source: number, venue: number, order: number, from: number, to: number): number {
    return this.#wasm.link(handle, source, venue, order, from, to);
  }

  unlink(handle: number): number {
    return this.#wasm.unlink(handle);
  }

  arm(
    handle: number,
    lastId: number,
    quotedId: number,
    heldQuote: number,
    sum: number,
    priceSent: number,
    sizeSent: number,
  ): number {
    return this.#wasm.arm(handle, lastId, quotedId, heldQuote, sum, priceSent, sizeSent);
  }

  disarm(handle: number): number {
    return this.#wasm.disarm(handle);
  }

  encodeIngested(
    handle: number,
    encoded: boolean,
    fingerprintAt: number,
    fingerprintUs: number,
    generationAt: number,
    generationUs: number,
  ): number {
    const flag = encoded ? 1 : 0;
    return this.#wasm.encodeIngested(handle, flag, fingerprintAt, fingerprintUs, generationAt, generationUs);
  }

  ingest(source: number, venue: number, from: number, to: number, recv: number): number {
    return this.#wasm.ingest(source, venue, from, to, recv);
  }
}

function parsedTradeColumns(buffer: ArrayBufferLike, at: number, rows: number): ParsedTradeColumns {
  const column = (index: number) => new Float64Array(buffer, at + index * rows * 8, rows);
  return { tsEvent: column(0), id: column(1), side: column(2) };
}

/** One side's part, from row `first` on, of columns of 2 × `rows`; assembly/venues/columns.ts lays them out. */
function parsedLevelColumns(buffer: ArrayBufferLike, at: number, rows: number, first: number): ParsedLevelColumns {
  const column = <T>(
    type: new (buffer: ArrayBufferLike, at: number, length: number) => T,
    width: number,
    skip: number,
  ) => new type(buffer, at + 2 * rows * skip + first * width, rows);
  return {
    priceMantissa: column(Float64Array, 8, 0),
    sizeMantissa: column(Float64Array, 8, 8),
    priceDecimals: column(Int16Array, 2, 16),
    sizeDecimals: column(Int16Array, 2, 18),
    priceSent: column(Uint8Array, 1, 20),
    sizeSent: column(Uint8Array, 1, 21),
  };
}
