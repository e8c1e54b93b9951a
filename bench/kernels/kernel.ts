/** The contract of a benchmark kernel: a piece of work that every core does on the same session. */
import type { Core } from '../../host/wire/core.js';
import type { Session } from '../session.js';

export interface Kernel {
  readonly name: string;
  /** What one item is, as in "level entry". */
  readonly item: string;
  /** Sets a core up for a session; what it answers is timed and checked. */
  prepare(core: Core, session: Session): PreparedKernel;
}

export interface PreparedKernel {
  /** Items in one run. */
  readonly items: number;
  /** One run over the whole session. Repeatable. */
  run(): void;
  /** A number that is equal where the results are. Read after a run. */
  digest(): number;
}

/** A core's answer that must not be a code: a refusal in a benchmark is a broken benchmark. */
export function must(answer: number): number {
  if (answer < 0) throw new Error(`the core answered with code ${-answer}`);
  return answer;
}
