/** The figures of docs/RELIABILITY.md: a section of its own, between two marks, written from a run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { thisCommit, thisMachine } from '../../bench/machine.js';
import { type Outcome, P99_FACTOR, P99_LEAST_MICROS } from './scenario.js';
import type { Sizes } from './sizes.js';

const DOCUMENT = new URL('../../docs/RELIABILITY.md', import.meta.url);
const FROM = '<!-- figures: from here on written by a run -->';
const TO = '<!-- figures: to here -->';

/** @param command that repeats it */
export function writeFigures(outcomes: readonly Outcome[], sizes: Sizes, command: string): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [text.split(FROM)[0]!, text.split(TO)[1]!];
  writeFileSync(DOCUMENT, `${before}${FROM}\n\n${figures(outcomes, sizes, command)}\n\n${TO}${after}`);
}

export function figures(outcomes: readonly Outcome[], sizes: Sizes, command: string): string {
  const { cpu, cores, system } = thisMachine();
  const where = `${cpu}, ${cores} cores, ${system}, Node ${process.versions.node}, commit ${thisCommit()}, ${new Date().toISOString().slice(0, 10)}`;
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const ms = (micros: number | undefined) => (micros === undefined ? '–' : `${(micros / 1000).toFixed(0)} ms`);
  const rows = outcomes.map(({ promise, what, seconds, books, checks, faults, p99, grown }) => {
    const figures = [
      `${seconds.toFixed(1)} s`,
      `${books}, all equal`,
      `${checks}, ${faults} refused`,
      ms(p99),
      mb(grown),
    ];
    return `| ${[promise, what, ...figures].join(' | ')} |`;
  });
  return [
    `Written by \`${command}\` (\`test/long/holds.test.ts\`): ${where}.`,
    '',
    `Processes on loopback: an exchange, a host, ${sizes.crowds} with ${sizes.raw + sizes.library} clients each (${sizes.library} of the library). After each row the exchange is stopped and every client's books, their fingerprints taken anew, are compared with the snapshots that the host then makes; the host's memory must be back within ${mb(sizes.memoryBytes)} of what it was with all clients in calm. The others' p99, from receipt at the host to the client's book and with the interval of 100 ms in it, may be ${P99_FACTOR} times that in calm, or ${ms(P99_LEAST_MICROS)}.`,
    '',
    "| promise | what was done | took | books compared | fingerprints as they came | others' p99 | host's memory |",
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
