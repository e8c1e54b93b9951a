/** The book over time: sizes as brightness, best prices as lines, trades as triangles; the newest at the right edge. */
import { TRADE_BUY, TRADE_SELL } from '../../assembly/layout.js';
import type { AmountFormat } from './amount.js';
import type { BookHistory } from './book-history.js';
import { beginDrawing, type Drawing, roundStep } from './canvas.js';
import { type HeatColours, heatColours } from './heat-colours.js';
import { HeatImage, type HeatScale, RING_COLUMNS } from './heat-image.js';
import { HeatWindow } from './heat-window.js';
import { clockTime } from './tape.js';

/** Width of one change of the book, CSS pixels. */
export const COLUMN_PX = 2;
const TIME_AXIS_PX = 20;
/** Least room of a label. */
const PRICE_LABEL_PX = 48;
const TAG_PX = 18;
const TIME_LABEL_PX = 120;
const LABEL_FONT = '11px system-ui, sans-serif';
/** Half the width of a trade of the usual size, and of the largest. */
const TRADE_PX = 3;
const MOST_TRADE_PX = 9;

/** One frame's geometry. */
interface Frame extends Drawing {
  readonly history: BookHistory;
  readonly scale: HeatScale;
  readonly from: number;
  readonly to: number;
  readonly right: number;
  readonly bottom: number;
}

