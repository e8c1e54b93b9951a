/**
 * Sessions that a tick-indexed book likes least, seeded: the price jumps far outside the window, thousands of
 * far levels change at random, the tick is a millionth of the distance between levels, sizes are of a token
 * worth 10^-12. assembly/book/side.ts says why each is bad.
 */
import { random } from './random-session.js';
import { type Session, SessionBuilder } from './session.js';

const MESSAGES = 2_000;
const ENTRIES_A_SIDE = 16;

function integers(seed: number): (n: number) => number {
  const next = random(seed);
  return (n) => Math.floor(next() * n);
}

interface Shape {
  readonly mid: number;
  /** Ticks between levels. */
  readonly step: number;
  /** Levels a side at the start; changes are of any of them. */
  readonly levels: number;
  /** Upper bound of sizes, lots. */
  readonly lots: number;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
}

function edited(name: string, seed: number, shape: Shape): Session {
  const below = integers(seed);
  const session = new SessionBuilder();
  const lots = () => 1 + below(shape.lots);
  const price = (side: -1 | 1, level: number) => shape.mid + side * (1 + level * shape.step);
  for (const side of [-1, 1] as const) for (let i = 0; i < shape.levels; i++) session.entry(price(side, i), lots());
  session.message(shape.levels);
  for (let m = 1; m < MESSAGES; m++) {
    for (const side of [-1, 1] as const) {
      for (let i = 0; i < ENTRIES_A_SIDE; i++)
        session.entry(price(side, below(shape.levels)), below(10) < 4 ? 0 : lots());
    }
    session.message(ENTRIES_A_SIDE);
  }
  return session.build(name, { priceDecimals: shape.priceDecimals, tick: 1, sizeDecimals: shape.sizeDecimals, lot: 1 });
}

/** 1,000 levels a side; each message takes the touch away and puts it a million ticks off, to and fro. */
export function jumpSession(seed: number): Session {
  const below = integers(seed);
  const session = new SessionBuilder();
  const mids = [6_000_000, 7_000_000];
  const touch = (side: number, m: number) =>
    Array.from({ length: ENTRIES_A_SIDE }, (_, i) => mids[m % 2]! + side * (1 + i * 3));
  for (const side of [-1, 1])
    for (let i = 0; i < 1_000; i++) session.entry(6_500_000 + side * (600_000 + i * 5), 1 + below(1_000));
  session.message(1_000);
  for (let m = 1; m < MESSAGES; m++) {
    for (const side of [-1, 1]) {
      for (const ticks of touch(side, m - 1)) session.entry(ticks, 0);
      for (const ticks of touch(side, m)) session.entry(ticks, 1 + below(1_000));
    }
    session.message(2 * ENTRIES_A_SIDE);
  }
  return session.build(`jumps of 1,000,000 ticks, seed ${seed}`, {
    priceDecimals: 2,
    tick: 1,
    sizeDecimals: 5,
    lot: 1,
  });
}

/** 5,000 levels a side, 20 ticks apart, any of which changes: most lie beyond the window. */
export function deepSession(seed: number): Session {
  const shape = { mid: 6_000_000, step: 20, levels: 5_000, lots: 500_000, priceDecimals: 2, sizeDecimals: 5 };
  return edited(`5,000 levels a side at random, seed ${seed}`, seed, shape);
}

/** Prices of 60,000 with eight decimals and a tick of 1e-8, levels a cent apart: one level in the window. */
export function fineTickSession(seed: number): Session {
  const shape = { mid: 6e12, step: 1e6, levels: 1_000, lots: 500_000, priceDecimals: 8, sizeDecimals: 8 };
  return edited(`a tick of 1e-8 at 60,000, seed ${seed}`, seed, shape);
}

/** A token at 6.2e-9 with a tick of 1e-12, in sizes of up to 2^50 lots. */
export function tokenSession(seed: number): Session {
  const shape = { mid: 6_200, step: 5, levels: 1_000, lots: 2 ** 50, priceDecimals: 12, sizeDecimals: 0 };
  return edited(`a tick of 1e-12, seed ${seed}`, seed, shape);
}
