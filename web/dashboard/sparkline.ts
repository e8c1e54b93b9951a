/** A small line chart on a canvas: no axes, no scales to read off, only the shape of the last minute or two. */
import { beginDrawing } from './canvas.js';

/** One line: values oldest first, NaN where there is none. */
export interface SparkSeries {
  readonly values: Float64Array;
  readonly count: number;
  /** CSS custom property of its colour, as in `--bid`. */
  readonly colour: string;
  readonly filled: boolean;
}

export class Sparkline {
  readonly #canvas: HTMLCanvasElement;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /**
   * @param capacity values that fill the width; fewer end at the right edge
   * @param low least value of the height; undefined: the least there is
   */
  draw(series: readonly SparkSeries[], capacity: number, low?: number): void {
    const drawing = beginDrawing(this.#canvas);
    if (drawing === undefined) return;
    const { paint, width, height } = drawing;
    paint.lineWidth = 1.5;
    paint.lineJoin = 'round';
    const range = extent(series, low);
    if (range === undefined) return;
    const style = getComputedStyle(this.#canvas);
    const scale: Scale = { width, height, capacity, ...range };
    for (const one of series) {
      const colour = style.getPropertyValue(one.colour).trim();
      paint.strokeStyle = colour;
      paint.fillStyle = colour;
      trace(paint, one, scale);
    }
  }
}

interface Scale {
  readonly width: number;
  readonly height: number;
  readonly capacity: number;
  readonly low: number;
  readonly high: number;
}

function extent(series: readonly SparkSeries[], floor: number | undefined): { low: number; high: number } | undefined {
  let low = floor ?? Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { values, count } of series) {
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (high === Number.NEGATIVE_INFINITY) return undefined;
  if (high > low) return { low, high };
  // A flat line lies in the middle, or on the floor where there is one.
  return floor === undefined ? { low: low - 1, high: high + 1 } : { low, high: low + 1 };
}

/** Draws each unbroken run of values as a line, and as an area where asked. */
function trace(paint: CanvasRenderingContext2D, { values, count, filled }: SparkSeries, scale: Scale): void {
  const step = scale.width / (scale.capacity - 1);
  const x = (i: number) => scale.width - (count - 1 - i) * step;
  const y = (value: number) => 2 + (scale.height - 4) * (1 - (value - scale.low) / (scale.high - scale.low));
  let from = 0;
  while (from < count) {
    if (Number.isNaN(values[from]!)) {
      from++;
      continue;
    }
    let to = from;
    paint.beginPath();
    while (to < count && !Number.isNaN(values[to]!)) paint.lineTo(x(to), y(values[to++]!));
    paint.stroke();
    if (filled) {
      paint.lineTo(x(to - 1), scale.height);
      paint.lineTo(x(from), scale.height);
      paint.globalAlpha = 0.12;
      paint.fill();
      paint.globalAlpha = 1;
    }
    from = to;
  }
}
