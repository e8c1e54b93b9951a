/**
 * The contract of a benchmark kernel: a piece of work that the SIMD build, the scalar build and plain
 * TypeScript all do on the same session. It runs in Node and in browsers.
 */
import { codeName } from '../../host/wire/codes.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';
import type { Contestant } from '../contest.js';
import type { Session } from '../session.js';
import type { Twin } from './twin.js';

export interface Kernel {
  readonly name: string;
  /** What one item is, as in "level entry". */
  readonly item: string;
  /** The axis that shows it. */
  readonly axis: 'book' | 'codec' | 'simd' | 'analytics' | 'parse';
  /** The session that it works on, whichever `prepare` is given, where it has one of its own. */
  session?(): Session;
  /**
   * Sets a fresh core up for a session; what it answers is timed and checked. Undefined where the core has
   * no such thing (yet). A kernel that works on no book leaves the core alone and asks `twin`.
   */
  prepare(core: Core, session: Session, twin: Twin): PreparedKernel | undefined;
}

export interface PreparedKernel {
  /** Items in one run. */
  readonly items: number;
  /** One run over the whole session. Repeatable. Answers the ms that count where not all of it does. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most runs answer nothing at all
  run(): void | number;
  /** Equal where the results are. Read after a run. */
  digest(): number | string;
  /** Equal among the twins alone: the bytes of an encoding. */
  exact?(): number | string;
}

/** Room for the sessions of the benchmark, and no more: three cores and their memories live at once. */
export const KERNEL_CAPACITY: Partial<CoreCapacity> = { streams: 8, levels: 16_384, totalLevels: 131_072, models: 4 };

/** A core's answer that must not be a code: a refusal in a benchmark is a broken benchmark. */
export function must(answer: number): number {
  if (answer < 0) throw new Error(`the core answered ${codeName(answer)}`);
  return answer;
}

export interface PreparedContest {
  readonly items: number;
  readonly contestants: Contestant[];
}

/** The kernel on each twin; undefined where one of them cannot. */
export function prepareKernel(kernel: Kernel, session: Session, twins: readonly Twin[]): PreparedContest | undefined {
  const contestants: Contestant[] = [];
  let items = 0;
  for (const twin of twins) {
    const prepared = kernel.prepare(twin.core(KERNEL_CAPACITY), session, twin);
    if (prepared === undefined) return undefined;
    items = prepared.items;
    contestants.push({ ...prepared, name: twin.name });
  }
  return { items, contestants };
}
