/**
 * A stream of a core: its book and the state of its framing. It turns a header's fields into a
 * position (sequence and times) and takes a position once a frame is applied.
 */
import {
  CODEC,
  CODEC_DENSE,
  CODEC_FAST,
  CODEC_PLAIN,
  EPOCH,
  FLAGS,
  FULL,
  KIND_DELTA,
  KIND_SNAPSHOT,
  NOT_SYNCED,
  OK,
  RANGE,
  SEQUENCE,
} from '../../assembly/layout.js';
import type { Grid } from '../wire/core.js';
import { DenseModel } from './dense-model.js';
import type { FrameHeader } from './header.js';
import { isAmount } from './integer.js';
import { Book } from './l2.js';
import type { LevelBudget } from './level-budget.js';
import { type KernelBudget, StreamKernels } from './stream-kernels.js';

/** Where a frame lands. `event` is -1 where the frame has none. */
export interface Position {
  sequence: number;
  recv: number;
  event: number;
}

/** How many models of the dense codec there may be, and are. */
export interface ModelBudget {
  readonly limit: number;
  used: number;
}

const NO_GRID: Grid = { priceDecimals: 0, tick: 0, sizeDecimals: 0, lot: 0 };

export class Stream {
  readonly id: number;
  readonly isWriter: boolean;
  readonly book: Book;
  epoch = 0;
  sequence = 0;
  isSynced: boolean;
  lastRecv = 0;
  lastEvent = 0;
  grid = NO_GRID;
  /** How deltas are coded; 0 before a reader's first snapshot. */
  codec: number;
  model: DenseModel | undefined;
  readonly kernels: StreamKernels;

  /** @param history changes that its book remembers */
  constructor(id: number, isWriter: boolean, budget: LevelBudget, history: number, kernels: KernelBudget) {
    this.id = id;
    this.isWriter = isWriter;
    this.isSynced = isWriter;
    this.codec = isWriter ? CODEC_PLAIN : 0;
    this.book = new Book(budget, history);
    this.kernels = new StreamKernels(kernels);
  }

  /** Takes a codec (0: none), and a model or not; false, and nothing done, where no model is free. */
  takeCodec(codec: number, models: ModelBudget): boolean {
    const isDense = codec === CODEC_DENSE;
    if (isDense && this.model === undefined && models.used >= models.limit) return false;
    if (isDense !== (this.model !== undefined)) {
      models.used += isDense ? 1 : -1;
      this.model = isDense ? new DenseModel() : undefined;
    }
    this.codec = codec;
    this.model?.end();
    return true;
  }

  /** A writer's beginning: an empty book at sequence 0. */
  restart(epoch: number, grid: Grid): void {
    const { priceDecimals, tick, sizeDecimals, lot } = grid;
    this.book.clear();
    this.book.history.restart(0);
    this.kernels.renew();
    this.model?.end();
    this.epoch = epoch;
    this.grid = { priceDecimals, tick, sizeDecimals, lot };
    this.sequence = 0;
    this.lastRecv = 0;
    this.lastEvent = 0;
  }

  /** Steps 2 to 5 of "What a reader does with a header": OK and the frame's position in `position`, or a code. */
  locate(header: FrameHeader, position: Position, models: ModelBudget): number {
    const isSnapshot = header.kind === KIND_SNAPSHOT;
    const order = isSnapshot ? OK : this.#judgeOrder(header);
    if (order !== OK) return order;
    const coding = isSnapshot ? this.#judgeSnapshot(header, models) : this.#judgeCoding(header);
    if (coding !== OK) return coding;
    position.sequence = header.isFull ? header.sequence : this.sequence + 1;
    if (header.hasCodedTimes) return OK;
    return header.isFull ? locateFull(header, position) : this.#locateCompact(header, position);
  }

  #judgeOrder(header: FrameHeader): number {
    if (!this.isSynced) return NOT_SYNCED;
    if (header.isFull) {
      if (header.epoch !== this.epoch) return EPOCH;
      const base = header.sequence - header.distance;
      if (header.isCatchUp) return base <= this.sequence && this.sequence <= header.sequence ? OK : SEQUENCE;
      return base === this.sequence ? OK : SEQUENCE;
    }
    const next = this.sequence + 1;
    return isAmount(next) && header.sequence === next % header.sequences ? OK : SEQUENCE;
  }

  #judgeSnapshot({ codec }: FrameHeader, models: ModelBudget): number {
    if (codec === CODEC_PLAIN || codec === CODEC_FAST) return OK;
    if (codec !== CODEC_DENSE) return CODEC;
    return this.model === undefined && models.used >= models.limit ? FULL : OK;
  }

  #judgeCoding(header: FrameHeader): number {
    if (header.kind !== KIND_DELTA) return OK;
    const codec = this.codecOf(header);
    if (codec === CODEC_PLAIN || codec === CODEC_FAST) return header.isGeneration || header.hasCodedTimes ? FLAGS : OK;
    if (codec !== CODEC_DENSE || this.model === undefined || header.isCatchUp) return CODEC;
    return header.isGeneration || this.model.isInGeneration ? OK : SEQUENCE;
  }

  /** The codec of a delta. */
  codecOf(header: FrameHeader): number {
    return header.isFull ? header.codec : this.codec;
  }

  #locateCompact(header: FrameHeader, position: Position): number {
    const event = this.lastEvent + header.event;
    if (header.hasEvent && !isAmount(event)) return RANGE;
    const recv = timeAfter(this.lastRecv, header.hasEvent ? header.event : 0, header.recv);
    position.event = header.hasEvent ? event : -1;
    position.recv = recv;
    return isAmount(recv) ? OK : RANGE;
  }

  /** Fills a header for the frame that follows the last one; RANGE where the times are too far apart to say. */
  next(header: FrameHeader, recv: number, event: number): number {
    header.isFull = false;
    header.isGeneration = false;
    header.isCatchUp = false;
    header.hasCodedTimes = false;
    header.stream = this.id;
    header.sequence = this.sequence + 1;
    header.hasEvent = event >= 0;
    header.event = event >= 0 ? event - this.lastEvent : 0;
    // Beyond 2^53 the difference is rounded, but never to below 2^53.
    header.recv = recv - this.lastRecv - header.event;
    return Number.isSafeInteger(header.recv) ? OK : RANGE;
  }

  /** Takes a frame's position. */
  land(position: Position, isFull: boolean): void {
    this.sequence = position.sequence;
    this.lastRecv = position.recv;
    if (position.event >= 0) this.lastEvent = position.event;
    else if (isFull) this.lastEvent = position.recv;
  }
}

function locateFull(header: FrameHeader, position: Position): number {
  position.recv = header.recv;
  position.event = header.hasEvent ? header.event : -1;
  return OK;
}

/** `time` + a + b, exact wherever the sum is a time: of two differences the opposite ones are added first. */
function timeAfter(time: number, a: number, b: number): number {
  return a < 0 === b < 0 ? time + a + b : time + (a + b);
}