export class Heatmap {
  readonly window = new HeatWindow();
  readonly #canvas: HTMLCanvasElement;
  readonly #image = new HeatImage();
  readonly #style: CSSStyleDeclaration;
  #colours: HeatColours | undefined;
  #columns = 1;
  #axisPx = 60;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#style = getComputedStyle(canvas);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => {
      this.#colours = undefined;
    });
  }

  /** Changes that fit beside one another. */
  get columns(): number {
    return this.#columns;
  }

  forget(): void {
    this.window.forget();
    this.#image.forget();
  }

  /** Answers whether there was anything to draw. */
  draw(history: BookHistory, format: AmountFormat): boolean {
    const drawing = beginDrawing(this.#canvas);
    if (drawing === undefined) return false;
    const { paint, width, height } = drawing;
    const bottom = height - TIME_AXIS_PX;
    const right = width - this.#axisPx;
    this.#columns = Math.min(RING_COLUMNS, Math.ceil(right / COLUMN_PX));
    const to = this.window.end(history, this.#columns);
    const from = Math.max(history.first, to - this.#columns);
    const scale = this.window.scale(history, to, bottom);
    if (scale === undefined || to <= from) return false;
    this.#colours ??= heatColours(this.#style);
    this.#image.cover(history, from, to, scale, this.#colours);
    const frame: Frame = { ...drawing, history, scale, from, to, right, bottom };
    paint.save();
    paint.beginPath();
    paint.rect(0, 0, right, bottom);
    paint.clip();
    paint.fillStyle = this.#colour('--heat');
    paint.fillRect(0, 0, right, bottom);
    this.#image.copy(paint, from, to, right, COLUMN_PX, bottom);
    this.#drawBest(frame);
    this.#drawTrades(frame);
    paint.restore();
    this.#drawPrices(frame, format);
    this.#drawTimes(frame);
    return true;
  }

  #colour(token: string): string {
    return this.#style.getPropertyValue(token);
  }

  /** The best bid and ask as steps. */
  #drawBest(frame: Frame): void {
    const { paint, history, from, to } = frame;
    paint.lineWidth = 1.25;
    paint.strokeStyle = this.#colour('--heat-line');
    for (const side of [0, 1]) {
      paint.beginPath();
      let drawn = false;
      for (let column = from; column < to; column++) {
        const levels = side === 0 ? history.bids(column) : history.asks(column);
        if (levels === 0) {
          drawn = false;
          continue;
        }
        const y = yOf(frame, side === 0 ? history.bidTicks(column, 0) : history.askTicks(column, 0));
        const x = xOf(frame, column);
        if (drawn) paint.lineTo(x, y);
        else paint.moveTo(x, y);
        paint.lineTo(x + COLUMN_PX, y);
        drawn = true;
      }
      paint.stroke();
    }
  }

  /** Up: bought, down: sold; the area is the size. */
  #drawTrades(frame: Frame): void {
    const { paint, history, from, to } = frame;
    let first = history.tradeEnd;
    let lots = 0;
    while (first > history.tradeFirst && history.tradeColumn(first - 1) >= from) lots += history.tradeLots(--first);
    const mean = lots / Math.max(1, history.tradeEnd - first);
    paint.lineWidth = 1;
    paint.strokeStyle = this.#colour('--heat-edge');
    const fills: { readonly [side: number]: string } = {
      [TRADE_BUY]: this.#colour('--heat-buy'),
      [TRADE_SELL]: this.#colour('--heat-sell'),
    };
    for (let trade = first; trade < history.tradeEnd; ) {
      const column = history.tradeColumn(trade);
      if (column >= to) break;
      const side = history.tradeSide(trade);
      let [sum, value] = [0, 0];
      // Those of one side between two changes are one mark, at their mean price.
      for (; isWith(history, trade, column, side); trade++) {
        sum += history.tradeLots(trade);
        value += history.tradeLots(trade) * history.tradeTicks(trade);
      }
      const half = Math.min(MOST_TRADE_PX, TRADE_PX * Math.max(0.7, Math.sqrt(sum / mean / 2)));
      paint.fillStyle = fills[side] ?? this.#colour('--muted');
      triangle(paint, xOf(frame, column) + 1, yOf(frame, value / sum), half, side === TRADE_SELL ? 1 : -1);
    }
  }

  #drawPrices(frame: Frame, format: AmountFormat): void {
    const { paint, scale, right, bottom, history, to } = frame;
    const rowPx = bottom / scale.rows;
    const tagY = yOf(frame, history.mid(to - 1));
    const step = roundStep((PRICE_LABEL_PX / rowPx) * scale.ticksPerRow);
    const highTicks = scale.lowTicks + scale.rows * scale.ticksPerRow;
    paint.font = LABEL_FONT;
    paint.textBaseline = 'middle';
    paint.textAlign = 'left';
    this.#axisPx = Math.ceil(paint.measureText(format.price(highTicks)).width) + 14;
    for (let ticks = Math.ceil(scale.lowTicks / step) * step; ticks < highTicks; ticks += step) {
      const y = yOf(frame, ticks);
      if (ticks <= 0 || y < 8 || y > bottom - 6) continue;
      paint.fillStyle = this.#colour('--muted');
      // The last mid's tag has precedence.
      if (!(Math.abs(y - tagY) < TAG_PX)) paint.fillText(format.price(ticks), right + 7, y);
      paint.fillStyle = this.#colour('--heat-grid');
      paint.fillRect(0, Math.round(y), right, 1);
    }
    this.#drawTag(frame, format, history.mid(to - 1));
  }

  /** The last mid on the axis. */
  #drawTag({ paint, ...frame }: Frame, format: AmountFormat, mid: number): void {
    if (Number.isNaN(mid)) return;
    const y = yOf(frame, mid);
    paint.fillStyle = this.#colour('--text');
    paint.fillRect(frame.right + 2, y - 9, frame.width - frame.right - 2, TAG_PX);
    paint.fillStyle = this.#colour('--surface');
    paint.fillText(format.price(Math.floor(mid)), frame.right + 7, y + 0.5);
  }

  #drawTimes(frame: Frame): void {
    const { paint, history, from, to, right, height } = frame;
    paint.fillStyle = this.#colour('--muted');
    paint.textAlign = 'center';
    const every = Math.ceil(TIME_LABEL_PX / COLUMN_PX);
    for (let column = Math.ceil(from / every) * every; column < to; column += every) {
      const x = xOf(frame, column);
      if (x > 28 && x < right - 28)
        paint.fillText(clockTime(history.time(column) * 1000), x, height - TIME_AXIS_PX / 2 + 1);
    }
  }
}

function xOf({ right, to }: Pick<Frame, 'right' | 'to'>, column: number): number {
  return right - (to - column) * COLUMN_PX;
}

function isWith(history: BookHistory, trade: number, column: number, side: number): boolean {
  return trade < history.tradeEnd && history.tradeColumn(trade) === column && history.tradeSide(trade) === side;
}

/** The middle of a price's row. */
function yOf({ scale, bottom }: Pick<Frame, 'scale' | 'bottom'>, ticks: number): number {
  const row = (ticks - scale.lowTicks) / scale.ticksPerRow + 0.5 / scale.ticksPerRow;
  return bottom * (1 - row / scale.rows);
}

/** @param down 1: its tip is below; -1: above */
function triangle(paint: CanvasRenderingContext2D, x: number, y: number, half: number, down: 1 | -1): void {
  paint.beginPath();
  paint.moveTo(x, y + down * half);
  paint.lineTo(x + half, y - down * half * 0.8);
  paint.lineTo(x - half, y - down * half * 0.8);
  paint.closePath();
  paint.fill();
  paint.stroke();
}
