/** A result as text for a terminal. */
import type { Axis } from '../axis.js';
import type { Result } from '../result.js';
import { axesOf, contestTable, factTables, goalTable } from './axis-tables.js';

export function summary(result: Result, axes: readonly Axis[]): string {
  const { machine, runtime, commit, runs, scale } = result;
  const parts = [`${machine.cpu}, ${machine.cores} cores, ${runtime}, commit ${commit}, ${runs} × ${scale}`];
  for (const name of axesOf(result)) {
    const of = <T extends { axis: string }>(list: readonly T[]) => list.filter(({ axis }) => axis === name);
    const contests = of(result.contests);
    const verdicts = of(result.verdicts);
    parts.push(`\n${axes.find((axis) => axis.name === name)?.title ?? name}`);
    if (contests.length > 0) parts.push(contestTable(contests), ...factTables(contests));
    if (verdicts.length > 0) parts.push(goalTable(verdicts));
    for (const { contest, why } of of(result.skipped)) parts.push(`${contest}: not held, ${why}`);
  }
  const judged = result.verdicts.filter(({ met }) => met !== null);
  const met = judged.filter((verdict) => verdict.met);
  if (result.verdicts.length > 0) {
    const open = result.verdicts.length - judged.length;
    parts.push(`\n${met.length} of ${judged.length} targets met${open > 0 ? `, ${open} not measured here` : ''}`);
  }
  return `${parts.join('\n')}\n`;
}
