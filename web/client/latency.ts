/** Where the time of a change went on its way from the venue to this client's book. */

export interface LatencyOptions {
  /** Between two measurements, ms; the host may make it longer. Default: 1,000. */
  readonly intervalMs?: number;
  /** Tells the host the last hops, for its metrics. Default: false. */
  readonly echo?: boolean;
}

/**
 * Of one frame, the oldest change that it brought; µs. What crosses two clocks is signed: the venue's is not compared
 * with the host's at all, and this client's by pings only, at most `clockErrorMicros` off.
 */
export interface LatencyReport {
  /** Undefined where its subscription was closed meanwhile. */
  readonly symbol: string | undefined;
  /** From the venue's time until the host received it; undefined where the venue gave none. */
  readonly venueMicros: number | undefined;
  /** From there until it was in the host's book. */
  readonly bookMicros: number;
  /** From there until it was encoded: what is left of the view's interval, above all. */
  readonly encodeMicros: number;
  /** From there until it was handed to the socket. */
  readonly sendMicros: number;
  /** From there until the message reached the thread that uses this client; undefined until the clocks were compared. */
  readonly networkMicros: number | undefined;
  /** From there until it was in the books. */
  readonly decodeMicros: number;
  readonly clockErrorMicros: number | undefined;
}

export function latencyOptions(given: boolean | LatencyOptions | undefined): Required<LatencyOptions> | undefined {
  if (given === undefined || given === false) return undefined;
  const { intervalMs = 1_000, echo = false } = given === true ? {} : given;
  return { intervalMs, echo };
}
