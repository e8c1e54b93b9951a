/** The analytics of the chosen symbol over time: imbalance, order flow, volume delta, volatility, and VPIN with its gauge. */
import type { Analytics } from '../client/index.js';
import type { AmountFormat } from './amount.js';
import { LiveText, part } from './element.js';
import { Plot, type PlotLine } from './plot.js';
import { TimeSeries } from './time-series.js';
import { VpinGauge } from './vpin-gauge.js';

interface Chart {
  readonly name: string;
  /** The place's `data-testid`. */
  readonly place: string;
  readonly line: Omit<PlotLine, 'label'>;
  readonly range?: readonly [number, number];
  /** Whether its values are lots, shown as amounts. */
  readonly lots?: boolean;
  /** What a value is multiplied by to be shown, and the unit that it is then in. */
  readonly factor?: number;
  readonly unit?: string;
}

const CHARTS: readonly Chart[] = [
  { name: 'imbalance.imbalance5', place: 'imbalance-plot', line: { colour: '--bid', filled: true }, range: [-1, 1] },
  { name: 'orderFlow.flow1', place: 'flow-plot', line: { colour: '--ask', stepped: true, filled: true }, lots: true },
  { name: 'tradeFlow.cvd', place: 'cvd-plot', line: { colour: '--bid' }, lots: true },
  {
    name: 'volatility.realisedVolatility',
    place: 'volatility-plot',
    line: { colour: '--ask' },
    factor: 10_000,
    unit: ' bp',
  },
  { name: 'vpin.vpin', place: 'vpin-plot', line: { colour: '--bid', filled: true }, range: [0, 1] },
];

const numbers = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
/** With the minus sign of the panel of figures. */
const compact = (value: number) => numbers.format(value).replace('-', '−');

export class AnalyticsCharts {
  readonly #series = new TimeSeries(CHARTS.length);
  /** What stands where a value would. */
  #missing = '';
  readonly #gauge = new VpinGauge();
  readonly #plots = CHARTS.map(({ place, line, range, unit = '' }) => {
    const text = LiveText.in(part(`${place}-value`));
    return new Plot(part(place), {
      lines: [{ ...line, label: place }],
      write: compact,
      group: 'analytics',
      read: ([value]) => text.set(value === undefined ? this.#missing : `${compact(value)}${unit}`),
      ...(range === undefined ? {} : { range }),
    });
  });
  #of: Analytics | undefined;
  #format: AmountFormat | undefined;

  /** @param wallMs since the epoch */
  show(
    analytics: Analytics | undefined,
    format: AmountFormat | undefined,
    live: boolean,
    nowMs: number,
    wallMs: number,
  ): void {
    if (analytics !== this.#of || format !== this.#format) this.#begin(analytics, format);
    this.#missing = live ? 'warming up' : 'not live';
    const vpin = analytics?.value('vpin.vpin');
    this.#gauge.show(vpin, analytics?.quality('vpin.vpin') === 'none' ? 'warming up' : '–');
    if (analytics === undefined || format === undefined || !this.#series.due(nowMs)) return;
    this.#series.add(nowMs, wallMs, live ? CHARTS.map((chart) => shownValue(chart, analytics, format)) : []);
    const [times, ...lines] = this.#series.data;
    this.#plots.forEach((plot, index) => {
      plot.show([times, lines[index]!]);
    });
  }

  #begin(analytics: Analytics | undefined, format: AmountFormat | undefined): void {
    this.#of = analytics;
    this.#format = format;
    this.#series.clear();
    for (const plot of this.#plots) plot.clear();
  }
}

function shownValue({ name, lots, factor = 1 }: Chart, analytics: Analytics, { grid }: AmountFormat): number | null {
  const value = analytics.value(name);
  if (value === undefined) return null;
  return lots === true ? value * grid.lot * 10 ** -grid.sizeDecimals : value * factor;
}
