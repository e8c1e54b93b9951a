/** Starts ends of a ring in worker threads. Their TypeScript is bundled once a test file, as Node 20 runs none. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build, type Rolldown } from 'vite';
import { artefact, BLOCKS_AT, RING_AT, type RingRig } from './ring-rig.js';
import type { TwinName } from './ring-twin.js';
import type { WorkerJob, WorkerResult } from './ring-worker.js';

let bundled: Promise<URL> | undefined;

async function bundle(): Promise<URL> {
  const out = (await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    build: { ssr: 'test/ring/ring-worker.ts', write: false, minify: false, target: 'node20' },
    ssr: { noExternal: true },
  })) as Rolldown.RolldownOutput;
  return new URL(`data:text/javascript,${encodeURIComponent(out.output[0].code)}`);
}

export interface RunningEnd {
  /** What it posts at its end; rejects where it fails. */
  readonly result: Promise<WorkerResult>;
  /** Kills the thread, wherever it is, and waits until it is gone. */
  kill(): Promise<void>;
}

export class RingThreads {
  readonly rig: RingRig;
  readonly gate = new Int32Array(new SharedArrayBuffer(16));
  readonly #workers: Worker[] = [];
  #readers = 0;

  constructor(rig: RingRig) {
    this.rig = rig;
  }

  async start(twin: TwinName, job: Partial<WorkerJob> & Pick<WorkerJob, 'role'>): Promise<RunningEnd> {
    bundled ??= bundle();
    const workerData: WorkerJob = {
      broadcast: false,
      twin,
      memory: this.rig.memory,
      module: artefact(twin, 'shared'),
      address: RING_AT,
      block: BLOCKS_AT + 128 * this.#readers++,
      recordBytes: 0,
      strategy: 'block',
      seed: 1,
      records: 0,
      batch: 16,
      takeover: false,
      gate: this.gate,
      stopAfter: Number.POSITIVE_INFINITY,
      ...job,
    };
    const worker = new Worker(await bundled, { workerData });
    this.#workers.push(worker);
    const result = Promise.race([
      once(worker, 'message').then(([message]) => message as WorkerResult),
      once(worker, 'exit').then(() => Promise.reject(new Error('the worker ended without a result'))),
    ]);
    result.catch(() => {});
    const exited = once(worker, 'exit');
    return {
      result,
      kill: async () => {
        await worker.terminate();
        await exited;
      },
    };
  }

  /** Lets the ends go once so many are attached. */
  async open(ends: number): Promise<void> {
    await this.reach(0, (count) => count >= ends);
    Atomics.store(this.gate, 1, 1);
    Atomics.notify(this.gate, 1);
  }

  /** Waits until a word of the gate is as wanted. */
  async reach(word: number, wanted: (value: number) => boolean): Promise<number> {
    for (;;) {
      const value = Atomics.load(this.gate, word);
      if (wanted(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Lets an end that stands still go on. */
  goOn(): void {
    Atomics.store(this.gate, 2, 0);
    Atomics.notify(this.gate, 2);
  }

  /** Closes the gate again, for ends that start later. */
  reset(): void {
    this.gate.fill(0);
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
