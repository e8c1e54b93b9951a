/**
 * The book of one symbol in a core: takes decoded messages, puts them on the price grid (known,
 * inferred or refined), and can undo what turned out to be wrong. It judges numbers, not continuity.
 */
import { INFO_BEST_ASK, INFO_BEST_ASK_LOTS, INFO_BEST_BID, INFO_BEST_BID_LOTS } from '../../assembly/layout.js';
import type { Core, Grid } from '../wire/core.js';
import type { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';
import { OFF_GRID, stepsOf } from './grid-unit.js';
import type { Instrument } from './instrument.js';
import {
  inferGrid,
  isSameGrid,
  type PriceGrid,
  priceGrid,
  refineGrid,
  STAGE_FULL,
  stageSide,
  stepRatio,
  wireGrid,
} from './price-grid.js';
import { SavedBook } from './saved-book.js';

/** `refused`: a number that no grid holds; `grid`: no grid holds it and the book; `capacity`: the core is full. */
export type WriteOutcome = 'ok' | 'refused' | 'grid' | 'capacity';

/** Of a writer before its first snapshot. */
const NO_GRID: Grid = { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 };

export interface BookWriterOptions {
  readonly core: Core;
  /** The stream's id on the wire. */
  readonly id: number;
  /** Draws an epoch, 0 … 2^48 - 1. */
  readonly epoch: () => number;
  /** Levels a side that are kept, 0 is all. */
  readonly depth: number;
}

export class BookWriter {
  /** The stream's handle in the core, negative where the core had no room for it. */
  stream: number;
  /** Known from the first load. */
  grid: Grid | undefined;
  /** Changes of the last `apply`; they are in the core's `changes`. */
  changes = 0;
  /** Set where ticks, lots or the handle came to mean something else; whoever tells of it clears it. */
  regridded = false;

  /** How many streams were opened so far: another number, another stream. */
  opens = 1;

  readonly #core: Core;
  readonly #id: number;
  readonly #epoch: () => number;
  #depth: number;
  #steps: PriceGrid | undefined;
  #instrument: Instrument | undefined;
  /** The book at `save`, before the last `apply`, and in the midst of `refine`. */
  readonly #saved = new SavedBook();
  readonly #before = new SavedBook();
  readonly #moving = new SavedBook();

  constructor(options: BookWriterOptions) {
    this.#core = options.core;
    this.#id = options.id;
    this.#epoch = options.epoch;
    this.#depth = options.depth;
    this.stream = options.core.openWriter(options.id, options.epoch(), options.depth, NO_GRID);
  }

  /** Steps to use from the next load on. */
  setInstrument(instrument: Instrument): void {
    this.#instrument = instrument;
  }

  /** Replaces the book by a snapshot; `depth` levels a side are kept from here on. */
  load(snapshot: BookMessage, depth: number): WriteOutcome {
    // Mostly all of it is on the grid that is known; else a grid must be found first.
    let steps = this.#known();
    // First whether it fits, then what cannot be taken back: another handle, another epoch.
    let staged = steps === undefined ? OFF_GRID : this.#stage(snapshot, steps);
    if (steps === undefined || staged < 0) {
      steps = this.#stepsFor([snapshot.bids, snapshot.asks]);
      if (steps === undefined) return 'refused';
      staged = this.#stage(snapshot, steps);
    }
    if (staged < 0) return staged === STAGE_FULL ? 'capacity' : 'refused';
    if (!this.#reopen(steps, depth)) return 'capacity';
    return this.#core.load(this.stream, snapshot.bids.count, snapshot.asks.count) < 0 ? 'capacity' : 'ok';
  }

  #known(): PriceGrid | undefined {
    return this.#steps ?? (this.#instrument === undefined ? undefined : priceGrid(this.#instrument.grid));
  }

  /** The grid in use refined, else the instrument's refined, else one inferred from the levels alone. */
  #stepsFor(sides: readonly DecimalLevels[]): PriceGrid | undefined {
    const known = this.#known();
    const refined = known === undefined ? undefined : refineGrid(known, sides);
    if (refined !== undefined && fits(sides, refined)) return refined;
    return inferGrid(sides);
  }

  #stage(message: BookMessage, steps: PriceGrid): number {
    const bids = stageSide(message.bids, steps, this.#core, 0);
    return bids < 0 ? bids : stageSide(message.asks, steps, this.#core, bids);
  }

  /** Gives the stream this grid and depth; false where the core has no room for a stream. */
  #reopen(steps: PriceGrid, depth: number): boolean {
    const isFirst = this.#steps === undefined;
    if (this.stream >= 0 && depth === this.#depth) {
      if (isFirst || !isSameGrid(this.#steps!, steps)) this.#restart(steps);
    } else {
      if (this.stream >= 0) this.#core.close(this.stream);
      this.#steps = steps;
      this.grid = wireGrid(steps);
      this.#depth = depth;
      this.stream = this.#core.openWriter(this.#id, this.#epoch(), depth, this.grid);
      this.opens++;
      this.regridded = true;
    }
    // Before its first book nothing was told that could now mean something else.
    if (isFirst) this.regridded = false;
    return this.stream >= 0;
  }

  /** Applies a diff whole, or not at all. */
  apply(diff: BookMessage): WriteOutcome {
    this.changes = 0;
    const steps = this.#steps;
    if (steps === undefined) return 'grid';
    // Keeping the best levels removes others without a word: only a copy brings them back.
    if (this.#depth > 0) this.#before.save(this.#core, this.stream, steps);
    let staged = this.#stage(diff, steps);
    if (staged === OFF_GRID) {
      if (!this.refine([diff.bids, diff.asks])) return 'grid';
      staged = this.#stage(diff, this.#steps!);
    }
    if (staged < 0) return staged === STAGE_FULL ? 'capacity' : 'refused';
    const changes = this.#core.update(this.stream, diff.bids.count, diff.asks.count);
    if (changes < 0) return 'capacity';
    this.changes = changes;
    return 'ok';
  }

  /** Takes back the last `apply`, which must have been the core's last call that changes. */
  undo(): void {
    if (this.#depth > 0) {
      this.#putBack(this.#before);
      return;
    }
    const { ticks, previous } = this.#core.changes;
    this.#core.staged.ticks.set(ticks.subarray(0, this.changes));
    this.#core.staged.lots.set(previous.subarray(0, this.changes));
    const bids = this.#core.changedBids();
    this.#core.update(this.stream, bids, this.changes - bids);
  }

  /** Keeps a copy of the book for `restore`. */
  save(): void {
    this.#saved.save(this.#core, this.stream, this.#steps);
  }

  /** Makes the book the one saved last, on the grid it had. */
  restore(): void {
    this.#putBack(this.#saved);
  }

  #putBack(book: SavedBook): void {
    const { steps } = book;
    if (steps !== undefined && this.#steps !== undefined && !isSameGrid(steps, this.#steps)) this.#restart(steps);
    book.load(this.#core, this.stream, 1, 1);
  }

  #restart(steps: PriceGrid): void {
    this.#steps = steps;
    this.grid = wireGrid(steps);
    this.#core.restart(this.stream, this.#epoch(), this.grid);
    this.regridded = true;
  }

  /**
   * Makes the grid fine enough for these levels and re-indexes the book: a new epoch. False, and
   * nothing changed, where the book and the levels fit no grid together.
   */
  refine(sides: readonly DecimalLevels[]): boolean {
    const then = this.#steps!;
    const steps = refineGrid(then, sides);
    if (steps === undefined || !fits(sides, steps)) return false;
    if (isSameGrid(then, steps)) return true;
    const priceRatio = stepRatio(then.price, steps.price);
    const sizeRatio = stepRatio(then.size, steps.size);
    this.#moving.save(this.#core, this.stream, then);
    if (!this.#moving.scales(priceRatio, sizeRatio)) return false;
    this.#restart(steps);
    this.#moving.load(this.#core, this.stream, priceRatio, sizeRatio);
    return true;
  }

  /** A row's price in ticks, or OFF_GRID, TOO_LARGE. Asked only once the grid is known. */
  ticksOf(levels: DecimalLevels, row: number): number {
    return stepsOf(levels.priceMantissa[row]!, levels.priceDecimals[row]!, this.#steps!.price);
  }

  /** A row's size in lots, likewise. */
  lotsOf(levels: DecimalLevels, row: number): number {
    return stepsOf(levels.sizeMantissa[row]!, levels.sizeDecimals[row]!, this.#steps!.size);
  }

  /** Whether the best bid is not below the best ask. */
  isCrossed(): boolean {
    const bid = this.#core.info(this.stream, INFO_BEST_BID);
    const ask = this.#core.info(this.stream, INFO_BEST_ASK);
    return bid > 0 && ask > 0 && bid >= ask;
  }

  /** Whether the best levels are those of a quote (QUOTE_FIELDS), to the last digit. */
  hasBest(quote: Float64Array): boolean {
    const { price, size } = this.#steps!;
    const best = (field: number) => this.#core.info(this.stream, field);
    return (
      stepsOf(quote[0]!, quote[1]!, price) === best(INFO_BEST_BID) &&
      stepsOf(quote[2]!, quote[3]!, size) === best(INFO_BEST_BID_LOTS) &&
      stepsOf(quote[4]!, quote[5]!, price) === best(INFO_BEST_ASK) &&
      stepsOf(quote[6]!, quote[7]!, size) === best(INFO_BEST_ASK_LOTS)
    );
  }

  /** Likewise, but a size of 0 in the quote is not said and fits any. */
  hasQuoted(quote: Float64Array): boolean {
    const { price, size } = this.#steps!;
    const fits = (level: number, ticks: number, lots: number) =>
      stepsOf(quote[level]!, quote[level + 1]!, price) === this.#core.info(this.stream, ticks) &&
      (quote[level + 2] === 0 ||
        stepsOf(quote[level + 2]!, quote[level + 3]!, size) === this.#core.info(this.stream, lots));
    return fits(0, INFO_BEST_BID, INFO_BEST_BID_LOTS) && fits(4, INFO_BEST_ASK, INFO_BEST_ASK_LOTS);
  }

  close(): void {
    if (this.stream >= 0) this.#core.close(this.stream);
    this.stream = -1;
  }
}

/** Whether all levels are within 2^53 - 1 steps, and on them. */
function fits(sides: readonly DecimalLevels[], steps: PriceGrid): boolean {
  for (const side of sides) {
    for (let row = 0; row < side.count; row++) {
      if (stepsOf(side.priceMantissa[row]!, side.priceDecimals[row]!, steps.price) <= 0) return false;
      if (stepsOf(side.sizeMantissa[row]!, side.sizeDecimals[row]!, steps.size) < 0) return false;
    }
  }
  return true;
}
