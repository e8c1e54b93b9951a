/** Charts and docs/BENCHMARKS.md, written from the results that lie in bench/results. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Axis } from '../axis.js';
import { type ContestResult, type Result, readResult } from '../result.js';
import { axisChart } from './charts.js';
import { markdown } from './markdown.js';

export const LATEST = 'latest.json';
const NODE_RESULT = /^node-(\d+)\.json$/;

export function resultsFolder(root: string): string {
  return join(root, 'bench', 'results');
}

/** @throws UsageError where a result there is none */
export function writeReport(root: string, axes: readonly Axis[]): void {
  const result = readResult(join(resultsFolder(root), LATEST));
  mkdirSync(join(root, 'docs', 'charts'), { recursive: true });
  const charts = new Map<string, string>();
  for (const axis of axes) {
    const contests = comparable(result, axis);
    if (contests.length === 0) continue;
    const file = `charts/${axis.name}.svg`;
    const unit = contests[0]!.unit === 'B' ? 'bytes' : 'ns, logarithmic';
    writeFileSync(join(root, 'docs', file), axisChart(`${axis.title} (${unit} an item, less is better)`, contests));
    charts.set(axis.name, file);
  }
  const text = markdown({ result, charts, nodes: nodeResults(root) }, axes);
  writeFileSync(join(root, 'docs', 'BENCHMARKS.md'), text);
}

/** Contests of an axis that a chart can show: of more than one contestant. */
function comparable(result: Result, axis: Axis): ContestResult[] {
  return result.contests.filter(({ axis: name, contestants }) => name === axis.name && contestants.length > 1);
}

/** What `bench nodes --write` left, oldest version first. */
function nodeResults(root: string): Result[] {
  const folder = resultsFolder(root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((file) => (NODE_RESULT.test(file) ? [{ file, version: Number(NODE_RESULT.exec(file)![1]) }] : []))
    .sort((a, b) => a.version - b.version)
    .map(({ file }) => readResult(join(folder, file)));
}
