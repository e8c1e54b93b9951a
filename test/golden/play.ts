/**
 * Plays a scenario on a core: a writer makes frames, a reader takes each. What comes out is the
 * scenario with its bytes and states, which is what a golden file holds.
 */
import {
  ANALYTIC_FIELDS,
  INFO_DEPTH,
  INFO_EPOCH,
  INFO_EVENT,
  INFO_FINGERPRINT,
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_RECV,
  INFO_SEQUENCE,
  INFO_SIZE_DECIMALS,
  INFO_SYNCED,
  INFO_TICK,
  RESULT_FIELDS,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import type { Core, Grid } from '../../host/wire/core.js';
import { toHex } from '../cases/bytes.js';
import { Rig } from '../cases/rig.js';

/** A frame is made by each call but `load` and `update`; times are [recv, event]. Books are text, see `cases/levels.ts`. */
export type Call =
  | { readonly call: 'load' | 'update'; readonly levels: string }
  | { readonly call: 'snapshot' | 'delta'; readonly times: readonly [number, number] }
  | { readonly call: 'joiner' | 'generation' }
  /** A delta that the reader does not get; a catch-up from the sequence `base`. */
  | { readonly call: 'lost'; readonly times: readonly [number, number] }
  | { readonly call: 'catchUp'; readonly base: number }
  | { readonly call: 'status'; readonly status: readonly [number, number]; readonly times: readonly [number, number] }
  | {
      readonly call: 'trades' | 'lateTrades';
      /** Records of TRADE_FIELDS. */
      readonly trades: readonly (readonly number[])[];
      readonly missed: number;
      readonly times: readonly [number, number];
    }
  | {
      readonly call: 'analytics';
      /** Index, the double's bits in hex, mark. */
      readonly values: readonly (readonly [number, string, number])[];
      readonly table: number;
      readonly times: readonly [number, number];
    };

export interface Scenario {
  readonly about: string;
  readonly writer: {
    readonly id: number;
    readonly epoch: number;
    readonly depth: number;
    readonly grid: Grid;
    readonly codec?: number;
  };
  readonly steps: readonly Call[];
}

/** A reader after a frame. */
export interface ReaderState {
  readonly [field: string]: number | string;
}

export type Played = Omit<Scenario, 'steps'> & {
  readonly steps: readonly (Call & {
    readonly frame?: string;
    /** The record of RESULT_FIELDS. */
    readonly result?: readonly number[];
    readonly changes?: string;
    readonly found?: readonly (readonly (number | string)[])[];
    readonly reader?: ReaderState;
  })[];
};

export function play(scenario: Scenario, core: Core): Played {
  const rig = new Rig(core);
  const { id, epoch, depth, grid, codec } = scenario.writer;
  const writer = core.openWriter(id, epoch, depth, grid);
  if (codec !== undefined) core.setCodec(writer, codec);
  const reader = core.openReader(id);
  const steps = scenario.steps.map((step) => {
    const call = callOf(step);
    const length = encode(rig, writer, call);
    if (length < 0) throw new Error(`${scenario.about}: ${JSON.stringify(call)} answers ${length}`);
    if (length === 0) return call;
    const frame = rig.frame(length);
    if (call.call === 'lost') return { ...call, frame: toHex(frame) };
    rig.receive(frame);
    const result = Array.from(core.results.subarray(0, RESULT_FIELDS));
    return { ...call, frame: toHex(frame), result, ...content(rig, call), reader: readerState(rig, reader) };
  });
  core.close(reader);
  core.close(writer);
  return { about: scenario.about, writer: scenario.writer, steps };
}

/** The call of a step, without what came of it. */
function callOf(step: Call): Call {
  const {
    frame: _frame,
    result: _result,
    changes: _changes,
    found: _found,
    reader: _reader,
    ...call
  } = step as Played['steps'][number];
  return call as Call;
}

/** Answers the length of the frame that the call made, 0 for none. */
function encode(rig: Rig, writer: number, call: Call): number {
  const { core } = rig;
  switch (call.call) {
    case 'load':
      rig.load(writer, call.levels);
      return 0;
    case 'update':
      rig.update(writer, call.levels);
      return 0;
    case 'snapshot':
      return core.encodeSnapshot(writer, 0, true, ...call.times);
    case 'joiner':
      return core.encodeSnapshot(writer, 0, false, 0, 0);
    case 'generation':
      core.beginGeneration(writer);
      return 0;
    case 'catchUp':
      return core.encodeCatchUp(writer, 0, call.base);
    case 'delta':
    case 'lost':
      return core.encodeDelta(writer, 0, ...call.times, true);
    case 'status':
      return core.encodeStatus(writer, 0, ...call.status, ...call.times);
    case 'trades':
      core.trades.set(call.trades.flat());
      return core.encodeTrades(writer, 0, call.trades.length, call.missed, ...call.times);
    case 'lateTrades':
      core.trades.set(call.trades.flat());
      return core.encodeLateTrades(writer, 0, call.trades.length, call.missed, ...call.times);
    case 'analytics':
      core.analytics.set(call.values.flatMap(([index, bits, mark]) => [index, doubleOf(bits), mark]));
      return core.encodeAnalytics(writer, 0, call.values.length, call.table, ...call.times);
  }
}

const double = new DataView(new ArrayBuffer(8));

function doubleOf(bits: string): number {
  double.setBigUint64(0, BigInt(`0x${bits}`));
  return double.getFloat64(0);
}

/** NaN has one pattern of bits here. */
function bitsOf(value: number): string {
  double.setFloat64(0, Number.isNaN(value) ? Number.NaN : value);
  return double.getBigUint64(0).toString(16).padStart(16, '0');
}

function content(rig: Rig, call: Call): { changes?: string; found?: (number | string)[][] } {
  const [result] = rig.results(1);
  if (call.call === 'delta') return { changes: rig.decoded(result!) };
  if (call.call === 'analytics') {
    const { analytics } = rig.core;
    const at = (i: number, field: number): number => analytics[i * ANALYTIC_FIELDS + field]!;
    return { found: call.values.map((_, i) => [at(i, 0), bitsOf(at(i, 1)), at(i, 2)]) };
  }
  if (call.call !== 'trades' && call.call !== 'lateTrades') return {};
  const found = call.trades.map((_, i) =>
    Array.from(rig.core.trades.subarray(i * TRADE_FIELDS, (i + 1) * TRADE_FIELDS)),
  );
  return { found };
}

const READER_FIELDS = {
  synced: INFO_SYNCED,
  epoch: INFO_EPOCH,
  sequence: INFO_SEQUENCE,
  event: INFO_EVENT,
  recv: INFO_RECV,
  depth: INFO_DEPTH,
  priceDecimals: INFO_PRICE_DECIMALS,
  tick: INFO_TICK,
  sizeDecimals: INFO_SIZE_DECIMALS,
  lot: INFO_LOT,
  fingerprint: INFO_FINGERPRINT,
} as const;

function readerState(rig: Rig, reader: number): ReaderState {
  const fields = Object.entries(READER_FIELDS).map(([name, field]) => [name, rig.core.info(reader, field)]);
  return { ...Object.fromEntries(fields), book: rig.book(reader) };
}
