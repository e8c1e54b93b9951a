/** A process of the load: forked from this program, asked by name, answering in its own time; ended with its parent. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { distUrl } from '../artefact.js';
import type { Answer, DutiesOf, Question } from './duties.js';

const SECOND_MICROS = 1_000_000;

export class Child<D extends DutiesOf<D>> {
  readonly process: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #ended: Promise<void>;
  #asked = 0;

  /** @param script in `bench/load`, without its ending */
  constructor(script: string, environment: Readonly<Record<string, string>> = {}) {
    this.process = fork(scriptPath(script), {
      serialization: 'advanced',
      execArgv: [],
      env: { ...process.env, ...environment },
    });
    this.process.on('message', ({ id, value, error }: Answer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(`${script}: ${error}`));
    });
    this.#ended = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`${script} ended: ${signal ?? code}`));
        this.#waiting.clear();
        resolve();
      });
    });
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Rejects where the duty fails there, or the process ends before it answers. */
  ask<K extends keyof D & string>(name: K, ...given: Parameters<D[K]>): Promise<Awaited<ReturnType<D[K]>>> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      if (!this.process.connected) {
        reject(new Error(`${name}: the process has ended`));
        return;
      }
      this.process.send({ id, name, given } satisfies Question, (error) => error !== null && reject(error));
    });
  }

  /** CPU it has used, user and system together, µs. */
  async cpuMicros(): Promise<number> {
    const { user, system } = (await (this as unknown as Child<{ cpu(): NodeJS.CpuUsage }>).ask('cpu'))!;
    return user + system;
  }

  async end(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#ended;
  }
}

/** Share of one core. */
export function coreShare(cpuMicros: number, seconds: number): number {
  return cpuMicros / (seconds * SECOND_MICROS);
}

/** The compiled script, beside this file or in dist: a process of Node 20 runs no TypeScript. */
function scriptPath(script: string): string {
  const beside = fileURLToPath(new URL(`./${script}.js`, import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL(`bench/load/${script}.js`, distUrl()));
}
