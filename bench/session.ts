/**
 * A trading session as a benchmark's input: a starting book and messages of level entries, all made
 * before the clock starts and laid out in columns, so that feeding them costs every contestant the same.
 */
import type { Core, Grid } from '../host/wire/core.js';

export interface Session {
  readonly name: string;
  readonly grid: Grid;
  /** Entries of all messages, one after the other; message m holds entries [starts[m], starts[m + 1]), bids first. */
  readonly ticks: Float64Array;
  readonly lots: Float64Array;
  readonly starts: Uint32Array;
  /** Bids in each message. The first message is the starting book. */
  readonly bids: Uint32Array;
}

export function messageCount(session: Session): number {
  return session.bids.length;
}

/** Entries of all messages but the starting book. */
export function entryCount(session: Session): number {
  return session.starts[messageCount(session)]! - session.starts[1]!;
}

/** Puts message `m` into the core's staging columns; answers nothing, `load` or `update` comes next. */
export function stage(core: Core, session: Session, m: number): void {
  const from = session.starts[m]!;
  const to = session.starts[m + 1]!;
  core.staged.ticks.set(session.ticks.subarray(from, to));
  core.staged.lots.set(session.lots.subarray(from, to));
}

export function bidsOf(session: Session, m: number): number {
  return session.bids[m]!;
}

export function asksOf(session: Session, m: number): number {
  return session.starts[m + 1]! - session.starts[m]! - session.bids[m]!;
}

/** Collects messages into a session. */
export class SessionBuilder {
  readonly #ticks: number[] = [];
  readonly #lots: number[] = [];
  readonly #starts: number[] = [0];
  readonly #bids: number[] = [];

  entry(ticks: number, lots: number): void {
    this.#ticks.push(ticks);
    this.#lots.push(lots);
  }

  /** Ends a message whose first `bids` entries since the last one are bids. */
  message(bids: number): void {
    this.#bids.push(bids);
    this.#starts.push(this.#ticks.length);
  }

  build(name: string, grid: Grid): Session {
    return {
      name,
      grid,
      ticks: Float64Array.from(this.#ticks),
      lots: Float64Array.from(this.#lots),
      starts: Uint32Array.from(this.#starts),
      bids: Uint32Array.from(this.#bids),
    };
  }
}
