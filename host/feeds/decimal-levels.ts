/**
 * Prices and sizes of one side of a message, or of its trades, as columns of exact decimals: what is
 * left of a venue's text before a price grid is known. Reused from message to message.
 */
import { ExactDecimal } from './exact-decimal.js';

const INITIAL_ROWS = 64;

/** Columns of a DecimalLevels, all of the same length. */
export interface DecimalColumns {
  readonly priceMantissa: Float64Array;
  readonly priceDecimals: Int16Array;
  readonly sizeMantissa: Float64Array;
  readonly sizeDecimals: Int16Array;
  readonly priceSent: Uint8Array;
  readonly sizeSent: Uint8Array;
}

export class DecimalLevels {
  count = 0;
  /** Number × 10^-decimals; see ExactDecimal. */
  priceMantissa: Float64Array;
  priceDecimals: Int16Array;
  sizeMantissa: Float64Array;
  sizeDecimals: Int16Array;
  /** Digits behind the point as sent: what a checksum over text needs. */
  priceSent: Uint8Array;
  sizeSent: Uint8Array;
  readonly #price = new ExactDecimal();
  readonly #size = new ExactDecimal();

  /** `rows`: room at the start; it grows by itself. */
  constructor(rows = INITIAL_ROWS) {
    this.priceMantissa = new Float64Array(rows);
    this.priceDecimals = new Int16Array(rows);
    this.sizeMantissa = new Float64Array(rows);
    this.sizeDecimals = new Int16Array(rows);
    this.priceSent = new Uint8Array(rows);
    this.sizeSent = new Uint8Array(rows);
  }

  /** Rows in columns that belong to another, who fills them and sets the count. Rows added beyond their end are its own. */
  static over(columns: DecimalColumns): DecimalLevels {
    return Object.assign(new DecimalLevels(0), columns);
  }

  clear(): void {
    this.count = 0;
  }

  /** Adds a row; false, and nothing added, where a text is no decimal or the price is 0. */
  add(price: string, size: string): boolean {
    const p = this.#price;
    const s = this.#size;
    if (!p.read(price) || p.mantissa === 0 || !s.read(size)) return false;
    const row = this.count;
    if (row === this.priceMantissa.length) this.#grow(Math.max(INITIAL_ROWS, row * 2));
    this.priceMantissa[row] = p.mantissa;
    this.priceDecimals[row] = p.decimals;
    this.priceSent[row] = p.sentDecimals;
    this.sizeMantissa[row] = s.mantissa;
    this.sizeDecimals[row] = s.decimals;
    this.sizeSent[row] = s.sentDecimals;
    this.count = row + 1;
    return true;
  }

  /** The rows in columns of just their size. */
  copy(): DecimalLevels {
    const rows = this.count;
    const twin = new DecimalLevels(rows);
    twin.priceMantissa.set(this.priceMantissa.subarray(0, rows));
    twin.priceDecimals.set(this.priceDecimals.subarray(0, rows));
    twin.priceSent.set(this.priceSent.subarray(0, rows));
    twin.sizeMantissa.set(this.sizeMantissa.subarray(0, rows));
    twin.sizeDecimals.set(this.sizeDecimals.subarray(0, rows));
    twin.sizeSent.set(this.sizeSent.subarray(0, rows));
    twin.count = rows;
    return twin;
  }

  #grow(rows: number): void {
    this.priceMantissa = grown(this.priceMantissa, new Float64Array(rows));
    this.priceDecimals = grown(this.priceDecimals, new Int16Array(rows));
    this.priceSent = grown(this.priceSent, new Uint8Array(rows));
    this.sizeMantissa = grown(this.sizeMantissa, new Float64Array(rows));
    this.sizeDecimals = grown(this.sizeDecimals, new Int16Array(rows));
    this.sizeSent = grown(this.sizeSent, new Uint8Array(rows));
  }
}

function grown<T extends Float64Array | Int16Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
