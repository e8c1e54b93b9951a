/** Book depths that Kraken offers, levels a side. */
export const KRAKEN_DEPTHS: readonly number[] = [10, 25, 100, 500, 1000];
