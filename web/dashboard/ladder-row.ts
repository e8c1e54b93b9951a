/** One row of the ladder: a level's price, size and running total over a bar of its depth. Filled again for every book. */
import { type AmountFormat, trailingZeros } from './amount.js';
import { element, LiveDecimal, LiveText, setData } from './element.js';
import { SHRANK, UNCHANGED } from './level-changes.js';

export class LadderRow {
  readonly element: HTMLElement;
  readonly #price: LiveText;
  readonly #size: LiveDecimal;
  readonly #total: LiveDecimal;
  readonly #bar: HTMLElement;
  #format: AmountFormat | undefined;
  #ticks = -1;
  #lots = -1;
  #totalLots = -1;
  #flash = false;

  constructor(side: 'bid' | 'ask', position: number) {
    const price = element('td', 'price');
    const size = element('td', 'size');
    const total = element('td', 'total');
    this.#bar = element('span', 'bar');
    const depth = element('td', 'depth', this.#bar);
    depth.setAttribute('aria-hidden', 'true');
    this.element = element('tr', 'level', price, size, total, depth);
    this.element.dataset['side'] = side;
    this.element.dataset['position'] = String(position);
    this.#price = LiveText.in(price);
    this.#size = new LiveDecimal(size);
    this.#total = new LiveDecimal(total);
    this.clear();
  }

  /** @param share the running total's part of the bar's full length, 0 … 1 */
  show(format: AmountFormat, ticks: number, lots: number, totalLots: number, share: number, mark: number): void {
    const other = format !== this.#format;
    if (other || ticks !== this.#ticks) {
      this.#price.set(format.price(ticks));
      this.element.dataset['price'] = format.exactPrice(ticks);
    }
    if (other || lots !== this.#lots) {
      setDecimal(this.#size, format.size(lots));
      this.element.dataset['size'] = format.exactSize(lots);
    }
    if (other || totalLots !== this.#totalLots) setDecimal(this.#total, format.size(totalLots));
    this.#format = format;
    this.#ticks = ticks;
    this.#lots = lots;
    this.#totalLots = totalLots;
    this.#bar.style.transform = `translateX(${((share - 1) * 100).toFixed(2)}%)`;
    if (mark !== UNCHANGED) this.#startFlash(mark);
  }

  clear(): void {
    this.#price.set('');
    this.#size.set('', 0);
    this.#total.set('', 0);
    this.#bar.style.transform = 'translateX(-100%)';
    this.#format = undefined;
    delete this.element.dataset['price'];
    delete this.element.dataset['size'];
    delete this.element.dataset['flash'];
  }

  /** Two equal animations by turns: another name starts it afresh without forcing a layout. */
  #startFlash(mark: number): void {
    this.#flash = !this.#flash;
    setData(this.element, 'flash', `${mark === SHRANK ? 'down' : 'up'}-${this.#flash ? 'a' : 'b'}`);
  }
}

function setDecimal(cell: LiveDecimal, text: string): void {
  cell.set(text, trailingZeros(text));
}
