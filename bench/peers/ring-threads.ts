/** A ring between two worker threads as a contestant: our three, or ringbuf.js. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { RingBuffer } from 'ringbuf.js';
import { createRingMemory, createSpsc, RINGS_AT, ringBytes, ringCore } from '../../host/core/ring/index.js';
import { artefactBytes, distUrl } from '../artefact.js';
import type { Contestant } from '../contest.js';
import { GATE_ROUND, GATE_STOP, RING_CAPACITY_BYTES, type RingJob, type RingKind, type RingRun } from './ring-job.js';
import { RECORD_BYTES } from './ring-record.js';

export async function ringThreads(kind: RingKind, records: number, batch: number): Promise<Contestant> {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const shared = { kind, records, batch, gate, ...storage(kind) };
  const ends = [await start({ ...shared, role: 'write' }), await start({ ...shared, role: 'read' })];
  let runs: RingRun[] = [];
  return {
    name: kind,
    isAsync: true,
    async run() {
      const posted = ends.map((end) => end.next());
      Atomics.add(gate, GATE_ROUND, 1);
      Atomics.notify(gate, GATE_ROUND);
      runs = (await Promise.all(posted)) as RingRun[];
      return Math.max(...runs.map(({ ms }) => ms));
    },
    digest: () => runs.map(({ role, wrong, sum }) => `${role} ${wrong} wrong, sum ${sum}`).join('; '),
    async close() {
      Atomics.store(gate, GATE_STOP, 1);
      Atomics.add(gate, GATE_ROUND, 1);
      Atomics.notify(gate, GATE_ROUND);
      await Promise.all(ends.map((end) => end.ended));
    },
  };
}

function storage(kind: RingKind): Pick<RingJob, 'memory' | 'module'> {
  if (kind === 'ringbuf') {
    const words = RING_CAPACITY_BYTES / Int32Array.BYTES_PER_ELEMENT;
    return { memory: RingBuffer.getStorageForCapacity(words, Int32Array), module: undefined };
  }
  const module = new WebAssembly.Module(artefactBytes(kind === 'scalar' ? 'scalar' : 'simd', 'shared'));
  const memory = createRingMemory('shared', ringBytes(RING_CAPACITY_BYTES));
  const shape = { address: RINGS_AT, capacityBytes: RING_CAPACITY_BYTES, recordBytes: RECORD_BYTES };
  const code = createSpsc(ringCore(module, memory), shape);
  if (code < 0) throw new Error(`no ring but code ${code}`);
  return { memory, module };
}

interface End {
  /** What it posts next. */
  next(): Promise<unknown>;
  readonly ended: Promise<void>;
}

async function start(workerData: RingJob): Promise<End> {
  const worker = new Worker(workerPath(), { workerData });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const next = () =>
    new Promise<unknown>((resolve, reject) => {
      worker.once('message', (message) => {
        worker.off('error', reject);
        resolve(message);
      });
      worker.once('error', reject);
    });
  await next();
  return { next, ended };
}

/** The compiled worker, beside this file or in dist: a thread of Node 20 runs no TypeScript. */
function workerPath(): string {
  const beside = fileURLToPath(new URL('./ring-worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('bench/peers/ring-worker.js', distUrl()));
}
