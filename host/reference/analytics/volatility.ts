/** Realised variance and bipower variation over a rolling window, for the oracle. */
import { log } from './elementary.js';
import { intervalOf, isInterval, isPrice, isWindow } from './kernel.js';
import { dot, Rolling } from './rolling.js';
import { SampleKernel } from './sample-kernel.js';

interface Price {
  readonly x: number;
  readonly synced: boolean;
}

export class Volatility extends SampleKernel {
  readonly #intervalUs: number;
  readonly #returns: Rolling<number>;
  #interval = 0;
  #price: Price | undefined;
  #close: Price | undefined;

  static canHave([intervalUs, returns]: readonly number[]): boolean {
    return isInterval(intervalUs!) && isWindow(returns!);
  }

  constructor([intervalUs, returns]: readonly number[]) {
    super('volatility');
    this.#intervalUs = intervalUs!;
    this.#returns = new Rolling(returns!);
  }

  protected override accepts(records: Float64Array, at: number): boolean {
    return isPrice(records[at + 2]!);
  }

  protected takeSample(x: number, synced: boolean): void {
    const interval = intervalOf(this.time, this.#intervalUs);
    if (this.#price !== undefined && interval > this.#interval) {
      this.#end(this.#price, interval - this.#interval);
      this.#publish();
    }
    this.#interval = interval;
    this.#price = { x, synced };
    this.mark(this.#returns.tainted);
  }

  #end(price: Price, intervals: number): void {
    const close = this.#close;
    if (close !== undefined) this.#returns.add(log(price.x / close.x), price.synced && close.synced);
    const still = Math.min(intervals - 1, this.#returns.capacity);
    for (let i = 0; i < still; i++) this.#returns.add(0, price.synced);
    this.#close = price;
  }

  #publish(): void {
    if (!this.#returns.full) return;
    const sizes = this.#returns.entries.map(Math.abs);
    const variance = dot(sizes, sizes);
    const bipower = dot(sizes.slice(1), sizes.slice(0, -1)) * (Math.PI / 2);
    this.values.set([variance, Math.sqrt(variance), bipower, Math.max(variance - bipower, 0)]);
  }
}
