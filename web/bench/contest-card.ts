/** One kernel on the page: a bar for each of its contestants, as long as it is fast against plain TypeScript. */
import { digits, figureText, spreadText } from '../../bench/report/figure.js';
import type { ContestantResult, ContestResult } from '../../bench/result.js';
import { element } from '../dashboard/element.js';

const NAMES: Readonly<Record<string, string>> = { simd: 'SIMD', scalar: 'scalar', ts: 'TypeScript' };

export function contestCard(contest: ContestResult): HTMLElement {
  const base = contest.contestants.find(({ name }) => name === 'ts');
  const ratios = contest.contestants.map((one) => ratioOf(one, base));
  const longest = Math.max(...ratios, 1);
  const list = element('dl', 'contest-bars');
  contest.contestants.forEach((one, i) => {
    list.append(barRow(one, contest, ratios[i]!, longest));
  });
  const card = element(
    'li',
    'contest',
    element('h3', '', contest.name),
    element('p', 'contest-note', `${contest.items.toLocaleString('en')} × ${contest.item}`),
    list,
  );
  card.dataset['testid'] = 'contest';
  return card;
}

function barRow(one: ContestantResult, contest: ContestResult, ratio: number, longest: number): HTMLElement {
  const bar = element('span', 'contest-bar');
  bar.style.setProperty('--share', String(ratio / longest));
  const value = element('span', 'contest-ratio', `${digits(ratio)}×`);
  const time = element('span', 'contest-time', figureText(one.median, contest.unit));
  time.title = `median; spread ${spreadText(one)}`;
  const row = element(
    'div',
    'contest-row',
    element('dt', '', NAMES[one.name] ?? one.name),
    element('dd', '', bar, value, time),
  );
  row.dataset['contestant'] = one.name;
  return row;
}

/** Times as fast as plain TypeScript. */
export function ratioOf(one: ContestantResult, base: ContestantResult | undefined): number {
  return base === undefined || one.median === 0 ? 1 : base.median / one.median;
}
