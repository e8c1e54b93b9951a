/** Time as the live side sees it: two clocks and timers, so that tests move it by hand. */

export interface Time {
  /** Wall clock: µs since the Unix epoch. */
  wallMicros(): number;
  /** ms since some start; never goes back. */
  monotonicMs(): number;
  /** Runs once after at least `ms`; answers how to cancel. */
  after(ms: number, run: () => void): () => void;
}

/** How far the wall clock may be from the monotonic one before it counts as set anew. */
const STEP_MS = 20;

/** Longest delay that a Node timer takes; a longer one would run at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

let origin = performance.timeOrigin;

export const systemTime: Time = {
  /** The fine monotonic clock on the coarse wall clock's origin, found anew when that is set. */
  wallMicros() {
    const elapsed = performance.now();
    const wall = Date.now();
    if (Math.abs(origin + elapsed - wall) > STEP_MS) origin = wall - elapsed;
    return Math.round((origin + elapsed) * 1000);
  },
  monotonicMs() {
    return performance.now();
  },
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
