/** What came over the wire, by the second: bytes, what they would have been as JSON, frames, messages. */
import type { RecoveryKind } from '../client/index.js';
import type { HopName } from './hop-latencies.js';
import { RateWindow } from './rate-window.js';

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** What a client counts of its wire beside the traffic. */
export interface WireFigures {
  /** Host's receipt of a change to its being in this page's book, ms; undefined while there is none. */
  readonly latency: Quantiles | undefined;
  /** The venue's time of a change to the host's receipt, ms; signed, since clocks differ. */
  readonly venueLatency: Quantiles | undefined;
  /** From there on hop by hop. */
  readonly hops: { readonly [H in HopName]: Quantiles | undefined };
  /** How far the host has slowed this page's streams down, since it did not keep up; 0: not at all. */
  readonly tier: number;
  /** Whether the two clocks were compared: without that a latency is meaningless. */
  readonly clockKnown: boolean;
  /** To the host and back, ms; undefined until it is measured. */
  readonly roundTripMs: number | undefined;
  readonly fingerprintsOk: number;
  readonly fingerprintsFailed: number;
  readonly reconnections: number;
  /** Books that were live again thereafter, by what it took. */
  readonly recoveries: { readonly [K in RecoveryKind]: number };
  readonly resyncs: number;
  /** Times that the host said a stream was held back because this page reads too slowly. */
  readonly behind: number;
  /** Trades that were not delivered. */
  readonly missed: number;
  /** Frames that were refused. */
  readonly refused: number;
}

export class Traffic {
  readonly bytes = new RateWindow();
  readonly json = new RateWindow();
  readonly frames = new RateWindow();
  readonly messages = new RateWindow();
}
