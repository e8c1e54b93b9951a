/** `tickwire` as a process of its own, from the built package; ended after each test, whatever happened. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/host/cli/main.js', import.meta.url));
const running = new Set<Command>();

/** Call once in a test file. */
export function endCommandsAfterEach(): void {
  afterEach(async () => {
    const all = [...running];
    for (const command of all) command.kill('SIGKILL');
    await Promise.all(all.map((command) => command.exit));
  });
}

interface Waiter {
  readonly pattern: RegExp;
  readonly resolve: (match: RegExpExecArray) => void;
  readonly reject: (error: Error) => void;
}

export class Command {
  readonly process: ChildProcess;
  out = '';
  err = '';
  /** Exit status, or the signal's name. */
  readonly exit: Promise<number | string>;
  #waiters: Waiter[] = [];

  constructor(argv: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    if (!existsSync(MAIN)) throw new Error('the host is not built: npm run build');
    const env = { ...process.env, ...environment };
    this.process = spawn(process.execPath, [MAIN, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
      this.#look();
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
      this.#look();
    });
    running.add(this);
    this.exit = new Promise((resolve) => {
      this.process.on('close', (code, signal) => {
        running.delete(this);
        resolve(code ?? signal ?? 'unknown');
        for (const { pattern, reject } of this.#waiters) {
          reject(new Error(`the command ended without ${pattern}: ${this.out}${this.err}`));
        }
      });
    });
  }

  /** Waits until what it wrote, to either stream, matches. */
  wrote(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ pattern, resolve, reject });
      this.#look();
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  #look(): void {
    this.#waiters = this.#waiters.filter(({ pattern, resolve }) => {
      const match = pattern.exec(this.out) ?? pattern.exec(this.err);
      if (match !== null) resolve(match);
      return match === null;
    });
  }
}

/** Runs a command to its end. */
export async function command(...argv: string[]) {
  const run = new Command(argv);
  const status = await run.exit;
  return { status, out: run.out, err: run.err };
}

/** `tickwire start` on a port of its own, once it listens. */
export async function startHost(...flags: string[]) {
  const host = new Command(['start', '--port', '0', '--log-format', 'json', ...flags]);
  const [, url] = await host.wrote(/"address":"(http:[^"]+)\/"/);
  return { host, url: url! };
}
