/**
 * The heatmap's pixels: an off-screen ring of columns, one pixel a change of the book and one a row of
 * prices. A new change costs one column; all are made again only where the scale or the prices are others.
 */
import type { BookHistory } from './book-history.js';
import { type HeatColours, heatPixel } from './heat-colours.js';

/** Columns of the ring: more than a screen is wide. */
export const RING_COLUMNS = 4_096;
export const MOST_ROWS = 256;

/** Which prices the rows are, and which size is the brightest. */
export interface HeatScale {
  /** Of the lowest row. */
  readonly lowTicks: number;
  readonly ticksPerRow: number;
  readonly rows: number;
  readonly fullLots: number;
}

export class HeatImage {
  readonly #canvas = document.createElement('canvas');
  readonly #paint = this.#canvas.getContext('2d');
  readonly #bids = new Float64Array(MOST_ROWS);
  readonly #asks = new Float64Array(MOST_ROWS);
  #image: ImageData | undefined;
  #pixels = new Uint32Array(0);
  #scale: HeatScale | undefined;
  #colours: HeatColours | undefined;
  #from = 0;
  #to = 0;

  constructor() {
    this.#canvas.width = RING_COLUMNS;
    this.#canvas.height = MOST_ROWS;
  }

  /** Nothing that was drawn holds any longer. */
  forget(): void {
    this.#from = 0;
    this.#to = 0;
  }

  /** Draws what is missing of the columns `from` … `to` - 1, at most RING_COLUMNS. */
  cover(history: BookHistory, from: number, to: number, scale: HeatScale, colours: HeatColours): void {
    if (scale !== this.#scale || colours !== this.#colours) {
      this.#scale = scale;
      this.#colours = colours;
      this.forget();
    }
    const kept = from >= this.#from && from <= this.#to && to >= this.#to;
    const start = kept ? this.#to : from;
    if (from >= this.#from && to <= this.#to) return;
    for (let column = start; column < to; column++) this.#draw(history, column, scale, colours);
    this.#show(start, to, scale.rows);
    this.#from = kept ? Math.max(this.#from, to - RING_COLUMNS) : from;
    this.#to = to;
  }

  /** Copies columns onto a canvas, their right edge at `right`, each `columnPx` wide. */
  copy(
    onto: CanvasRenderingContext2D,
    from: number,
    to: number,
    right: number,
    columnPx: number,
    height: number,
  ): void {
    const rows = this.#scale?.rows ?? 0;
    onto.imageSmoothingEnabled = false;
    for (let column = from; column < to; ) {
      const x = column % RING_COLUMNS;
      const count = Math.min(to - column, RING_COLUMNS - x);
      const left = right - (to - column) * columnPx;
      onto.drawImage(this.#canvas, x, 0, count, rows, left, 0, count * columnPx, height);
      column += count;
    }
  }

  #draw(history: BookHistory, column: number, scale: HeatScale, colours: HeatColours): void {
    const { rows, fullLots } = scale;
    const pixels = this.#room();
    const x = column % RING_COLUMNS;
    const gap = history.isGap(column);
    if (!gap) this.#sum(history, column, scale);
    for (let row = 0; row < rows; row++) {
      const [bid, ask] = [this.#bids[row]!, this.#asks[row]!];
      const ramp = ask > bid ? colours.asks : colours.bids;
      const size = Math.max(bid, ask);
      const pixel = gap ? colours.gap : size > 0 ? heatPixel(ramp, size / fullLots) : colours.surface;
      pixels[(rows - 1 - row) * RING_COLUMNS + x] = pixel;
    }
  }

  /** Lots of a column by row. */
  #sum(history: BookHistory, column: number, { lowTicks, ticksPerRow, rows }: HeatScale): void {
    this.#bids.fill(0, 0, rows);
    this.#asks.fill(0, 0, rows);
    for (let i = history.bids(column) - 1; i >= 0; i--) {
      const row = Math.floor((history.bidTicks(column, i) - lowTicks) / ticksPerRow);
      if (row >= 0 && row < rows) this.#bids[row] = this.#bids[row]! + history.bidLots(column, i);
    }
    for (let i = history.asks(column) - 1; i >= 0; i--) {
      const row = Math.floor((history.askTicks(column, i) - lowTicks) / ticksPerRow);
      if (row >= 0 && row < rows) this.#asks[row] = this.#asks[row]! + history.askLots(column, i);
    }
  }

  #show(from: number, to: number, rows: number): void {
    if (this.#image === undefined) return;
    for (let column = from; column < to; ) {
      const x = column % RING_COLUMNS;
      const count = Math.min(to - column, RING_COLUMNS - x);
      this.#paint?.putImageData(this.#image, 0, 0, x, 0, count, rows);
      column += count;
    }
  }

  #room(): Uint32Array {
    if (this.#image === undefined) {
      this.#image = new ImageData(RING_COLUMNS, MOST_ROWS);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    return this.#pixels;
  }
}
