/** The trade tape, newest first, with a row of its own where trades are missing. Rows are made once. */
import { TRADE_BUY, TRADE_SELL } from '../../assembly/layout.js';
import { type AmountFormat, trailingZeros } from './amount.js';
import { element, LiveDecimal, LiveText, setData } from './element.js';
import { formatCount } from './quantity.js';
import { BROKEN, MISSED, sideWord, type TradeLog } from './trade-log.js';

interface TapeRow {
  readonly element: HTMLLIElement;
  readonly time: LiveText;
  readonly side: LiveText;
  readonly price: LiveText;
  readonly size: LiveDecimal;
}

const SIDES: { readonly [side: number]: string } = {
  [BROKEN]: 'broken',
  [MISSED]: 'missed',
  [TRADE_BUY]: 'buy',
  [TRADE_SELL]: 'sell',
};

export class Tape {
  readonly #rows: readonly TapeRow[];
  readonly #list: HTMLElement;
  #drawn = -1;
  #format: AmountFormat | undefined;

  constructor(list: HTMLElement, rows: number) {
    this.#list = list;
    this.#rows = Array.from({ length: rows }, tapeRow);
  }

  show(log: TradeLog, format: AmountFormat): void {
    if (log.version === this.#drawn && format === this.#format) return;
    this.#drawn = log.version;
    this.#format = format;
    const count = Math.min(log.count, this.#rows.length);
    for (let age = 0; age < count; age++) fill(this.#rows[age]!, log, age, format);
    this.#keep(count);
  }

  clear(): void {
    this.#drawn = -1;
    this.#format = undefined;
    this.#keep(0);
  }

  /** Puts exactly the first `count` rows into the page. */
  #keep(count: number): void {
    while (this.#list.childElementCount > count) this.#list.lastElementChild?.remove();
    while (this.#list.childElementCount < count) this.#list.append(this.#rows[this.#list.childElementCount]!.element);
  }
}

function tapeRow(): TapeRow {
  const cells = ['time', 'aggressor', 'price', 'size'].map((name) => element('span', name));
  const [time, side, price, size] = cells as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  return {
    element: element('li', 'trade', ...cells),
    time: LiveText.in(time),
    side: LiveText.in(side),
    price: LiveText.in(price),
    size: new LiveDecimal(size),
  };
}

function fill(row: TapeRow, log: TradeLog, age: number, format: AmountFormat): void {
  const side = log.side(age);
  row.element.classList.toggle('gap', side < 0);
  setData(row.element, 'side', SIDES[side] ?? 'unknown');
  if (side < 0) fillGap(row, side === BROKEN ? 'Not live: trades unknown' : missedText(log.lots(age)));
  else fillTrade(row, log, age, format);
}

function fillTrade(row: TapeRow, log: TradeLog, age: number, format: AmountFormat): void {
  const [ticks, lots] = [log.ticks(age), log.lots(age)];
  const size = format.size(lots);
  row.time.set(clockTime(log.time(age)));
  row.side.set(sideWord(log.side(age)));
  row.price.set(format.price(ticks));
  row.size.set(size, trailingZeros(size));
  setData(row.element, 'price', format.exactPrice(ticks));
  setData(row.element, 'size', format.exactSize(lots));
}

function fillGap(row: TapeRow, text: string): void {
  row.time.set(text);
  row.side.set('');
  row.price.set('');
  row.size.set('', 0);
  delete row.element.dataset['price'];
  delete row.element.dataset['size'];
}

function missedText(count: number): string {
  return count === 1 ? '1 trade missed' : `${formatCount(count)} trades missed`;
}

/** @param time µs since the epoch */
export function clockTime(time: number): string {
  if (time < 0) return '–';
  const date = new Date(time / 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
