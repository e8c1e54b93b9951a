/**
 * Prices and sizes of one side of a message, or of its trades, as columns of exact decimals: what is
 * left of a venue's text before a price grid is known. Reused from message to message.
 */
import { ExactDecimal } from './exact-decimal.js';

const INITIAL_ROWS = 64;

export class DecimalLevels {
  count = 0;
  /** Number × 10^-decimals; see ExactDecimal. A mantissa of Infinity is a number that no grid can hold. */
  priceMantissa = new Float64Array(INITIAL_ROWS);
  priceDecimals = new Int16Array(INITIAL_ROWS);
  sizeMantissa = new Float64Array(INITIAL_ROWS);
  sizeDecimals = new Int16Array(INITIAL_ROWS);
  /** Digits behind the point as sent: what a checksum over text needs. */
  priceSent = new Uint8Array(INITIAL_ROWS);
  sizeSent = new Uint8Array(INITIAL_ROWS);
  readonly #price = new ExactDecimal();
  readonly #size = new ExactDecimal();

  clear(): void {
    this.count = 0;
  }

  /** Adds a row; false, and nothing added, where a text is no decimal or the price is 0. */
  add(price: string, size: string): boolean {
    const p = this.#price;
    const s = this.#size;
    if (!p.read(price) || p.mantissa === 0 || !s.read(size)) return false;
    const row = this.count;
    if (row === this.priceMantissa.length) this.#grow(row * 2);
    this.priceMantissa[row] = p.mantissa;
    this.priceDecimals[row] = p.decimals;
    this.priceSent[row] = p.sentDecimals;
    this.sizeMantissa[row] = s.mantissa;
    this.sizeDecimals[row] = s.decimals;
    this.sizeSent[row] = s.sentDecimals;
    this.count = row + 1;
    return true;
  }

  /** Becomes equal to `other`. */
  copyFrom(other: DecimalLevels): void {
    const rows = other.count;
    if (rows > this.priceMantissa.length) {
      this.count = 0;
      this.#grow(rows);
    }
    this.priceMantissa.set(other.priceMantissa.subarray(0, rows));
    this.priceDecimals.set(other.priceDecimals.subarray(0, rows));
    this.priceSent.set(other.priceSent.subarray(0, rows));
    this.sizeMantissa.set(other.sizeMantissa.subarray(0, rows));
    this.sizeDecimals.set(other.sizeDecimals.subarray(0, rows));
    this.sizeSent.set(other.sizeSent.subarray(0, rows));
    this.count = rows;
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
  to.set(from.subarray(0, Math.min(from.length, to.length)));
  return to;
}
