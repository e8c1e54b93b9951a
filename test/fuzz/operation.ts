/** Calls of a core as plain data, right and wrong ones, for properties that make sequences of them. */

import fc from 'fast-check';
import { ANALYTIC_FIELDS } from '../../assembly/layout.js';
import { KERNEL_NAMES, type KernelName } from '../../host/wire/analytics.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';
import type { Level } from '../cases/levels.js';
import { TEST_GRID } from '../cases/rig.js';
import { observeChanges, observeResults } from './observation.js';

const MAX = Number.MAX_SAFE_INTEGER;

type Times = readonly [recv: number, event: number];

export type Operation =
  | {
      readonly op: 'openWriter';
      readonly id: number;
      readonly epoch: number;
      readonly depth: number;
      readonly tick: number;
    }
  | { readonly op: 'openReader'; readonly id: number }
  | { readonly op: 'setCodec'; readonly handle: number; readonly codec: number }
  | { readonly op: 'generation'; readonly handle: number }
  | { readonly op: 'close'; readonly handle: number }
  | { readonly op: 'restart'; readonly handle: number; readonly epoch: number; readonly tick: number }
  | {
      readonly op: 'load' | 'update';
      readonly handle: number;
      readonly bids: readonly Level[];
      readonly asks: readonly Level[];
    }
  | { readonly op: 'attach'; readonly handle: number; readonly kernel: KernelName; readonly source: number }
  | { readonly op: 'detach'; readonly handle: number }
  | { readonly op: 'observe'; readonly handle: number; readonly lost: boolean; readonly times: Times }
  | {
      readonly op: 'observeTrades';
      readonly handle: number;
      readonly records: readonly (readonly number[])[];
      readonly times: Times;
    }
  | {
      readonly op: 'analytics';
      readonly handle: number;
      readonly at: number;
      readonly records: readonly (readonly number[])[];
      readonly table: number;
      readonly times: Times;
    }
  | { readonly op: 'advance'; readonly handle: number; readonly source: number }
  | { readonly op: 'since'; readonly handle: number; readonly sequence: number }
  | { readonly op: 'catchUp'; readonly handle: number; readonly at: number; readonly base: number }
  | { readonly op: 'top'; readonly handle: number; readonly n: number }
  | { readonly op: 'lotsAt'; readonly handle: number; readonly side: number; readonly ticks: number }
  | {
      readonly op: 'snapshot';
      readonly handle: number;
      readonly at: number;
      readonly next: boolean;
      readonly times: Times;
    }
  | {
      readonly op: 'delta';
      readonly handle: number;
      readonly at: number;
      readonly proved: boolean;
      readonly times: Times;
    }
  | {
      readonly op: 'trades';
      readonly handle: number;
      readonly at: number;
      /** From before the stream's position. */
      readonly late: boolean;
      readonly records: readonly (readonly number[])[];
      readonly missed: number;
      readonly times: Times;
    }
  | {
      readonly op: 'status';
      readonly handle: number;
      readonly at: number;
      readonly state: number;
      readonly times: Times;
    }
  /** An update, its delta, and all that was written as one message. */
  | {
      readonly op: 'publish';
      readonly handle: number;
      readonly bids: readonly Level[];
      readonly asks: readonly Level[];
      readonly times: Times;
    }
  /** Feeds the oldest `frames` that encoders wrote, as one message; with a byte of it changed where `spoil` is not negative. */
  | { readonly op: 'receive'; readonly frames: number; readonly spoil: number };

