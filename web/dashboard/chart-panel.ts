/** The charts of the chosen symbol: the book over time, its depth now, its mid and spread. */
import { groupDecimal } from './amount.js';
import type { ChosenBook } from './chosen-book.js';
import { DepthChart } from './depth-chart.js';
import { LiveText, part } from './element.js';
import { HeatPanel } from './heat-panel.js';
import { Plot } from './plot.js';
import { TimeSeries } from './time-series.js';
import { touch } from './touch.js';

export class ChartPanel {
  readonly #heat = new HeatPanel();
  readonly #depth = new DepthChart(part<HTMLCanvasElement>('depth-chart'));
  readonly #quotes = new TimeSeries(4);
  readonly #midText = LiveText.in(part('mid-plot-value'));
  readonly #spreadText = LiveText.in(part('spread-plot-value'));
  readonly #mid: Plot;
  readonly #spread: Plot;
  readonly #wallMs: () => number;
  #book: ChosenBook | undefined;
  #format: ChosenBook['format'];
  #decimals = 2;

  /** @param wallMs since the epoch, for the plots' axis */
  constructor(wallMs: () => number, redraw: () => void) {
    this.#wallMs = wallMs;
    this.#heat.onMove = redraw;
    const price = (value: number, decimals: number) => groupDecimal(value.toFixed(decimals), decimals);
    const write = (value: number) => price(value, this.#decimals);
    this.#mid = new Plot(part('mid-plot'), {
      lines: [
        { label: 'bid', colour: '--bid', stepped: true },
        { label: 'ask', colour: '--ask', stepped: true, dashed: true },
        { label: 'mid', colour: '--text' },
      ],
      write,
      group: 'quotes',
      read: (values) => this.#midText.set(values[2] === undefined ? '' : price(values[2], this.#decimals + 1)),
    });
    this.#spread = new Plot(part('spread-plot'), {
      lines: [{ label: 'spread', colour: '--text', stepped: true, filled: true }],
      write: (value) => (Number.isInteger(value) ? String(value) : ''),
      group: 'quotes',
      read: ([ticks]) => this.#spreadText.set(ticks === undefined ? '' : `${ticks} ${ticks === 1 ? 'tick' : 'ticks'}`),
    });
  }

  show(book: ChosenBook | undefined, live: boolean, nowMs: number): void {
    const format = book?.format;
    if (book !== this.#book || format !== this.#format) this.#begin(book, format);
    this.#heat.show(book);
    if (book === undefined || format === undefined) this.#depth.clear();
    else this.#depth.draw(book.book, format);
    if (book !== undefined && format !== undefined) this.#sample(book, live, nowMs);
  }

  #begin(book: ChosenBook | undefined, format: ChosenBook['format']): void {
    this.#book = book;
    this.#format = format;
    this.#decimals = format?.priceDecimals ?? 2;
    this.#quotes.clear();
    this.#heat.forget();
    this.#mid.clear();
    this.#spread.clear();
  }

  #sample({ book, format }: ChosenBook, live: boolean, nowMs: number): void {
    if (format === undefined || !this.#quotes.due(nowMs)) return;
    const best = live ? touch(book.bids, book.asks) : undefined;
    const unit = format.grid.tick * 10 ** -format.grid.priceDecimals;
    const values = best && [
      best.bidTicks * unit,
      best.askTicks * unit,
      (best.midTicksTwice / 2) * unit,
      best.spreadTicks,
    ];
    this.#quotes.add(nowMs, this.#wallMs(), values ?? [null, null, null, null]);
    const [times, bids, asks, mids, spreads] = this.#quotes.data;
    this.#mid.show([times, bids!, asks!, mids!]);
    this.#spread.show([times, spreads!]);
  }
}
