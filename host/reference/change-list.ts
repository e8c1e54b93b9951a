/** Level changes of one book as columns: bids best first, then asks best first. */
import type { ChangeColumns } from '../wire/core.js';

export class ChangeList implements ChangeColumns {
  readonly ticks: Float64Array;
  readonly lots: Float64Array;
  readonly previous: Float64Array;
  bids = 0;
  count = 0;

  constructor(room: number) {
    this.ticks = new Float64Array(room);
    this.lots = new Float64Array(room);
    this.previous = new Float64Array(room);
  }

  get asks(): number {
    return this.count - this.bids;
  }

  clear(): void {
    this.bids = 0;
    this.count = 0;
  }

  add(ticks: number, lots: number, previous: number): void {
    this.ticks[this.count] = ticks;
    this.lots[this.count] = lots;
    this.previous[this.count] = previous;
    this.count++;
  }

  /** Says that all changes so far are bids. */
  endBids(): void {
    this.bids = this.count;
  }

  /** Removes the changes [from, to). */
  cut(from: number, to: number): void {
    this.ticks.copyWithin(from, to, this.count);
    this.lots.copyWithin(from, to, this.count);
    this.previous.copyWithin(from, to, this.count);
    this.count -= to - from;
    if (from < this.bids) this.bids -= to - from;
  }

  /** Appends all of them to columns of which `used` entries are taken. */
  appendTo(columns: ChangeColumns, used: number): void {
    for (let i = 0; i < this.count; i++) {
      columns.ticks[used + i] = this.ticks[i]!;
      columns.lots[used + i] = this.lots[i]!;
      columns.previous[used + i] = this.previous[i]!;
    }
  }
}
