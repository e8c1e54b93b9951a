/** Holds contests: equality first, then the time, run after run over all of them; and gathers the result. */
import type { Axis, PlannedContest } from './axis.js';
import { isSkipped } from './axis.js';
import { type Contest, ContestFault, checkEqual, closeContest, Disagreement } from './contest.js';
import type { ContestantResult, ContestResult, Result } from './result.js';
import type { Setting } from './setting.js';
import { FULL_PACE, type Pace, QUICK_PACE, type Spread, spreadOf, TINY_PACE, timeInTurns } from './timing.js';
import { verdictsOf } from './verdict.js';

const PACES: Readonly<Record<Setting['scale'], Pace>> = { full: FULL_PACE, quick: QUICK_PACE, tiny: TINY_PACE };

export interface Championship {
  readonly axes: readonly Axis[];
  readonly setting: Setting;
  readonly runs: number;
  /** Contests to hold. */
  readonly wants: (axis: Axis, contest: PlannedContest) => boolean;
  /** Told what is being done, in one line. */
  readonly told: (line: string) => void;
  /** Default: the setting's scale's. */
  readonly pace?: Pace;
  /** Told a contest's result so far, as soon as it is held. */
  readonly held?: (contest: ContestResult) => void;
}

export type Outcome = Pick<Result, 'contests' | 'verdicts' | 'skipped'>;

/** What contestants came to in all runs so far. */
interface Gathered {
  readonly axis: Axis;
  readonly contest: Omit<Contest, 'contestants'>;
  readonly firsts: Map<string, number>;
  readonly spreads: Map<string, Spread[]>;
  readonly facts: Map<string, Readonly<Record<string, string>>>;
}

/** @throws Disagreement, ContestFault */
export async function hold(championship: Championship): Promise<Outcome> {
  const { axes, setting, runs, wants, told, held } = championship;
  const pace = championship.pace ?? PACES[setting.scale];
  const gathered = new Map<string, Gathered>();
  const skipped: Outcome['skipped'] = [];
  const planned = axes.flatMap((axis) =>
    axis
      .plan(setting)
      .filter((contest) => wants(axis, contest))
      .map((contest) => ({ axis, contest })),
  );
  for (let run = 0; run < runs; run++) {
    for (const [i, { axis, contest }] of planned.entries()) {
      const key = `${axis.name}/${contest.name}`;
      // Bytes are the same each time.
      if (gathered.get(key)?.contest.unit === 'B') continue;
      told(`${runs > 1 ? `run ${run + 1} of ${runs}, ` : ''}${i + 1} of ${planned.length}: ${contest.name}`);
      const made = await contest.make();
      if (isSkipped(made)) {
        if (run === 0) skipped.push({ axis: axis.name, contest: contest.name, why: made.skipped });
        continue;
      }
      // Without the contestants, whose memories would all stay.
      const { contestants: _, ...about } = made;
      const into = gathered.get(key) ?? {
        axis,
        contest: about,
        firsts: new Map(),
        spreads: new Map(),
        facts: new Map(),
      };
      gathered.set(key, into);
      await holdOne(made, pace, into);
      held?.(toResult(into));
    }
  }
  const contests = [...gathered.values()].map(toResult);
  return { contests, verdicts: axes.flatMap((axis) => verdictsOf(axis, contests)), skipped };
}

async function holdOne(contest: Contest, pace: Pace, into: Gathered): Promise<void> {
  try {
    const firstMs = await checkEqual(contest, () => performance.now());
    const perItem = (ms: number) => (ms * 1e6) / contest.items;
    const spreads =
      contest.unit === 'B'
        ? contest.contestants.map(({ bytes }) => exactly(bytes!() / contest.items))
        : (await timeInTurns(contest.contestants, pace)).map(({ median, low, high, samples }) => ({
            median: perItem(median),
            low: perItem(low),
            high: perItem(high),
            samples,
          }));
    contest.contestants.forEach(({ name, facts }, i) => {
      if (facts !== undefined) into.facts.set(name, facts());
      if (!into.firsts.has(name)) into.firsts.set(name, perItem(firstMs[i]!));
      into.spreads.set(name, [...(into.spreads.get(name) ?? []), spreads[i]!]);
    });
  } catch (error) {
    throw error instanceof Disagreement ? error : new ContestFault(contest.name, error);
  } finally {
    await closeContest(contest);
  }
}

function exactly(value: number): Spread {
  return { median: value, low: value, high: value, samples: 1 };
}

function toResult({ axis, contest, firsts, spreads, facts }: Gathered): ContestResult {
  const { name, input, item, items, unit } = contest;
  return {
    axis: axis.name,
    name,
    input,
    item,
    items,
    unit,
    contestants: [...spreads].map(
      ([contestant, runs]): ContestantResult => ({
        name: contestant,
        first: unit === 'B' ? null : firsts.get(contestant)!,
        ...over(runs),
        runs,
        ...(facts.has(contestant) && { facts: facts.get(contestant)! }),
      }),
    ),
  };
}

/** One run's own spread, or that of the medians of several. */
function over(runs: readonly Spread[]): Pick<ContestantResult, 'median' | 'low' | 'high'> {
  const [first] = runs;
  if (runs.length === 1) return { median: first!.median, low: first!.low, high: first!.high };
  const medians = runs.map(({ median }) => median);
  return { median: spreadOf(medians).median, low: Math.min(...medians), high: Math.max(...medians) };
}
