/** Trades of a view that wait for its next frame, as records of TRADE_FIELDS. */
import { TRADE_EVENT, TRADE_FIELDS } from '../../assembly/layout.js';

export class TradeQueue {
  readonly #capacity: number;
  #records: Float64Array;
  #count = 0;
  /** Times of the message that the last of them came with, µs since the epoch. */
  #tsRecv = 0;
  #tsEvent = -1;
  #isTimed = true;

  /** @param capacity trades */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#records = new Float64Array(Math.min(capacity, 16) * TRADE_FIELDS);
  }

  get count(): number {
    return this.#count;
  }
  get isFull(): boolean {
    return this.#count === this.#capacity;
  }
  get tsRecv(): number {
    return this.#tsRecv;
  }
  /** -1 where a trade has no time: a frame's time would become its. */
  get tsEvent(): number {
    return this.#isTimed ? this.#tsEvent : -1;
  }
  get records(): Float64Array {
    return this.#records.subarray(0, this.#count * TRADE_FIELDS);
  }

  /** Takes trades from `first` on, as many as there is room for; answers how many. */
  take(trades: Float64Array, first: number, count: number, tsEvent: number, tsRecv: number): number {
    const taken = Math.min(count, this.#capacity - this.#count);
    const needed = (this.#count + taken) * TRADE_FIELDS;
    if (needed > this.#records.length) this.#grow(needed);
    this.#records.set(
      trades.subarray(first * TRADE_FIELDS, (first + taken) * TRADE_FIELDS),
      this.#count * TRADE_FIELDS,
    );
    for (let at = this.#count; at < this.#count + taken; at++) {
      if (this.#records[at * TRADE_FIELDS + TRADE_EVENT]! < 0) this.#isTimed = false;
    }
    this.#count += taken;
    this.#tsEvent = tsEvent;
    this.#tsRecv = tsRecv;
    return taken;
  }

  clear(): void {
    this.#count = 0;
    this.#isTimed = true;
  }

  #grow(needed: number): void {
    const records = new Float64Array(
      Math.min(Math.max(needed, this.#records.length * 2), this.#capacity * TRADE_FIELDS),
    );
    records.set(this.#records);
    this.#records = records;
  }
}
