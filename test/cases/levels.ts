/**
 * Books and changes as text, for tests: `100:5 99:3 | 101:7` is two bids and an ask, best first, each
 * price in ticks and size in lots; `100:5<3` is a change to 5 lots from 3.
 */

export type Level = readonly [ticks: number, lots: number];

export interface BookLevels {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Levels of text in the order given; `max` is 2^53 - 1. */
export function levels(text: string): Level[] {
  const parts = text.split(' ').filter((part) => part !== '');
  return parts.map((part) => {
    const [ticks, lots] = part.split(':').map((word) => (word === 'max' ? Number.MAX_SAFE_INTEGER : Number(word)));
    return [ticks!, lots!];
  });
}

/** Both sides of text; a side may be empty, and the asks with their bar may be left out. */
export function book(text: string): BookLevels {
  const [bids = '', asks = ''] = text.split('|');
  return { bids: levels(bids), asks: levels(asks) };
}

function name(value: number): string {
  return value === Number.MAX_SAFE_INTEGER ? 'max' : String(value);
}

/** A book as the text that `book` reads. */
export function show({ bids, asks }: BookLevels): string {
  const side = (all: readonly Level[]): string => all.map(([ticks, lots]) => `${name(ticks)}:${name(lots)}`).join(' ');
  return `${side(bids)} | ${side(asks)}`.trim();
}

export type Change = readonly [ticks: number, lots: number, previous: number];

/** Changes as text; `bids` of them are bids. */
export function showChanges(changes: readonly Change[], bids: number): string {
  const side = (all: readonly Change[]): string =>
    all.map(([ticks, lots, previous]) => `${name(ticks)}:${name(lots)}<${name(previous)}`).join(' ');
  return `${side(changes.slice(0, bids))} | ${side(changes.slice(bids))}`.trim();
}
