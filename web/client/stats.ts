/** What a client counts. All totals are since the client was made. */
import type { RecoveryKind } from '../../host/wire/control.js';

export interface ClientStats {
  /** Payload bytes of data and control messages received. */
  readonly bytes: number;
  /** WebSocket messages received that hold frames, and those that hold control messages. */
  readonly messages: number;
  readonly controlMessages: number;
  /** Frames received whole, refused ones included. */
  readonly frames: number;
  /** Frames, or rests of messages, that were refused. */
  readonly refused: number;
  readonly trades: number;
  readonly missedTrades: number;
  /** Connections made again after one was lost. */
  readonly reconnects: number;
  /** Subscriptions that became live again thereafter, by what it took; see `Recovered`. */
  readonly recoveries: { readonly [K in RecoveryKind]: number };
  /** Snapshots asked for, because a frame was refused. */
  readonly resyncs: number;
  /** Books compared with the host's fingerprint, and how many differed. */
  readonly fingerprintChecks: number;
  readonly fingerprintMismatches: number;
  /** From the host's receipt of the last change to its being in this client's book, µs; signed, since clocks differ. */
  readonly latencyMicros: number | undefined;
  /** The host's clock minus this one, µs, as the best of the last pings found it. */
  readonly clockOffsetMicros: number | undefined;
  /** Of that ping, there and back. Half of it bounds the error of the offset. */
  readonly roundTripMicros: number | undefined;
}

export type MutableStats = {
  -readonly [K in keyof ClientStats]: K extends 'recoveries' ? Record<RecoveryKind, number> : ClientStats[K];
};

export function newStats(): MutableStats {
  return {
    bytes: 0,
    messages: 0,
    controlMessages: 0,
    frames: 0,
    refused: 0,
    trades: 0,
    missedTrades: 0,
    reconnects: 0,
    recoveries: { frames: 0, catch_up: 0, snapshot: 0 },
    resyncs: 0,
    fingerprintChecks: 0,
    fingerprintMismatches: 0,
    latencyMicros: undefined,
    clockOffsetMicros: undefined,
    roundTripMicros: undefined,
  };
}
