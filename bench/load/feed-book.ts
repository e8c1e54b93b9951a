/** One symbol of the feeder: a ladder whose levels change by chance, as Binance spot would tell of it. */

/** Prices in cents, sizes in thousandths. */
const MID = 6_000_000;
const LEVELS = 500;
const MAX_LOTS = 100_000;
/** Of the changes, levels that go; never the best of a side. */
const GONE = 0.15;
const PRICE_UNIT = 100;
const SIZE_UNIT = 1_000;

export class FeedBook {
  readonly symbol: string;
  readonly #changes: number;
  readonly #random: () => number;
  /** Lots by distance from the touch. */
  readonly #bids = new Float64Array(LEVELS);
  readonly #asks = new Float64Array(LEVELS);
  #id = 1;

  /** @param changes in a message, half of them a side's */
  constructor(symbol: string, changes: number, draw: () => number) {
    this.symbol = symbol;
    this.#changes = changes;
    this.#random = draw;
    for (const side of [this.#bids, this.#asks]) for (let i = 0; i < LEVELS; i++) this.#set(side, i);
  }

  get instrument(): object {
    return {
      symbol: this.symbol,
      filters: [
        { filterType: 'PRICE_FILTER', tickSize: '0.01000000' },
        { filterType: 'LOT_SIZE', stepSize: '0.00100000' },
      ],
    };
  }

  /** Changes the book. @param number of the message, which stands where its event time would, in ms */
  diff(number: number): string {
    const side = (lots: Float64Array, sign: number) => {
      const at = new Set<number>();
      while (at.size < this.#changes / 2) at.add(Math.floor(LEVELS * this.#random() ** 2));
      return [...at].map((i) => {
        if (i > 0 && this.#random() < GONE) lots[i] = 0;
        else this.#set(lots, i);
        return row(sign, i, lots[i]!);
      });
    };
    const id = ++this.#id;
    const [b, a] = [side(this.#bids, -1).join(), side(this.#asks, 1).join()];
    const data = `{"e":"depthUpdate","E":${eventMs(number)},"s":"${this.symbol}","U":${id},"u":${id},"b":[${b}],"a":[${a}]}`;
    return `{"stream":"${this.symbol.toLowerCase()}@depth@100ms","data":${data}}`;
  }

  snapshot(): string {
    const side = (lots: Float64Array, sign: number) =>
      Array.from(lots, (each, i) => (each === 0 ? '' : row(sign, i, each))).filter((text) => text !== '');
    return `{"lastUpdateId":${this.#id},"bids":[${side(this.#bids, -1)}],"asks":[${side(this.#asks, 1)}]}`;
  }

  /** As `ladderDigest` makes it of a reader's levels. */
  digest(): string {
    const side = (lots: Float64Array, sign: number) =>
      Array.from(lots, (each, i): [number, number] => [price(sign, i) / PRICE_UNIT, each / SIZE_UNIT]).filter(
        ([, size]) => size > 0,
      );
    return ladderDigest(this.symbol, side(this.#bids, -1), side(this.#asks, 1));
  }

  #set(side: Float64Array, i: number): void {
    side[i] = 1 + Math.floor(this.#random() * MAX_LOTS);
  }
}

/** A message's number as an event time, and back. */
const EVENT_BASE_MS = 1_700_000_000_000;
export function eventMs(number: number): number {
  return EVENT_BASE_MS + number;
}
export function numberOf(ms: number): number {
  return Math.round(ms - EVENT_BASE_MS);
}

/** Levels best first, as prices and sizes. */
export function ladderDigest(
  symbol: string,
  bids: readonly (readonly number[])[],
  asks: readonly (readonly number[])[],
): string {
  const side = (levels: readonly (readonly number[])[]) => levels.map(([at, size]) => `${at}:${size}`).join(' ');
  return `${symbol} ${side(bids)} | ${side(asks)}`;
}

function price(sign: number, i: number): number {
  return MID + sign * (1 + i);
}

function row(sign: number, i: number, lots: number): string {
  return `["${(price(sign, i) / PRICE_UNIT).toFixed(8)}","${(lots / SIZE_UNIT).toFixed(8)}"]`;
}
