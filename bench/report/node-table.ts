/** Several versions of Node side by side: a row a contest, a column a version. */
import type { Result } from '../result.js';
import { figureText } from './figure.js';
import { table } from './table.js';

const JUDGED = 'simd';

export function nodeTable(nodes: readonly Result[]): string {
  const [first] = nodes;
  const rows = first!.contests.flatMap((contest) => {
    const medians = nodes.map(({ contests }) =>
      contests
        .find(({ axis, name }) => axis === contest.axis && name === contest.name)
        ?.contestants.find(({ name }) => name === JUDGED),
    );
    if (medians.every((one) => one === undefined)) return [];
    const cells = medians.map((one) => (one === undefined ? '–' : figureText(one.median, contest.unit)));
    return [[contest.name, `ns / ${contest.item}`.replace('ns', contest.unit), ...cells]];
  });
  return table(['contest', 'unit', ...nodes.map(({ runtime }) => runtime)], rows);
}
