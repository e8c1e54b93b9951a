/** An axis as two tables of rows: what was measured, and the goals. */
import type { ContestResult, Result, VerdictResult } from '../result.js';
import { againstWorst, figureText, spreadText } from './figure.js';
import { table } from './table.js';

export function contestTable(contests: readonly ContestResult[]): string {
  const rows = contests.flatMap((contest) =>
    contest.contestants.map((one, i) => [
      i === 0 ? contest.name : '',
      one.name,
      `${figureText(one.median, contest.unit)} / ${contest.item}`,
      spreadText(one),
      one.first === null ? '–' : figureText(one.first, contest.unit),
      againstWorst(contest, one),
    ]),
  );
  return table(['contest', 'contestant', 'median', 'spread', 'first run', 'against the slowest'], rows);
}

/** What the last runs showed beside the figures, a table a contest; empty where they showed nothing. */
export function factTables(contests: readonly ContestResult[]): string[] {
  return contests.flatMap(({ name, contestants }) => {
    const showing = contestants.filter(({ facts }) => facts !== undefined);
    if (showing.length === 0) return [];
    const names = [...new Set(showing.flatMap(({ facts }) => Object.keys(facts!)))];
    const rows = showing.map((one) => [one.name, ...names.map((fact) => one.facts![fact] ?? '–')]);
    return [table([name, ...names], rows)];
  });
}

export function goalTable(verdicts: readonly VerdictResult[]): string {
  return table(
    ['target', 'contest', 'measured', 'verdict'],
    verdicts.map(({ target, contest, measured, met }) => [target, contest, measured, verdictText(met)]),
  );
}

export function verdictText(met: boolean | null): string {
  if (met === null) return 'not measured';
  return met ? 'met' : 'NOT MET';
}

/** The names of the axes in a result, in its order. */
export function axesOf({ contests, verdicts, skipped }: Result): string[] {
  return [...new Set([...contests, ...verdicts, ...skipped].map(({ axis }) => axis))];
}
