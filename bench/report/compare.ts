/** Two results side by side: the ratio of each contestant's medians, and whether their spreads overlap. */
import type { ContestantResult, ContestResult, Result } from '../result.js';
import { figureText } from './figure.js';
import { table } from './table.js';

export interface Comparison {
  readonly contest: string;
  readonly contestant: string;
  readonly a: string;
  readonly b: string;
  /** B over A: below 1 is B faster, or smaller. */
  readonly ratio: number;
  /** Whether the spreads overlap: then the two may be equal. */
  readonly overlaps: boolean;
}

export function compareResults(a: Result, b: Result): Comparison[] {
  return a.contests.flatMap((contest) => {
    const other = b.contests.find(({ axis, name }) => axis === contest.axis && name === contest.name);
    if (other === undefined) return [];
    return contest.contestants.flatMap((one) => {
      const twin = other.contestants.find(({ name }) => name === one.name);
      return twin === undefined ? [] : [comparison(contest, one, twin)];
    });
  });
}

function comparison(contest: ContestResult, a: ContestantResult, b: ContestantResult): Comparison {
  return {
    contest: contest.name,
    contestant: a.name,
    a: figureText(a.median, contest.unit),
    b: figureText(b.median, contest.unit),
    ratio: a.median === 0 ? Number.NaN : b.median / a.median,
    overlaps: a.low <= b.high && b.low <= a.high,
  };
}

export function comparisonText(a: Result, b: Result): string {
  const rows = compareResults(a, b);
  const about = ({ runtime, commit, date, machine }: Result) => `${runtime}, commit ${commit}, ${date}, ${machine.cpu}`;
  const head = `A: ${about(a)}\nB: ${about(b)}\n`;
  if (rows.length === 0) return `${head}\nthe two have no contest in common\n`;
  const inputs = a.contests.filter((contest) =>
    b.contests.some(
      ({ name, axis, input }) => name === contest.name && axis === contest.axis && input !== contest.input,
    ),
  );
  const body = table(
    ['contest', 'contestant', 'A', 'B', 'B / A', 'spreads'],
    rows.map((row) => [
      row.contest,
      row.contestant,
      row.a,
      row.b,
      Number.isNaN(row.ratio) ? '–' : row.ratio.toFixed(2),
      row.overlaps ? 'overlap' : row.ratio < 1 ? 'apart: B is better' : 'apart: A is better',
    ]),
  );
  const note = inputs.length === 0 ? '' : `\non different inputs: ${inputs.map(({ name }) => name).join(', ')}\n`;
  return `${head}\n${body}\n${note}`;
}
