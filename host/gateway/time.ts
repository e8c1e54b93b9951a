/** Time as the gateway sees it, so that tests move it by hand. */

export interface GatewayTime {
  /** Wall clock: µs since the Unix epoch. */
  wallMicros(): number;
  /** ms since some start; never goes back. */
  monotonicMs(): number;
  /** Runs once after at least `ms`; answers how to cancel. */
  after(ms: number, run: () => void): () => void;
  /** Runs once, after what this turn of the event loop has still to do. */
  soon(run: () => void): void;
}
