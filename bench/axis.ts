/**
 * An axis of the benchmark: contests that show one thing, and the goals that they are judged by. To add a
 * kernel write a file in `bench/kernels` and list it there; to add an axis, one in `bench/axes`.
 */
import type { Contest } from './contest.js';
import type { Setting } from './setting.js';

export interface Axis {
  /** One word, for `--only`. */
  readonly name: string;
  readonly title: string;
  /** What is compared and how, in a sentence or a few; stands in the report. */
  readonly method: string;
  readonly goals: readonly Goal[];
  /** Its contests; each is made when its turn comes and dropped after it. */
  plan(setting: Setting): readonly PlannedContest[];
}

export interface PlannedContest {
  /** As the contest's. */
  readonly name: string;
  make(): Promise<Contest | Skipped> | Contest | Skipped;
}

/** Why a contest, or a contestant of it, cannot be run here. */
export interface Skipped {
  readonly skipped: string;
}

export function isSkipped(made: Contest | Skipped): made is Skipped {
  return 'skipped' in made;
}

/** Something to reach, judged in each contest that has the contestants, or once on the mean over them. */
export interface Goal {
  /** What is to be reached, as in "≥ 6× against JSON.parse and ccxt". */
  readonly text: string;
  /** Contests that it is about. Default: all of the axis. */
  readonly contests?: RegExp;
  /** Who is judged. */
  readonly of: string;
  /** The peer. Absent: the figure itself is judged. */
  readonly against?: string;
  /** Against a peer: times as fast (the peer's time over ours). Else the least value. */
  readonly atLeast?: number;
  /** Against a peer: times as slow (our time over the peer's). Else the greatest value. */
  readonly atMost?: number;
  /** One verdict on the mean over the contests. */
  readonly isMean?: boolean;
}