/** Most often the first writer, the second, the reader of the first. */
const handle = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.constant(2) },
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.integer({ min: -1, max: 6 }) },
);
const ticks = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 980, max: 1_020 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 40_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: MAX }) },
  { weight: 1, arbitrary: fc.constantFrom(1, MAX, 2 ** 32, 2 ** 31, 4_096, 8_192) },
);
const lots = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: MAX }) },
);
const wrongOrNot = <T>(right: fc.Arbitrary<T>, ...wrong: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 200, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const level = fc.tuple(wrongOrNot(ticks, 0, -1, 2 ** 53), wrongOrNot(lots, -1, 2 ** 53));
const levels = fc.array(level, { maxLength: 14 });
const time = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map((n) => n * 500),
  fc.integer({ min: 0, max: MAX }),
);
const times = fc.tuple(wrongOrNot(time, -1, 2 ** 53), fc.oneof(time, fc.constant(-1)));
const at = wrongOrNot(fc.integer({ min: 0, max: 300 }), -1, 1_000_000);
const epoch = wrongOrNot(fc.integer({ min: 0, max: 2 ** 48 - 1 }), -1, 2 ** 48);
const tick = wrongOrNot(fc.integer({ min: 1, max: MAX }), 0);
const id = wrongOrNot(fc.integer({ min: 0, max: 2 }), -1, 2 ** 31 - 1);
const record = fc.tuple(
  wrongOrNot(ticks, 0),
  wrongOrNot(fc.integer({ min: 1, max: MAX }), 0),
  fc.oneof(time, fc.constant(-1)),
  fc.oneof(time, fc.constant(-1)),
  wrongOrNot(fc.integer({ min: 0, max: 2 }), 3),
);
/** An analytics value: its index less the one before, the double, its mark. */
const analytic = fc.tuple(
  wrongOrNot(fc.integer({ min: 1, max: 3 }), 0, 0.5),
  fc.oneof(fc.double(), fc.integer({ min: -300, max: 300 }), fc.constantFrom(-0, 0.5, Number.POSITIVE_INFINITY)),
  wrongOrNot(fc.integer({ min: 0, max: 3 }), 4),
);
const KERNELS = [...KERNEL_NAMES.filter((name) => name !== 'vpin'), 'touch', 'imbalance', 'tradeFlow'] as const;
const depth = wrongOrNot(fc.constantFrom(0, 0, 1, 3, 10, 2 ** 31 - 1), -1);

const past = wrongOrNot(fc.integer({ min: 0, max: 12 }), -1, 2 ** 53);

const op = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);

