/** One end of a ring in a worker thread: writes or reads numbered records until it is done, or stops where it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { RING_CLOSED, RING_EMPTY, RING_FULL, RING_LAPPED, RING_OK } from '../../assembly/ring/layout.js';
import { RingWait, type WaitStrategy } from '../../host/core/ring/index.js';
import type { BroadcastRingReader, RingReader, RingWriter } from '../../host/wire/ring.js';
import { fillRecord, isRecord, mix, recordLength } from './record.js';
import { attached, type RingTwin, ringTwin, type TwinName } from './ring-twin.js';

export interface WorkerJob {
  readonly role: 'write' | 'read';
  readonly broadcast: boolean;
  readonly twin: TwinName;
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module | undefined;
  readonly address: number;
  /** Address of a broadcast reader's block. */
  readonly block: number;
  readonly recordBytes: number;
  readonly strategy: WaitStrategy;
  readonly seed: number;
  /** Records to write. */
  readonly records: number;
  /** Longest batch; batches vary below it. */
  readonly batch: number;
  readonly takeover: boolean;
  /** Word 0: ends that are attached. Word 1: not 0 starts them. Word 2: 1 while an end stands still. Word 3: records it had published or read by then. */
  readonly gate: Int32Array;
  /** Stand still, once, after this many records: a writer with another one half written, a reader with all released. */
  readonly stopAfter: number;
}

export interface WorkerResult {
  /** Records written, or read. */
  readonly records: number;
  /** Records that were not what they should have been. */
  readonly wrong: number;
  readonly lost: number;
  readonly laps: number;
  /** What ended it. */
  readonly code: number;
}

const job = workerData as WorkerJob;
const twin = ringTwin(job.twin, job.memory, job.module);
let stopped = false;
const result = job.role === 'write' ? write(twin) : job.broadcast ? readBroadcast(twin) : read(twin);
parentPort!.postMessage(result);

/** Says that it is ready and waits for the others. */
function meet(): void {
  Atomics.add(job.gate, 0, 1);
  Atomics.notify(job.gate, 0);
  Atomics.wait(job.gate, 1, 0);
}

/** Stays here until it is told to go on, or terminated. */
function stop(records: number): void {
  stopped = true;
  Atomics.store(job.gate, 3, records);
  Atomics.store(job.gate, 2, 1);
  Atomics.notify(job.gate, 2);
  Atomics.wait(job.gate, 2, 1);
}

function waitAt(end: RingReader | RingWriter): RingWait {
  // One sleep as long as the whole wait: a wake that got lost would be a test that times out.
  return new RingWait(end, { strategy: job.strategy, timeoutMs: 120_000, silentMs: 120_000, sliceMs: 120_000 });
}

function write(rings: RingTwin): WorkerResult {
  const options = { takeover: job.takeover };
  const w = attached(
    job.broadcast ? rings.broadcastWriter(job.address, options) : rings.spscWriter(job.address, options),
  );
  const wait = waitAt(w);
  meet();
  const result = job.recordBytes === 0 ? writeAny(w, wait) : writeFixed(w, wait);
  w.close();
  return result;
}

function writeAny(w: RingWriter, wait: RingWait): WorkerResult {
  let number = 0;
  let code: number = RING_OK;
  for (let turn = 0; number < job.records && code >= 0; turn++) {
    const last = Math.min(job.records, number + 1 + (mix(job.seed, turn) % job.batch));
    for (; number < last; number++) {
      const length = recordLength(job.seed, number, w.maxRecordBytes);
      let at = w.reserve(length);
      if (at === -RING_FULL) {
        w.publish();
        at = wait.until(() => w.reserve(length));
      }
      if (at < 0) {
        code = at;
        break;
      }
      fillRecord(w.bytes, at, length, job.seed, number);
      w.commit(length);
    }
    w.publish();
    if (number >= job.stopAfter && !stopped) {
      const at = w.reserve(8);
      if (at > 0) w.bytes.fill(0xee, at, at + 8);
      stop(number);
    }
  }
  return { records: number, wrong: 0, lost: 0, laps: 0, code };
}

