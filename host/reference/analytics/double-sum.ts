/** A sum kept as two doubles (high, low), by the same error-free steps as the core's (Knuth, Dekker). */
export class DoubleSum {
  high = 0;
  low = 0;

  clear(): void {
    this.high = 0;
    this.low = 0;
  }

  add(x: number): void {
    const sum = this.high + x;
    const virtual = sum - this.high;
    const lost = this.high - (sum - virtual) + (x - virtual);
    const low = this.low + lost;
    this.high = sum + low;
    this.low = low - (this.high - sum);
  }

  /** Adds x y: the rounded product, then what rounding took from it. */
  addProduct(x: number, y: number): void {
    const product = x * y;
    const [xHigh, xLow] = halves(x);
    const [yHigh, yLow] = halves(y);
    this.add(product);
    this.add(xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow));
  }
}

/** Veltkamp's split into two of 26 bits. */
function halves(x: number): [number, number] {
  const scaled = x * (2 ** 27 + 1);
  const high = scaled - (scaled - x);
  return [high, x - high];
}
