/** Lines over time with axes, by uPlot: follows its place's size and the page's colours; the value under the cursor is told. */
import uPlot from 'uplot';

export interface PlotLine {
  readonly label: string;
  /** CSS custom property of its colour, as in `--bid`. */
  readonly colour: string;
  readonly filled?: boolean;
  readonly stepped?: boolean;
  readonly dashed?: boolean;
}

export interface PlotOptions {
  readonly lines: readonly PlotLine[];
  /** How a value is written at the axis. */
  readonly write: (value: number) => string;
  /** Least and greatest value that the axis shows whatever the values are. */
  readonly range?: readonly [low: number, high: number];
  /** Plots of one name show the cursor at the same time. */
  readonly group?: string;
  /** The values under the cursor, or the newest; undefined where there is none. */
  readonly read?: (values: readonly (number | undefined)[]) => void;
}

/** Seconds since the epoch, then each line's values; null where there is none. */
export type PlotData = readonly [number[], ...(number | null)[][]];

/** Of a digit of the axes' font. */
const AXIS_CHARACTER_PX = 6.6;

export class Plot {
  readonly #place: HTMLElement;
  readonly #plot: uPlot;
  readonly #options: PlotOptions;

  constructor(place: HTMLElement, options: PlotOptions) {
    this.#place = place;
    this.#options = options;
    this.#plot = new uPlot(
      configure(place, options, () => this.#read()),
      emptyData(options),
      place,
    );
    new ResizeObserver(() => this.#fit()).observe(place);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#plot.redraw(false));
  }

  get shown(): boolean {
    return this.#place.clientWidth > 0;
  }

  show(data: PlotData): void {
    if (!this.shown) return;
    this.#plot.setData(data as uPlot.AlignedData);
    this.#read();
  }

  clear(): void {
    this.#plot.setData(emptyData(this.#options));
    this.#read();
  }

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this.#place;
    if (width > 0 && height > 0) this.#plot.setSize({ width, height });
  }

  #read(): void {
    const { data, cursor } = this.#plot;
    const index = cursor.idx ?? data[0].length - 1;
    this.#options.read?.(this.#options.lines.map((_, line) => data[line + 1]?.[index] ?? undefined));
  }
}

function emptyData({ lines }: PlotOptions): uPlot.AlignedData {
  return [[], ...lines.map(() => [])] as unknown as uPlot.AlignedData;
}

function configure(place: HTMLElement, options: PlotOptions, moved: () => void): uPlot.Options {
  const style = getComputedStyle(place);
  const colour = (token: string) => style.getPropertyValue(token).trim();
  const axis: uPlot.Axis = {
    stroke: () => colour('--muted'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: () => colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const { range, group } = options;
  return {
    width: place.clientWidth || 300,
    height: place.clientHeight || 120,
    legend: { show: false },
    // Room for the half of a time that is centred on the left edge.
    padding: [6, 4, 0, 24],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 6 },
      ...(group === undefined ? {} : { sync: { key: group } }),
    },
    scales: { x: { time: true }, y: range === undefined ? {} : { range: () => [range[0], range[1]] } },
    axes: [
      {
        ...axis,
        size: 24,
        space: 90,
        filter: withinScale,
        values: (_, times) => times.map((time) => (time === null ? null : clock(time))),
      },
      { ...axis, side: 1, size: roomFor, gap: 4, space: 26, values: (_, values) => values.map(options.write) },
    ],
    series: [{}, ...options.lines.map((line) => series(line, colour))],
    hooks: { setCursor: [moved] },
  };
}

function series({ label, colour, filled, stepped, dashed }: PlotLine, of: (token: string) => string): uPlot.Series {
  return {
    label,
    width: 1.5,
    points: { show: false },
    spanGaps: false,
    stroke: () => of(colour),
    ...(filled === true ? { fill: () => `${of(colour)}22` } : {}),
    ...(dashed === true ? { dash: [4, 4] } : {}),
    ...(stepped === true ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
  };
}

/** As wide as the longest of the values at an axis needs it, in px. */
function roomFor(_: uPlot, values: readonly (string | null)[] | null): number {
  const characters = Math.max(2, ...(values ?? []).map((value) => value?.length ?? 0));
  return Math.ceil(characters * AXIS_CHARACTER_PX) + 10;
}

/** uPlot goes on to the first time after the newest, whose line and text would be beyond the plot. */
function withinScale({ scales }: uPlot, splits: number[]): (number | null)[] {
  const { min = 0, max = 0 } = scales['x']!;
  return splits.map((split) => (split >= min && split <= max ? split : null));
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toTimeString().slice(0, 8);
}
