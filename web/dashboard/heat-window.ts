/** Which part of a book's history the heatmap shows: how far back, which prices, and how bright a size is. */
import type { BookHistory } from './book-history.js';
import { type HeatScale, MOST_ROWS } from './heat-image.js';

/** Of the height that the mid may leave towards an edge before the prices are chosen anew. */
const MARGIN = 0.2;
/** Of the levels that were received, those within the window at first; the farthest are often far out. */
const LEVELS_SHOWN = 0.7;
/** The brightest size is this times the mean of a row. */
const FULL = 8;
/** Least height of a row of prices, CSS pixels. */
const ROW_PX = 4;
const ZOOM_STEP = 1.25;
const MOST_ZOOM = 8;

export class HeatWindow {
  /** Undefined: it follows the newest. */
  #heldEnd: number | undefined;
  #zoom = 1;
  #span = 0;
  #mostRows = MOST_ROWS;
  #scale: HeatScale | undefined;

  get live(): boolean {
    return this.#heldEnd === undefined;
  }

  /** Another symbol, or another grid. */
  forget(): void {
    this.#heldEnd = undefined;
    this.#span = 0;
    this.#scale = undefined;
  }

  goLive(): void {
    this.#heldEnd = undefined;
  }

  /** Column after the last one shown. */
  end(history: BookHistory, columns: number): number {
    if (this.#heldEnd === undefined) return history.end;
    // What is held leaves the ring in the end: then the oldest that there is.
    return Math.min(Math.max(this.#heldEnd, history.first + columns), history.end);
  }

  /** @param by columns towards the newest; back where negative. At the newest it follows again. */
  scroll(history: BookHistory, by: number, columns: number): void {
    const least = Math.min(history.first + columns, history.end);
    const end = Math.max(this.end(history, columns) + Math.round(by), least);
    this.#heldEnd = end >= history.end ? undefined : end;
  }

  /** Fewer prices, each higher, where positive. */
  zoom(steps: number): void {
    this.#zoom = Math.min(MOST_ZOOM, Math.max(1 / MOST_ZOOM, this.#zoom * ZOOM_STEP ** steps));
    this.#scale = undefined;
  }

  /** The same object while nothing about it changes. Undefined before there is a mid. */
  scale(history: BookHistory, end: number, height: number): HeatScale | undefined {
    const mostRows = Math.max(8, Math.min(MOST_ROWS, Math.floor(height / ROW_PX)));
    if (mostRows !== this.#mostRows) this.#scale = undefined;
    this.#mostRows = mostRows;
    let newest = end - 1;
    while (newest >= history.first && Number.isNaN(history.mid(newest))) newest--;
    if (newest < history.first || newest < 0) return this.#scale;
    const mid = history.mid(newest);
    const now = this.#scale;
    if (now === undefined || isNear(mid, now)) this.#scale = this.#choose(history, newest, mid);
    else if (!isBright(fullLots(history, newest, now.ticksPerRow), now.fullLots)) {
      this.#scale = { ...now, fullLots: fullLots(history, newest, now.ticksPerRow) };
    }
    return this.#scale;
  }

  #choose(history: BookHistory, column: number, mid: number): HeatScale {
    if (this.#span === 0) this.#span = spanOf(history, column, mid);
    const span = Math.max(8, this.#span / this.#zoom);
    const ticksPerRow = Math.ceil(span / this.#mostRows);
    const rows = Math.min(this.#mostRows, Math.ceil(span / ticksPerRow));
    const lowTicks = (Math.floor(mid / ticksPerRow) - Math.floor(rows / 2)) * ticksPerRow;
    return { lowTicks, ticksPerRow, rows, fullLots: fullLots(history, column, ticksPerRow) };
  }
}

function isNear(mid: number, { lowTicks, ticksPerRow, rows }: HeatScale): boolean {
  const share = (mid - lowTicks) / (ticksPerRow * rows);
  return share < MARGIN || share > 1 - MARGIN;
}

/** Within a factor of two: a brightness that breathes would look like a book that does. */
function isBright(wanted: number, used: number): boolean {
  return wanted < used * 2 && wanted > used / 2;
}

function spanOf(history: BookHistory, column: number, mid: number): number {
  const bid = history.bidTicks(column, Math.floor((history.bids(column) - 1) * LEVELS_SHOWN));
  const ask = history.askTicks(column, Math.floor((history.asks(column) - 1) * LEVELS_SHOWN));
  return 2 * Math.max(mid - bid, ask - mid);
}

function fullLots(history: BookHistory, column: number, ticksPerRow: number): number {
  let lots = 0;
  for (let i = 0; i < history.bids(column); i++) lots += history.bidLots(column, i);
  for (let i = 0; i < history.asks(column); i++) lots += history.askLots(column, i);
  const [bids, asks] = [history.bids(column), history.asks(column)];
  const ticks =
    history.askTicks(column, asks - 1) -
    history.askTicks(column, 0) +
    history.bidTicks(column, 0) -
    history.bidTicks(column, bids - 1);
  const rows = Math.min(bids + asks, Math.max(1, ticks / ticksPerRow));
  return Math.max(1, (FULL * lots) / rows);
}
