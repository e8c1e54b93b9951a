/** Goals against what was measured. */
import type { Axis, Goal } from './axis.js';
import type { ContestResult, VerdictResult } from './result.js';

/** One verdict a goal and contest, or one on the mean; one that says "not measured" where nobody was there to judge. */
export function verdictsOf(axis: Axis, contests: readonly ContestResult[]): VerdictResult[] {
  return axis.goals.flatMap((goal) => {
    const about = contests.filter(({ axis: name, name: contest }) => name === axis.name && matches(goal, contest));
    if (about.length === 0) return [];
    const judged = about.filter((contest) => figure(goal, contest) !== undefined);
    const none = { axis: axis.name, target: goal.text, measured: `no ${missing(goal, about)} here`, met: null };
    if (goal.isMean) {
      if (judged.length < about.length) return [{ ...none, contest: 'mean' }];
      return [
        judge(axis, goal, `mean of ${judged.length}`, mean(judged.map((contest) => figure(goal, contest)!)), about),
      ];
    }
    return about.map((contest) => {
      const value = figure(goal, contest);
      return value === undefined
        ? { ...none, contest: contest.name, measured: `no ${missing(goal, [contest])} here` }
        : judge(axis, goal, contest.name, value, [contest]);
    });
  });
}

function matches(goal: Goal, contest: string): boolean {
  return goal.contests === undefined || goal.contests.test(contest);
}

/** What is judged: a ratio, or the median itself. */
function figure(goal: Goal, { contestants }: ContestResult): number | undefined {
  const of = contestants.find(({ name }) => name === goal.of)?.median;
  if (of === undefined || goal.against === undefined) return of;
  const peer = contestants.find(({ name }) => name === goal.against)?.median;
  if (peer === undefined) return undefined;
  return goal.atMost === undefined ? peer / of : of / peer;
}

function missing(goal: Goal, contests: readonly ContestResult[]): string {
  const isHere = (name: string) => contests.every(({ contestants }) => contestants.some((one) => one.name === name));
  return [goal.of, goal.against].filter((name) => name !== undefined && !isHere(name)).join(' and ');
}

function judge(
  axis: Axis,
  goal: Goal,
  contest: string,
  value: number,
  contests: readonly ContestResult[],
): VerdictResult {
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY, against, text } = goal;
  const unit = against === undefined ? ` ${contests[0]!.unit}` : '×';
  return {
    axis: axis.name,
    contest,
    target: text,
    measured: `${value.toFixed(value < 100 ? 2 : 0)}${unit}`,
    met: value >= atLeast && value <= atMost,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
