/** A contestant's program in C, compiled by gcc where there is one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CProgram {
  /** Of its own, for the program and what it reads. */
  readonly folder: string;
  /** Runs it; it answers a line of JSON. @throws Error where it fails */
  run<Answer>(...args: readonly string[]): Answer;
  close(): void;
}

/** Undefined where there is no gcc. @param source a file beside this one @throws Error where gcc does not take it */
export function cProgram(source: string, ...options: readonly string[]): CProgram | undefined {
  // Beside this file, or where it was compiled from.
  const path = [source, `../../../bench/peers/${source}`]
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((place) => existsSync(place));
  if (path === undefined || spawnSync('gcc', ['--version']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tickwire-c-'));
  const program = join(folder, 'program');
  execFileSync('gcc', ['-O3', '-march=native', '-o', program, path, ...options]);
  return {
    folder,
    run: (...args) => JSON.parse(execFileSync(program, args, { encoding: 'utf8' })),
    close: () => rmSync(folder, { recursive: true }),
  };
}
