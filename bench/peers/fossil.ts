/** fossil-delta: the difference of two byte strings, here of the whole book before and after a message. */
import { applyDelta, createDelta } from 'fossil-delta';
import type { Contestant } from '../contest.js';
import type { Session } from '../session.js';
import { eachStep } from './delta-source.js';
import { levelsDigest } from './levels-digest.js';

/** The book after each message; making them is not timed. */
function books(session: Session): Uint8Array[] {
  const all: Uint8Array[] = [];
  eachStep(session, (_, book) => all.push(book()));
  return all;
}

export function fossilEncode(session: Session): Contestant {
  const states = books(session);
  let deltas: Uint8Array[] = [];
  return {
    name: 'fossil',
    run() {
      deltas = differences(states);
    },
    digest: () => digestOf(applied(states[0]!, deltas)),
  };
}

export function fossilDecode(session: Session): Contestant {
  const states = books(session);
  const deltas = differences(states);
  let last = states[0]!;
  return {
    name: 'fossil',
    run() {
      last = applied(states[0]!, deltas);
    },
    digest: () => digestOf(last),
  };
}

function differences(states: readonly Uint8Array[]): Uint8Array[] {
  return states.slice(1).map((state, i) => createDelta(states[i]!, state));
}

function applied(first: Uint8Array, deltas: readonly Uint8Array[]): Uint8Array {
  return deltas.reduce((state, delta) => applyDelta(state, delta), first);
}

/** Columns of ticks and lots; bids fall, then asks rise. */
function digestOf(state: Uint8Array): number {
  const columns = new Float64Array(state.slice().buffer);
  const levels = columns.length / 2;
  const pair = (_: unknown, i: number) => [columns[i]!, columns[levels + i]!] as [number, number];
  const all = Array.from({ length: levels }, pair);
  const turn = all.findIndex(([ticks], i) => i > 0 && ticks > all[i - 1]![0]);
  const split = turn < 0 ? levels : turn;
  return levelsDigest(all.slice(0, split), all.slice(split));
}