function writeFixed(w: RingWriter, wait: RingWait): WorkerResult {
  let number = 0;
  let filled = 0;
  for (let turn = 0; number < job.records; turn++) {
    const want = Math.min(job.records - number, 1 + (mix(job.seed, turn) % job.batch));
    let claimed = w.submit(filled, want);
    filled = 0;
    if (claimed === -RING_FULL) claimed = wait.until(() => w.submit(0, want));
    if (claimed < 0) return { records: number, wrong: 0, lost: 0, laps: 0, code: claimed };
    for (let i = 0; i < claimed; i++) {
      fillRecord(w.bytes, w.at + i * job.recordBytes, job.recordBytes, job.seed, number + i);
    }
    number += claimed;
    filled = claimed;
  }
  w.submit(filled, 0);
  return { records: number, wrong: 0, lost: 0, laps: 0, code: RING_OK };
}

function read(rings: RingTwin): WorkerResult {
  const r = attached(rings.spscReader(job.address, { takeover: job.takeover }));
  const wait = waitAt(r);
  meet();
  let number = 0;
  let wrong = 0;
  let done = 0;
  for (;;) {
    if (job.recordBytes === 0) {
      let at = r.peek();
      if (at === -RING_EMPTY) {
        r.release();
        at = wait.until(() => r.peek());
      }
      if (at < 0) return { records: number, wrong, lost: 0, laps: 0, code: at };
      const length = recordLength(job.seed, number, r.maxRecordBytes);
      if (r.length !== length || !isRecord(r.bytes, at, length, job.seed, number)) wrong++;
      r.advance();
      number++;
      if (mix(job.seed, number) % job.batch === 0) r.release();
    } else {
      let taken = r.take(done, job.batch);
      done = 0;
      if (taken === -RING_EMPTY) taken = wait.until(() => r.take(0, job.batch));
      if (taken < 0) return { records: number, wrong, lost: 0, laps: 0, code: taken };
      for (let i = 0; i < taken; i++) {
        if (!isRecord(r.bytes, r.at + i * job.recordBytes, job.recordBytes, job.seed, number + i)) wrong++;
      }
      number += taken;
      done = taken;
    }
    if (number >= job.stopAfter && !stopped) {
      r.release();
      stop(number);
    }
  }
}

/** Records carry no number of their own: a reader that miscounted its loss by one would find all further ones wrong. */
function readBroadcast(rings: RingTwin): WorkerResult {
  const r = attached(rings.join(job.address, job.block));
  const wait = waitAt(r);
  meet();
  const tally = { next: 0, read: 0, wrong: 0, laps: 0 };
  for (;;) {
    const code = job.recordBytes === 0 ? oneAny(r, wait, tally) : oneRun(r, wait, tally);
    if (code === -RING_LAPPED) {
      tally.laps++;
      tally.next += r.lost;
    } else if (code < 0) {
      const end = code === -RING_CLOSED && tally.next !== job.records ? Number.NaN : code;
      return { records: tally.read, wrong: tally.wrong, lost: r.lostTotal, laps: tally.laps, code: end };
    }
  }
}

interface Tally {
  next: number;
  read: number;
  wrong: number;
}

function oneAny(r: BroadcastRingReader, wait: RingWait, tally: Tally): number {
  const at = wait.until(() => r.peek());
  if (at < 0) return at;
  // The length too may be torn until `advance` has said otherwise.
  const length = recordLength(job.seed, tally.next, r.maxRecordBytes);
  const whole = r.length === length && isRecord(r.bytes, at, length, job.seed, tally.next);
  const code = r.advance();
  if (code !== RING_OK) return code;
  if (!whole) tally.wrong++;
  tally.next++;
  tally.read++;
  return RING_OK;
}

function oneRun(r: BroadcastRingReader, wait: RingWait, tally: Tally): number {
  const taken = wait.until(() => r.take(0, job.batch));
  if (taken < 0) return taken;
  let wrong = 0;
  for (let i = 0; i < taken; i++) {
    if (!isRecord(r.bytes, r.at + i * job.recordBytes, job.recordBytes, job.seed, tally.next + i)) wrong++;
  }
  const code = r.take(taken, 0);
  if (code !== RING_OK) return code;
  tally.wrong += wrong;
  tally.next += taken;
  tally.read += taken;
  return RING_OK;
}
