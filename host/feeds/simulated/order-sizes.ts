/** How large simulated orders are, in lots: log-normal, larger away from the touch, sometimes a round number. */
import type { SimulatedInstrument } from './instrument.js';
import type { Random } from './random.js';

/** Spread of sizes, as the standard deviation of their logarithm. */
const SIGMA = 0.9;
const ROUND_SHARE = 0.3;
/** Gaps from the touch at which an order is about twice as large as there. */
const DOUBLE_GAPS = 25;
const MAX_GROWTH = 6;

export class OrderSizes {
  /** No level is larger. */
  readonly max: number;
  readonly #random: Random;
  readonly #typical: number;
  readonly #gap: number;

  constructor(random: Random, instrument: SimulatedInstrument) {
    this.#random = random;
    this.#typical = instrument.typicalLots;
    this.#gap = instrument.gapTicks;
    this.max = instrument.typicalLots * 1000;
  }

  /** Of an order that rests at a distance from the fair value. */
  resting(distanceTicks: number): number {
    const growth = Math.min(MAX_GROWTH, 1 + Math.sqrt(distanceTicks / (this.#gap * DOUBLE_GAPS)));
    return this.#draw(this.#typical * growth);
  }

  market(): number {
    return this.#draw(this.#typical * 0.7);
  }

  #draw(median: number): number {
    const lots = Math.max(1, Math.round(median * this.#random.logNormal(SIGMA)));
    return Math.min(this.max, this.#random.chance(ROUND_SHARE) ? roundNumber(lots) : lots);
  }
}

/** 1, 2 or 5 times a power of ten, at most the number. Steps are powers of ten, so it is round in units too. */
function roundNumber(lots: number): number {
  const power = 10 ** Math.floor(Math.log10(lots));
  return lots >= 5 * power ? 5 * power : lots >= 2 * power ? 2 * power : power;
}
