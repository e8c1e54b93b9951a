/** The trade tape, newest first, with a row of its own where trades were missed. Rows are made once. */
import { type AmountFormat, trailingZeros } from './amount.js';
import { element, LiveDecimal, LiveText, setData } from './element.js';
import { formatCount } from './quantity.js';
import { MISSED, sideWord, type TradeLog } from './trade-log.js';

interface TapeRow {
  readonly element: HTMLLIElement;
  readonly time: LiveText;
  readonly side: LiveText;
  readonly price: LiveText;
  readonly size: LiveDecimal;
}

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
  const missed = side === MISSED;
  row.element.classList.toggle('missed', missed);
  row.time.set(missed ? missedText(log.lots(age)) : clockTime(log.time(age)));
  row.side.set(missed ? '' : sideWord(side));
  row.price.set(missed ? '' : format.price(log.ticks(age)));
  const size = missed ? '' : format.size(log.lots(age));
  row.size.set(size, trailingZeros(size));
  setData(row.element, 'side', missed ? 'missed' : side === 0 ? 'buy' : side === 1 ? 'sell' : 'unknown');
  setData(row.element, 'price', missed ? '' : format.exactPrice(log.ticks(age)));
  setData(row.element, 'size', missed ? '' : format.exactSize(log.lots(age)));
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
