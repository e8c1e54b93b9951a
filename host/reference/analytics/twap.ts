/** Time-weighted average of a price that holds until the next, for the oracle. */
import { DoubleSum } from './double-sum.js';
import { intervalOf, isInterval } from './kernel.js';
import { SampleKernel } from './sample-kernel.js';

export class Twap extends SampleKernel {
  readonly #intervalUs: number;
  readonly #area = new DoubleSum();
  #interval = 0;
  #started = 0;
  #price = 0;
  #synced = true;
  #whole = false;
  #tainted = false;
  #lastTainted = false;

  static canHave([intervalUs]: readonly number[]): boolean {
    return isInterval(intervalUs!, 0);
  }

  constructor([intervalUs]: readonly number[]) {
    super('twap');
    this.#intervalUs = intervalUs!;
  }

  protected takeSample(x: number, synced: boolean, before: number): void {
    const interval = intervalOf(this.time, this.#intervalUs);
    if (before < 0) {
      this.#interval = interval;
      this.#started = this.time;
    } else if (interval > this.#interval) {
      this.#hold((this.#interval + 1) * this.#intervalUs - before);
      this.#end(interval);
      this.#hold(this.time - this.#started);
    } else this.#hold(this.time - before);
    this.#price = x;
    this.#synced = synced;
    this.values[1] = this.#area.high / (this.time - this.#started);
    if (this.#intervalUs === 0) {
      this.values[0] = this.values[1]!;
      this.#lastTainted = this.#tainted;
    }
    this.mark(this.#lastTainted);
  }

  #hold(us: number): void {
    if (us === 0) return;
    this.#area.addProduct(this.#price, us);
    this.#tainted ||= !this.#synced;
  }

  #end(next: number): void {
    if (next > this.#interval + 1) {
      this.values[0] = this.#price;
      this.#lastTainted = !this.#synced;
    } else if (this.#whole) {
      this.values[0] = this.#area.high / this.#intervalUs;
      this.#lastTainted = this.#tainted;
    }
    this.#area.clear();
    this.#tainted = false;
    this.#whole = true;
    this.#interval = next;
    this.#started = next * this.#intervalUs;
  }
}
