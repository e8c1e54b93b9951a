/** VPIN over buckets of equal volume, by aggressor or in bulk, for the oracle. */
import { erf } from './elementary.js';
import { intervalOf, isInteger, isInterval, isWindow } from './kernel.js';
import { deviations, dot, Rolling, sum } from './rolling.js';
import { TradeBars } from './trade-bars.js';
import { TradeKernel, type TradeRow } from './trade-kernel.js';

export class Vpin extends TradeKernel {
  readonly #bucketLots: number;
  readonly #barUs: number;
  readonly #buckets: Rolling<number>;
  readonly #changes: Rolling<number>;
  readonly #bars = new TradeBars();
  #filled = 0;
  #bought = 0;
  #ended = 0;
  #tainted = false;

  static canHave([bucketLots, buckets, barUs, changes]: readonly number[]): boolean {
    return isInteger(bucketLots!, 1) && isInteger(buckets!, 1, 4096) && isInterval(barUs!, 0) && isWindow(changes!);
  }

  constructor([bucketLots, buckets, barUs, changes]: readonly number[]) {
    super('vpin');
    this.#bucketLots = bucketLots!;
    this.#barUs = barUs!;
    this.#buckets = new Rolling(buckets!);
    this.#changes = new Rolling(changes!);
    this.values.set([0, 0], 2);
  }

  protected takeTrade(trade: TradeRow | undefined, synced: boolean): void {
    if (this.#barUs === 0) {
      if (trade !== undefined) this.#fill(trade.lots, (trade.sign + 1) / 2, synced);
    } else {
      const interval = intervalOf(this.time, this.#barUs);
      this.#classify(interval);
      if (trade !== undefined) this.#bars.add(trade, interval, synced);
    }
    this.mark(this.#buckets.tainted);
  }

  #classify(interval: number): void {
    const bar = this.#bars.ended(interval);
    if (bar?.previous === undefined) return;
    const change = bar.close - bar.previous;
    this.#changes.add(change, bar.synced);
    if (!this.#changes.full) return;
    const around = deviations(this.#changes.entries);
    const deviation = Math.sqrt(dot(around, around) / (around.length - 1));
    this.values[4] = deviation;
    const buys = deviation === 0 ? 0.5 : 0.5 + 0.5 * erf((change / deviation) * Math.SQRT1_2);
    this.#fill(bar.lots, buys, !this.#changes.tainted);
  }

  #fill(lots: number, buys: number, synced: boolean): void {
    const size = this.#bucketLots;
    let left = lots;
    this.#tainted ||= !synced;
    if (this.#filled + left >= size) {
      const room = size - this.#filled;
      this.#end(this.#bought + room * buys, !this.#tainted);
      left -= room;
      const more = (left - (left % size)) / size;
      for (let i = 0; i < Math.min(more, this.#buckets.capacity); i++) this.#end(size * buys, synced);
      left %= size;
      this.#ended = this.#ended + 1 + more;
      this.#filled = 0;
      this.#bought = 0;
      this.#tainted = !synced && left > 0;
      this.values[2] = this.#ended;
      if (this.#buckets.full) this.values[0] = sum(this.#buckets.entries) / (this.#buckets.capacity * size);
    }
    this.#filled += left;
    this.#bought += left * buys;
    this.values[3] = this.#filled / size;
  }

  #end(bought: number, synced: boolean): void {
    const sold = this.#bucketLots - bought;
    this.#buckets.add(Math.abs(bought - sold), synced);
    this.values[1] = (bought - sold) / this.#bucketLots;
  }
}
