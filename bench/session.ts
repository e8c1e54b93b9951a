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
  /** The entries of each message, cut out of those columns before the clock starts. */
  readonly messages: readonly MessageEntries[];
  /** Bids in each message. The first message is the starting book. */
  readonly bids: Uint32Array;
  /** Receipt and venue time of each message, µs; an event of -1 is absent. */
  readonly recv: Float64Array;
  readonly event: Float64Array;
}

export interface MessageEntries {
  readonly ticks: Float64Array;
  readonly lots: Float64Array;
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
  const { ticks, lots } = session.messages[m]!;
  core.staged.ticks.set(ticks);
  core.staged.lots.set(lots);
}

export function bidsOf(session: Session, m: number): number {
  return session.bids[m]!;
}

export function asksOf(session: Session, m: number): number {
  return session.starts[m + 1]! - session.starts[m]! - session.bids[m]!;
}

/** A message a tenth of a second apart, where a session has no times of its own. */
const MESSAGE_US = 100_000;

/** Collects messages into a session. */
export class SessionBuilder {
  readonly #ticks: number[] = [];
  readonly #lots: number[] = [];
  readonly #starts: number[] = [0];
  readonly #bids: number[] = [];
  readonly #recv: number[] = [];
  readonly #event: number[] = [];

  entry(ticks: number, lots: number): void {
    this.#ticks.push(ticks);
    this.#lots.push(lots);
  }

  /** Ends a message whose first `bids` entries since the last one are bids; times in µs. */
  message(bids: number, recv = this.#bids.length * MESSAGE_US, event = recv): void {
    this.#bids.push(bids);
    this.#starts.push(this.#ticks.length);
    this.#recv.push(recv);
    this.#event.push(event);
  }

  build(name: string, grid: Grid): Session {
    const ticks = Float64Array.from(this.#ticks);
    const lots = Float64Array.from(this.#lots);
    const cut = (column: Float64Array, m: number) => column.subarray(this.#starts[m], this.#starts[m + 1]);
    return {
      name,
      grid,
      ticks,
      lots,
      messages: this.#bids.map((_, m) => ({ ticks: cut(ticks, m), lots: cut(lots, m) })),
      starts: Uint32Array.from(this.#starts),
      bids: Uint32Array.from(this.#bids),
      recv: Float64Array.from(this.#recv),
      event: Float64Array.from(this.#event),
    };
  }
}

/** The session's first messages only. */
export function firstMessages(session: Session, messages: number): Session {
  if (messages >= messageCount(session)) return session;
  const cut = <T extends Float64Array | Uint32Array>(column: T) => column.subarray(0, messages) as T;
  return {
    ...session,
    starts: session.starts.subarray(0, messages + 1),
    messages: session.messages.slice(0, messages),
    bids: cut(session.bids),
    recv: cut(session.recv),
    event: cut(session.event),
  };
}
