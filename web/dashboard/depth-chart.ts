/** How much is on offer up to each price: the running totals of both sides as steps away from the mid. */
import type { LevelColumns } from '../../host/wire/core.js';
import { type AmountFormat, groupDecimal } from './amount.js';
import { beginDrawing, type Drawing } from './canvas.js';
import type { LadderBook } from './ladder.js';

const AXIS_PX = 18;
const TOP_PX = 16;

interface Frame extends Drawing {
  readonly mid: number;
  /** Ticks from the mid to an edge. */
  readonly reach: number;
  readonly most: number;
}

export class DepthChart {
  readonly #canvas: HTMLCanvasElement;
  readonly #style: CSSStyleDeclaration;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#style = getComputedStyle(canvas);
  }

  /** A book without one of its sides has no mid to draw it around: then nothing. */
  draw({ bids, asks }: LadderBook, format: AmountFormat): void {
    const drawing = beginDrawing(this.#canvas);
    const [bid, ask] = [bids.ticks[0], asks.ticks[0]];
    if (drawing === undefined || bid === undefined || ask === undefined) return;
    const mid = (bid + ask) / 2;
    const reach = Math.max(1, Math.min(mid - bids.ticks.at(-1)!, asks.ticks.at(-1)! - mid));
    const most = Math.max(total(bids, mid - reach, -1), total(asks, mid + reach, 1));
    const frame: Frame = { ...drawing, mid, reach, most };
    this.#side(frame, bids, -1, this.#style.getPropertyValue('--bid'));
    this.#side(frame, asks, 1, this.#style.getPropertyValue('--ask'));
    this.#label(frame, format);
  }

  clear(): void {
    beginDrawing(this.#canvas);
  }

  #side(frame: Frame, levels: LevelColumns, away: 1 | -1, colour: string): void {
    const { paint, width, height } = frame;
    const floor = height - AXIS_PX;
    const edge = away < 0 ? 0 : width;
    let lots = 0;
    let y = floor;
    paint.beginPath();
    paint.moveTo(xOf(frame, levels.ticks[0]!), floor);
    for (let i = 0; i < levels.ticks.length; i++) {
      const x = xOf(frame, levels.ticks[i]!);
      if (x < 0 || x > width) break;
      lots += levels.lots[i]!;
      paint.lineTo(x, y);
      y = floor - (lots / frame.most) * (floor - TOP_PX);
      paint.lineTo(x, y);
    }
    paint.lineTo(edge, y);
    paint.strokeStyle = colour;
    paint.lineWidth = 1.5;
    paint.stroke();
    paint.lineTo(edge, floor);
    paint.closePath();
    paint.fillStyle = colour;
    paint.globalAlpha = 0.16;
    paint.fill();
    paint.globalAlpha = 1;
  }

  #label(frame: Frame, format: AmountFormat): void {
    const { paint, width, height, mid, reach, most } = frame;
    paint.font = '11px system-ui, sans-serif';
    paint.fillStyle = this.#style.getPropertyValue('--line');
    paint.fillRect(0, height - AXIS_PX, width, 1);
    paint.fillRect(Math.round(width / 2), TOP_PX, 1, height - AXIS_PX - TOP_PX);
    paint.fillStyle = this.#style.getPropertyValue('--muted');
    paint.textBaseline = 'alphabetic';
    const at = (text: string, x: number, align: CanvasTextAlign, y = height - 4) => {
      paint.textAlign = align;
      paint.fillText(text, x, y);
    };
    at(format.price(Math.max(0, Math.round(mid - reach))), 0, 'left');
    at(format.price(Math.round(mid)), width / 2, 'center');
    at(format.price(Math.round(mid + reach)), width, 'right');
    at(amountText(most, format), 0, 'left', 10);
    at('bids', width / 2 - 6, 'right', 10);
    at('asks', width / 2 + 6, 'left', 10);
  }
}

/** A total to three digits: what a chart's edge needs. */
function amountText(lots: number, { grid }: AmountFormat): string {
  const size = lots * grid.lot * 10 ** -grid.sizeDecimals;
  return size < 1000 ? size.toPrecision(3) : groupDecimal(String(Math.round(size)), 0);
}

function total({ ticks, lots }: LevelColumns, limit: number, away: 1 | -1): number {
  let sum = 0;
  for (let i = 0; i < ticks.length && (limit - ticks[i]!) * away >= 0; i++) sum += lots[i]!;
  return Math.max(sum, lots[0]!);
}

function xOf({ width, mid, reach }: Frame, ticks: number): number {
  return (width * (ticks - mid + reach)) / (2 * reach);
}
