/** A session as compact JSON with what our frames have: sequence, both times in µs, a fingerprint once a second. */
import type { Session } from '../session.js';
import { eachStep } from './delta-source.js';

const FINGERPRINT_INTERVAL_US = 1_000_000;

export interface JsonMessage {
  /** Sequence, venue time, receipt. */
  readonly s: number;
  readonly e: number;
  readonly r: number;
  /** Fingerprint, once a second. */
  readonly f?: number;
  readonly b: readonly (readonly [price: number, size: number])[];
  readonly a: readonly (readonly [price: number, size: number])[];
}

/** The whole book first, then what changed; prices and sizes as JSON numbers in shortest form. */
export function jsonMessages(session: Session): JsonMessage[] {
  const { priceDecimals, tick, sizeDecimals, lot } = session.grid;
  const level = ([ticks, lots]: readonly [number, number]) =>
    [Number(`${ticks * tick}e-${priceDecimals}`), Number(`${lots * lot}e-${sizeDecimals}`)] as const;
  const messages: JsonMessage[] = [];
  let fingerprintAt = -Infinity;
  eachStep(session, ({ message, bids, asks, fingerprint }) => {
    const r = session.recv[message]!;
    const isDue = r - fingerprintAt >= FINGERPRINT_INTERVAL_US;
    if (isDue) fingerprintAt = r;
    const fields = { s: messages.length + 1, e: session.event[message]!, r, ...(isDue && { f: fingerprint }) };
    messages.push({ ...fields, b: bids.map(level), a: asks.map(level) });
  });
  return messages;
}

/** A book out of such messages, to compare with a core's. */
export class JsonBook {
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();

  apply({ b, a }: JsonMessage): void {
    this.#side(this.#bids, b);
    this.#side(this.#asks, a);
  }

  #side(side: Map<number, number>, levels: JsonMessage['b']): void {
    for (const [price, size] of levels) {
      if (size === 0) side.delete(price);
      else side.set(price, size);
    }
  }

  /** In ticks and lots. */
  levels({ grid }: Session): { bids: [number, number][]; asks: [number, number][] } {
    const unit = ([price, size]: [number, number]): [number, number] => [
      Math.round((price * 10 ** grid.priceDecimals) / grid.tick),
      Math.round((size * 10 ** grid.sizeDecimals) / grid.lot),
    ];
    return { bids: [...this.#bids].map(unit), asks: [...this.#asks].map(unit) };
  }
}
