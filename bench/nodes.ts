/** The benchmark under several versions of Node: runs itself under each through npx, and reads what each wrote. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../host/cli/usage-error.js';
import { type Result, readResult } from './result.js';

export interface NodeRuns {
  readonly versions: readonly string[];
  /** Flags of each run, as in `--quick`. */
  readonly flags: readonly string[];
  readonly told: (line: string) => void;
  /** Runs a command and answers its exit status. */
  readonly run: (command: string, args: readonly string[]) => Promise<number>;
}

const VERSION = /^\d{2,3}(\.\d+){0,2}$/;

/** @throws UsageError for a version that is none, or that could not be run */
export async function runNodes({ versions, flags, told, run }: NodeRuns): Promise<Result[]> {
  const wrong = versions.find((version) => !VERSION.test(version));
  if (wrong !== undefined)
    throw new UsageError(`${wrong} is no version of Node; give them as in: bench nodes 20 24 26`);
  const folder = mkdtempSync(join(tmpdir(), 'tickwire-bench-nodes-'));
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const results: Result[] = [];
  try {
    for (const version of versions) {
      const path = join(folder, `${version}.json`);
      told(`node ${version}`);
      const args = ['--yes', '-p', `node@${version}`, 'node', main, ...flags, '--json', path];
      const status = await run('npx', args);
      if (status !== 0) throw new UsageError(`npx -p node@${version} ended with status ${status}`);
      results.push(readResult(path));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return results;
}

/** With its errors shown, its output dropped: the tables of each run say less than the one of all. */
export function runCommand(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', () => resolve(127));
    child.on('exit', (status) => resolve(status ?? 1));
  });
}