/** Any call; most are right. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ op: op('openWriter'), id, epoch, depth, tick }) },
  { weight: 2, arbitrary: fc.record({ op: op('openReader'), id }) },
  { weight: 3, arbitrary: fc.record({ op: op('setCodec'), handle, codec: fc.constantFrom(0, 1, 2, 2, 3, 3, 3, 4) }) },
  { weight: 1, arbitrary: fc.record({ op: op('generation'), handle }) },
  { weight: 1, arbitrary: fc.record({ op: op('close'), handle }) },
  { weight: 1, arbitrary: fc.record({ op: op('restart'), handle, epoch, tick }) },
  { weight: 3, arbitrary: fc.record({ op: op('load'), handle, bids: levels, asks: levels }) },
  { weight: 8, arbitrary: fc.record({ op: op('update'), handle, bids: levels, asks: levels }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: op('attach'),
      handle,
      kernel: fc.constantFrom(...KERNELS),
      source: wrongOrNot(fc.constantFrom(0, 0, 0, 1, 2, 3), -1, 4, 0.5),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: op('detach'), handle }) },
  { weight: 8, arbitrary: fc.record({ op: op('observe'), handle, lost: fc.boolean(), times }) },
  {
    weight: 3,
    arbitrary: fc.record({ op: op('observeTrades'), handle, records: fc.array(record, { maxLength: 5 }), times }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: op('analytics'),
      handle,
      at,
      records: fc.array(analytic, { maxLength: 8 }),
      table: fc.integer({ min: 0, max: 20 }),
      times,
    }),
  },
  { weight: 5, arbitrary: fc.record({ op: op('advance'), handle, source: handle }) },
  { weight: 4, arbitrary: fc.record({ op: op('since'), handle, sequence: past }) },
  { weight: 5, arbitrary: fc.record({ op: op('catchUp'), handle, at, base: past }) },
  { weight: 1, arbitrary: fc.record({ op: op('top'), handle, n: fc.integer({ min: -1, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ op: op('lotsAt'), handle, side: fc.integer({ min: -1, max: 2 }), ticks }) },
  { weight: 5, arbitrary: fc.record({ op: op('snapshot'), handle, at, next: fc.boolean(), times }) },
  { weight: 7, arbitrary: fc.record({ op: op('delta'), handle, at, proved: fc.boolean(), times }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: op('trades'),
      late: fc.boolean(),
      handle,
      at,
      records: fc.array(record, { maxLength: 5 }),
      missed: time,
      times,
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: op('status'), handle, at, state: fc.integer({ min: -1, max: 10 }), times }) },
  { weight: 20, arbitrary: fc.record({ op: op('publish'), handle, bids: levels, asks: levels, times }) },
  {
    weight: 10,
    arbitrary: fc.record({
      op: op('receive'),
      frames: fc.integer({ min: 1, max: 4 }),
      spoil: fc.oneof({ weight: 20, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat(200) }),
    }),
  },
);

export const capacity: fc.Arbitrary<CoreCapacity> = fc.record({
  streams: fc.integer({ min: 3, max: 6 }),
  levels: fc.constantFrom(4, 14, 40),
  totalLevels: fc.constantFrom(20, 60, 1_000),
  trades: fc.integer({ min: 1, max: 5 }),
  results: fc.integer({ min: 1, max: 4 }),
  bytes: fc.constantFrom(400, 4_000),
  models: fc.integer({ min: 1, max: 3 }),
  history: fc.constantFrom(1, 2, 7, 30, 500),
  values: fc.constantFrom(1, 8, 64),
  kernelBytes: fc.constantFrom(1, 1_000, 20_000),
});

/** A core and the frames that it wrote. */
export class Operator {
  readonly core: Core;
  readonly #frames: Uint8Array[] = [];

  constructor(core: Core) {
    this.core = core;
  }

