/** The last trades of a view, for readers that fell behind. A trade's place is how many the stream carried before it. */
import { TRADE_FIELDS } from '../../assembly/layout.js';

export class TradeHistory {
  readonly #capacity: number;
  /** A ring of records: the trade at a place stands at the place modulo the room. */
  #records = new Float64Array(0);
  #start = 0;
  #end = 0;

  /** @param capacity trades kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Places that are kept: from `start` to before `end`. */
  get start(): number {
    return this.#start;
  }
  get end(): number {
    return this.#end;
  }

  /** Records of trades that the stream carried now. */
  push(records: Float64Array): void {
    const count = records.length / TRADE_FIELDS;
    this.#grow(Math.min(this.#capacity, this.#end - this.#start + count));
    const room = this.#room;
    for (let at = Math.max(0, count - room); at < count; at++) {
      const record = records.subarray(at * TRADE_FIELDS, (at + 1) * TRADE_FIELDS);
      this.#records.set(record, ((this.#end + at) % room) * TRADE_FIELDS);
    }
    this.#end += count;
    this.#start = Math.max(this.#start, this.#end - room);
  }

  /** So many trades of the stream are not known, and those before them are forgotten. */
  skip(count: number): void {
    this.#end += count;
    this.forget();
  }

  /** What is kept means something else from here on. */
  forget(): void {
    this.#start = this.#end;
  }

  /** Writes the records of the places [from, to), which are kept, to the beginning of `out`. */
  copy(from: number, to: number, out: Float64Array): void {
    const room = this.#room;
    for (let place = from; place < to; place++) {
      const at = (place % room) * TRADE_FIELDS;
      out.set(this.#records.subarray(at, at + TRADE_FIELDS), (place - from) * TRADE_FIELDS);
    }
  }

  get #room(): number {
    return this.#records.length / TRADE_FIELDS;
  }

  #grow(needed: number): void {
    if (needed <= this.#room) return;
    const room = Math.min(this.#capacity, Math.max(needed, this.#room * 2, 16));
    const records = new Float64Array(room * TRADE_FIELDS);
    for (let place = this.#start; place < this.#end; place++) {
      const from = (place % this.#room) * TRADE_FIELDS;
      records.set(this.#records.subarray(from, from + TRADE_FIELDS), (place % room) * TRADE_FIELDS);
    }
    this.#records = records;
  }
}
