/** What the page measured as a result of the same form as `npm run bench -- --json` writes. */
import type { Result } from '../../bench/result.js';

/** What the page was built of: set by web/vite.bench.config.ts. */
declare const TICKWIRE_COMMIT: string;

export function browserResult(
  scale: 'quick' | 'full',
  outcome: Pick<Result, 'contests' | 'verdicts' | 'skipped'>,
): Result {
  const { userAgent, hardwareConcurrency } = navigator;
  const { deviceMemory = 0 } = navigator as Navigator & { deviceMemory?: number };
  return {
    schema: 1,
    machine: {
      cpu: 'not told by browsers',
      cores: Math.max(1, hardwareConcurrency),
      flags: [],
      memoryBytes: deviceMemory * 2 ** 30,
      system: systemOf(userAgent),
    },
    runtime: runtimeOf(userAgent),
    v8: '',
    commit: TICKWIRE_COMMIT,
    command: location.href,
    date: new Date().toISOString(),
    scale,
    runs: 1,
    ...outcome,
  };
}

/** As in "Chrome 141"; the whole text of a browser that calls itself otherwise. */
export function runtimeOf(userAgent: string): string {
  const found = /(Edg|Firefox|Chrome)\/(\d+)/.exec(userAgent) ?? /(Version)\/(\d+[.\d]*) .*Safari/.exec(userAgent);
  if (found === null) return userAgent;
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', Version: 'Safari' };
  return `${names[found[1]!] ?? found[1]} ${found[2]}`;
}

function systemOf(userAgent: string): string {
  return /\(([^)]*)\)/.exec(userAgent)?.[1] ?? 'unknown';
}