  /** Makes a call and answers what it came to: the answer, and the bytes, changes, results it left. */
  apply(operation: Operation): number[] {
    const { core } = this;
    switch (operation.op) {
      case 'openWriter':
        return [
          core.openWriter(operation.id, operation.epoch, operation.depth, { ...TEST_GRID, tick: operation.tick }),
        ];
      case 'openReader':
        return [core.openReader(operation.id)];
      case 'setCodec':
        return [core.setCodec(operation.handle, operation.codec)];
      case 'generation':
        return [core.beginGeneration(operation.handle)];
      case 'close':
        return [core.close(operation.handle)];
      case 'restart':
        return [core.restart(operation.handle, operation.epoch, { ...TEST_GRID, lot: operation.tick })];
      case 'load':
        return [core.load(operation.handle, ...this.#stage(operation))];
      case 'update':
        return this.#changed(core.update(operation.handle, ...this.#stage(operation)));
      case 'attach':
        return [core.attachKernel(operation.handle, operation.kernel, {}, operation.source)];
      case 'detach':
        return [core.detachKernels(operation.handle)];
      case 'observe': {
        const [recv, event] = operation.times;
        const loss = () => core.observeLoss(operation.handle, recv);
        return this.#analytics(
          operation.handle,
          operation.lost ? loss() : core.observeBook(operation.handle, recv, event),
        );
      }
      case 'observeTrades':
        return this.#analytics(operation.handle, this.#observeTrades(operation));
      case 'advance':
        return this.#changed(core.advance(operation.handle, operation.source));
      case 'since':
        return this.#changed(core.changesSince(operation.handle, operation.sequence));
      case 'catchUp':
        return this.#encoded(operation.at, core.encodeCatchUp(operation.handle, operation.at, operation.base));
      case 'top':
        return [core.top(operation.handle, operation.n), core.levelBids()];
      case 'lotsAt':
        return [core.lotsAt(operation.handle, operation.side, operation.ticks)];
      case 'publish':
        return this.#publish(operation);
      case 'receive':
        return this.#receive(operation.frames, operation.spoil);
      default:
        return this.#encoded(operation.at, this.#encode(operation));
    }
  }

  #observeTrades({
    handle: stream,
    records,
    times: [recv, event],
  }: Extract<Operation, { op: 'observeTrades' }>): number {
    for (const [i, value] of records.flat().entries()) this.core.trades[i] = value;
    return this.core.observeTrades(stream, records.length, recv, event);
  }

  #analytics(stream: number, answer: number): number[] {
    const count = this.core.readAnalytics(stream);
    return [answer, count, ...this.core.analytics.subarray(0, Math.max(count, 0) * ANALYTIC_FIELDS)];
  }

  #stage({ bids, asks }: { bids: readonly Level[]; asks: readonly Level[] }): [number, number] {
    const { ticks: prices, lots: sizes } = this.core.staged;
    for (const [i, entry] of [...bids, ...asks].entries()) [prices[i], sizes[i]] = entry;
    return [bids.length, asks.length];
  }

  #publish({ handle: stream, bids, asks, times: [recv, event] }: Extract<Operation, { op: 'publish' }>): number[] {
    const changed = this.#changed(this.core.update(stream, ...this.#stage({ bids, asks })));
    const encoded = this.#encoded(0, this.core.encodeDelta(stream, 0, recv, event, true));
    return [...changed, ...encoded, ...this.#receive(this.#frames.length, -1)];
  }

  #changed(answer: number): number[] {
    const row = [answer, this.core.changedBids()];
    observeChanges(this.core, Math.max(answer, 0), row);
    return row;
  }

  #encode(operation: Extract<Operation, { at: number; times: Times }>): number {
    const { core } = this;
    const {
      handle: stream,
      at: position,
      times: [recv, event],
    } = operation;
    switch (operation.op) {
      case 'snapshot':
        return core.encodeSnapshot(stream, position, operation.next, recv, event);
      case 'delta':
        return core.encodeDelta(stream, position, recv, event, operation.proved);
      case 'trades':
        for (const [i, value] of operation.records.flat().entries()) core.trades[i] = value;
        return operation.late
          ? core.encodeLateTrades(stream, position, operation.records.length, operation.missed, recv, event)
          : core.encodeTrades(stream, position, operation.records.length, operation.missed, recv, event);
      case 'analytics': {
        let index = -1;
        for (const [i, [gap, value, mark]] of operation.records.entries()) {
          index += gap!;
          core.analytics.set(
            [index, value!, mark!].slice(0, core.analytics.length - i * ANALYTIC_FIELDS),
            i * ANALYTIC_FIELDS,
          );
          if ((i + 2) * ANALYTIC_FIELDS > core.analytics.length) break;
        }
        const count = Math.min(operation.records.length, core.capacity.values);
        return core.encodeAnalytics(stream, position, count, operation.table, recv, event);
      }
      case 'status':
        return core.encodeStatus(stream, position, operation.state, operation.state + 1, recv, event);
    }
  }

  #encoded(position: number, length: number): number[] {
    if (length <= 0) return [length];
    const frame = this.core.output.slice(position, position + length);
    this.#frames.push(frame);
    return [length, ...frame];
  }

  #receive(frames: number, spoil: number): number[] {
    const { core } = this;
    const message = this.#frames.splice(0, frames).flatMap((frame) => [...frame]);
    if (message.length > core.input.length) return [];
    if (spoil >= 0 && message.length > 0) message[spoil % message.length]! ^= 1 + (spoil % 255);
    core.input.set(message);
    const row = [core.validate(0, message.length)];
    for (let from = 0; from < message.length; from = core.received()) {
      const count = core.receive(from, message.length);
      row.push(count, core.received());
      observeResults(core, count, row);
      if (core.received() <= from) return [...row, Number.NaN];
    }
    return row;
  }
}
