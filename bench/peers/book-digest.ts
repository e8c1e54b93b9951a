/** Books of different kinds as one text that is equal where they are: prices and sizes as numbers. */

/** Levels a side that are compared; all of a book's would take longer than the work that is timed. */
export const COMPARED_LEVELS = 200;

/** Best first. */
export type Levels = readonly (readonly [price: number, size: number])[];

/** Of books by symbol. */
export function bookDigest(books: ReadonlyMap<string, { bids: Levels; asks: Levels }>): string {
  const side = (levels: Levels) =>
    levels
      .slice(0, COMPARED_LEVELS)
      .map(([price, size]) => `${price}:${size}`)
      .join(' ');
  return [...books]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, { bids, asks }]) => `${symbol} ${side(bids)} | ${side(asks)}`)
    .join('\n');
}
