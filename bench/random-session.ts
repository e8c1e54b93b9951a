/**
 * A seeded session for machines without recorded traffic: a book of 1,000 levels a side whose mid
 * drifts, with most changes near the touch and some far away.
 */
import { type Session, SessionBuilder } from './session.js';

const LEVELS = 1_000;
const MESSAGES = 4_000;
const ENTRIES_A_SIDE = 16;
/** Mean distance of a change from the touch, in ticks. */
const MEAN_DISTANCE_TICKS = 60;
const FAR_SHARE = 0.05;

/** mulberry32: a small, well-mixed generator of [0, 1); the seed repeats the session. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function randomSession(seed: number, messages = MESSAGES): Session {
  const next = random(seed);
  const session = new SessionBuilder();
  let mid = 6_180_000;
  const lots = () => 1 + Math.floor(next() ** 4 * 500_000);
  for (let i = 0; i < LEVELS; i++) session.entry(mid - 1 - i * 3, lots());
  for (let i = 0; i < LEVELS; i++) session.entry(mid + 1 + i * 3, lots());
  session.message(LEVELS);
  for (let m = 1; m <= messages; m++) {
    if (next() < 0.2) mid += next() < 0.5 ? -3 : 3;
    for (const side of [-1, 1]) {
      for (let i = 0; i < ENTRIES_A_SIDE; i++) {
        const far = next() < FAR_SHARE ? 20 : 1;
        const distance = Math.floor(-Math.log(1 - next()) * MEAN_DISTANCE_TICKS * far);
        session.entry(mid + side * (1 + distance), next() < 0.4 ? 0 : lots());
      }
    }
    session.message(ENTRIES_A_SIDE);
  }
  return session.build(`random, seed ${seed}`, { priceDecimals: 2, tick: 1, sizeDecimals: 5, lot: 1 });
}
