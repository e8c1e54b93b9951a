/** The book as a ladder: asks above, bids below, worst to best towards the spread. Rows are made once. */
import type { LevelColumns } from '../../host/wire/core.js';
import type { AmountFormat } from './amount.js';
import { setData } from './element.js';
import { LadderRow } from './ladder-row.js';
import { LevelChanges } from './level-changes.js';

/** A book at one sequence; levels best first, valid while it is drawn. */
export interface LadderBook {
  readonly bids: LevelColumns;
  readonly asks: LevelColumns;
  readonly sequence: number;
}

interface Side {
  readonly rows: readonly LadderRow[];
  readonly changes: LevelChanges;
  readonly marks: Uint8Array;
}

export class Ladder {
  readonly #root: HTMLElement;
  readonly #bids: Side;
  readonly #asks: Side;

  #shown: number;

  /** @param levels rows a side */
  constructor(root: HTMLElement, asks: HTMLElement, bids: HTMLElement, levels: number) {
    this.#root = root;
    this.#shown = levels;
    this.#bids = side('bid', levels, -1);
    this.#asks = side('ask', levels, 1);
    bids.replaceChildren(...this.#bids.rows.map((row) => row.element));
    asks.replaceChildren(...this.#asks.rows.map((row) => row.element).reverse());
  }

  /** How many rows a side are in the page; the others are hidden. */
  get shown(): number {
    return this.#shown;
  }

  /** Shows the best `levels` of each side. */
  fit(levels: number): void {
    this.#shown = levels;
    for (const { rows } of [this.#bids, this.#asks]) {
      rows.forEach((row, position) => {
        row.element.hidden = position >= levels;
      });
    }
  }

  show(book: LadderBook, format: AmountFormat): void {
    const longest = Math.max(depth(book.bids, this.#shown), depth(book.asks, this.#shown));
    draw(this.#bids, book.bids, this.#shown, format, longest);
    draw(this.#asks, book.asks, this.#shown, format, longest);
    setData(this.#root, 'sequence', String(book.sequence));
  }

  /** Empties every row: no book of the chosen symbol is known. */
  clear(): void {
    for (const one of [this.#bids, this.#asks]) {
      one.changes.forget();
      for (const row of one.rows) row.clear();
    }
    delete this.#root.dataset['sequence'];
  }
}

function side(name: 'bid' | 'ask', levels: number, worse: 1 | -1): Side {
  return {
    rows: Array.from({ length: levels }, (_, position) => new LadderRow(name, position)),
    changes: new LevelChanges(levels, worse),
    marks: new Uint8Array(levels),
  };
}

/** Lots of the best `levels` together. */
function depth(levels: LevelColumns, count: number): number {
  let lots = 0;
  for (let i = 0; i < Math.min(count, levels.lots.length); i++) lots += levels.lots[i]!;
  return lots;
}

function draw(to: Side, levels: LevelColumns, shown: number, format: AmountFormat, longest: number): void {
  const count = Math.min(shown, levels.ticks.length);
  to.changes.mark(levels, count, to.marks);
  let total = 0;
  for (let i = 0; i < to.rows.length; i++) {
    const row = to.rows[i]!;
    if (i >= count) {
      row.clear();
      continue;
    }
    total += levels.lots[i]!;
    row.show(format, levels.ticks[i]!, levels.lots[i]!, total, longest > 0 ? total / longest : 0, to.marks[i]!);
  }
}
