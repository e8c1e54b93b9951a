/** The mid beside the symbol's name, its last minute as a line, and the spread between the ladder's sides. */
import type { AmountFormat } from './amount.js';
import { LiveText, part, setData } from './element.js';
import { MID_SAMPLES, MidHistory } from './mid-history.js';
import { formatCount } from './quantity.js';
import { Sparkline } from './sparkline.js';
import { formatBps, type Touch } from './touch.js';

export class Quote {
  readonly #mid = part('mid');
  readonly #spread = part('spread');
  readonly #midText = LiveText.in(this.#mid);
  readonly #note = LiveText.in(part('mid-note'));
  readonly #spreadPrice = LiveText.in(part('spread-price'));
  readonly #spreadTicks = LiveText.in(part('spread-ticks'));
  readonly #spreadBps = LiveText.in(part('spread-bps'));
  readonly #history = new MidHistory();
  readonly #chart = new Sparkline(part<HTMLCanvasElement>('mid-chart'));
  #text = '';

  /** The mid as it is shown; empty while there is none. */
  get text(): string {
    return this.#text;
  }

  /** Another symbol: its line begins anew. */
  forget(): void {
    this.#history.clear();
    this.#draw();
  }

  show(format: AmountFormat, touch: Touch, live: boolean): void {
    this.#text = format.mid(touch.midTicksTwice);
    this.#midText.set(this.#text);
    setData(this.#mid, 'mid', this.#text.replaceAll(',', ''));
    this.#note.set(live ? 'mid' : 'last mid, not live');
    this.#spreadPrice.set(format.price(touch.spreadTicks));
    this.#spreadTicks.set(touch.spreadTicks === 1 ? '1 tick' : `${formatCount(touch.spreadTicks)} ticks`);
    this.#spreadBps.set(formatBps(touch.spreadBps));
    setData(this.#spread, 'ticks', String(touch.spreadTicks));
  }

  /** There is no mid: a side is empty, or the book is not known. */
  clear(): void {
    this.#text = '';
    this.#midText.set('–');
    delete this.#mid.dataset['mid'];
    this.#note.set('');
    this.#spreadPrice.set('–');
    this.#spreadTicks.set('');
    this.#spreadBps.set('');
    delete this.#spread.dataset['ticks'];
  }

  /** Goes on with the line. @param mid in ticks; NaN while it is not live */
  sample(mid: number, nowMs: number): void {
    if (this.#history.sample(mid, nowMs)) this.#draw();
  }

  #draw(): void {
    const { values, count } = this.#history;
    this.#chart.draw([{ values, count, colour: '--text', filled: true }], MID_SAMPLES);
  }
}
