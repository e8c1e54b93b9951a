/** What came over the wire, by the second: bytes, what they would have been as JSON, frames, messages. */
import { RateWindow } from './rate-window.js';

/** What a client counts of its wire beside the traffic. */
export interface WireFigures {
  /** Host's receipt of a change to its being in this page's book, ms; undefined while there is none. */
  readonly latency: { readonly p50: number; readonly p99: number } | undefined;
  /** Whether the two clocks were compared: without that a latency is meaningless. */
  readonly clockKnown: boolean;
  /** To the host and back, ms; undefined until it is measured. */
  readonly roundTripMs: number | undefined;
  readonly fingerprintsOk: number;
  readonly fingerprintsFailed: number;
  readonly reconnections: number;
  readonly resyncs: number;
}

export class Traffic {
  readonly bytes = new RateWindow();
  readonly json = new RateWindow();
  readonly frames = new RateWindow();
  readonly messages = new RateWindow();
}
