/** The ring in C (ring.c), a thread an end: what the two processors can do at all. Each run is a process of its own, and times itself. */
import type { Contestant } from '../contest.js';
import { cProgram } from './c-program.js';

interface Answer {
  readonly ns: number;
  readonly wrong: number;
  readonly sum: number;
}

/** Rounds of all records, of which the median counts. */
const ROUNDS = 5;

/** Undefined where there is no gcc. @throws Error where it does not take the source */
export function cRing(records: number, batch: number): Contestant | undefined {
  const program = cProgram('ring.c', '-pthread');
  if (program === undefined) return undefined;
  let answer: Answer = { ns: 0, wrong: 0, sum: 0 };
  return {
    name: 'C',
    run() {
      answer = program.run<Answer>(String(records), String(batch), String(ROUNDS));
      return (answer.ns * records) / 1e6;
    },
    digest: () => `write 0 wrong, sum 0; read ${answer.wrong} wrong, sum ${answer.sum}`,
    close: () => program.close(),
  };
}
