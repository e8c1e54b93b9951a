/**
 * How far the host's clock is from ours, from pings: half of the round trip is taken for the way back,
 * so the answer with the shortest round trip of the last few is the most exact.
 */

/** Answers that count: at a ping every 5 s, those of the last 80 s, so that a drifting clock is followed. */
const KEPT_ANSWERS = 16;

interface Answer {
  readonly offsetMicros: number;
  readonly roundTripMicros: number;
}

export class ClockOffset {
  #answers: Answer[] = [];

  /** All times in µs: `sent` and `received` of our clock, `host` of the host's. */
  add(sent: number, host: number, received: number): void {
    const roundTripMicros = received - sent;
    if (!(roundTripMicros >= 0)) return;
    this.#answers.push({ offsetMicros: Math.round(host - (sent + roundTripMicros / 2)), roundTripMicros });
    if (this.#answers.length > KEPT_ANSWERS) this.#answers.shift();
  }

  /** Undefined until the first answer. */
  get best(): Answer | undefined {
    return this.#answers.reduce<Answer | undefined>(
      (best, each) => (best === undefined || each.roundTripMicros < best.roundTripMicros ? each : best),
      undefined,
    );
  }

  /** Another host, another clock. */
  clear(): void {
    this.#answers = [];
  }
}
