/** Where a result was measured: what stands beside every figure. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import type { Result } from './result.js';

/** Flags that decide about speed here; the rest of /proc/cpuinfo's would fill pages. */
const TELLING = /^(sse4_[12]|ssse3|avx.*|bmi[12]|fma|popcnt|aes|sha_ni|hypervisor|asimd|sve.*|crc32|neon)$/;

export function thisMachine(): Result['machine'] {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() || 'unknown CPU',
    cores: Math.max(1, all.length),
    flags: cpuFlags(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
  };
}

function cpuFlags(): string[] {
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    return line.split(/\s+/).filter((flag) => TELLING.test(flag));
  } catch {
    return [];
  }
}

/** Of the working folder, with "+" where files differ from it. */
export function thisCommit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    const head = git('rev-parse', '--short', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? head : `${head}+`;
  } catch {
    return 'unknown';
  }
}
