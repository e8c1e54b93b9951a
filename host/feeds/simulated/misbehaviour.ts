/**
 * What can go wrong on request: faults that strike by chance, seeded, or on demand, and the count of
 * those that struck. It decides; who carries messages acts.
 */
import type { Random } from './random.js';

export const FAULTS = [
  /** A depth message is not sent. */
  'drop',
  /** A depth message is sent twice. */
  'duplicate',
  /** A depth message is sent late, after others that came later. */
  'delay',
  /** Instead of a depth message the connection is cut, without a closing handshake. */
  'disconnect',
  /** After a depth message the exchange skips update ids: nothing is lost, but nobody can know. */
  'gap',
  /** From a depth message on, the connection stays open and silent for a while. */
  'stall',
  /** A REST request is answered 429 with Retry-After. */
  'rest429',
  /** A REST request is answered 500. */
  'rest500',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Probabilities, 0 to 1: a depth message and connection; for `gap` a depth message; for `rest…` a request. */
export type FaultRates = Partial<Readonly<Record<Fault, number>>>;

/** How bad it gets. */
export interface FaultSizes {
  readonly delayMinMs: number;
  readonly delayMaxMs: number;
  readonly stallMs: number;
  /** Most update ids that a gap skips. */
  readonly gapIds: number;
  readonly retryAfterSeconds: number;
}

export const DEFAULT_FAULT_SIZES: FaultSizes = {
  delayMinMs: 120,
  delayMaxMs: 500,
  stallMs: 20_000,
  gapIds: 50,
  retryAfterSeconds: 1,
};

interface Provoked {
  readonly fault: Fault;
  readonly symbol: string | undefined;
  left: number;
}

const none = (): Record<Fault, number> =>
  Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;

export class Misbehaviour {
  #rates = none();
  readonly #counts = none();
  #provoked: Provoked[] = [];

  /** How often each fault struck so far. */
  get counts(): Readonly<Record<Fault, number>> {
    return { ...this.#counts };
  }

  /** From now on these rates; faults not named stop. Throws a RangeError for what is not a probability. */
  set(rates: FaultRates): void {
    const next = none();
    for (const [fault, rate] of Object.entries(rates)) {
      if (!(fault in next)) throw new RangeError(`no fault is called ${fault}; there are ${FAULTS.join(', ')}`);
      if (!(rate >= 0 && rate <= 1)) throw new RangeError(`${fault}=${rate} is not a probability from 0 to 1`);
      next[fault as Fault] = rate;
    }
    this.#rates = next;
  }

  /** The next chances of a fault (of one symbol, where named) strike for certain. */
  provoke(fault: Fault, times = 1, symbol?: string): void {
    if (times > 0) this.#provoked.push({ fault, symbol, left: times });
  }

  /** Whether a fault strikes now; counts it if so. */
  strikes(fault: Fault, random: Random, symbol?: string): boolean {
    const rate = this.#rates[fault];
    const struck = this.#isProvoked(fault, symbol) || (rate > 0 && random.chance(rate));
    if (struck) this.#counts[fault]++;
    return struck;
  }

  #isProvoked(fault: Fault, symbol: string | undefined): boolean {
    const found = this.#provoked.find(
      (entry) => entry.fault === fault && (entry.symbol === undefined || entry.symbol === symbol),
    );
    if (found === undefined) return false;
    found.left--;
    if (found.left === 0) this.#provoked = this.#provoked.filter((entry) => entry !== found);
    return true;
  }
}

/** Reads `drop=0.01,delay=0.05`; answers one line saying what is wrong where it cannot. */
export function parseFaultRates(text: string): FaultRates | string {
  const rates: Partial<Record<Fault, number>> = {};
  for (const part of text.split(',').map((piece) => piece.trim())) {
    const [name = '', value = '', ...rest] = part.split('=').map((piece) => piece.trim());
    if (!(FAULTS as readonly string[]).includes(name)) {
      return `"${name}" is no fault; there are ${FAULTS.join(', ')}`;
    }
    const rate = Number(value);
    if (value === '' || rest.length > 0 || !(rate >= 0 && rate <= 1)) {
      return `"${part}" needs a probability from 0 to 1, as in ${name}=0.01`;
    }
    rates[name as Fault] = rate;
  }
  return rates;
}
