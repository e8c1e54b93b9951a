/** One end of a ring in a thread of its own: writes or reads numbered records each time the gate opens. Both ends spin. */
import { parentPort, workerData } from 'node:worker_threads';
import { RingBuffer } from 'ringbuf.js';
import { RINGS_AT, ringCore, SpscReader, SpscWriter } from '../../host/core/ring/index.js';
import * as reference from '../../host/reference/ring/index.js';
import type { RingReader, RingWriter } from '../../host/wire/ring.js';
import { GATE_ROUND, GATE_STOP, type RingJob, type RingRun } from './ring-job.js';
import { check, fill, RECORD_BYTES, RECORD_WORDS } from './ring-record.js';

const job = workerData as RingJob;
/** Polls that found nothing before the thread lets another have its processor: where ends share one, or it is busy. */
const POLLS = 20_000;
let polls = 0;

/** Moves all records of a round; answers how many were wrong, and the sum of the words read. */
type Round = () => { wrong: number; sum: number };

const round = job.role === 'write' ? writing() : reading();
parentPort!.postMessage('ready');
for (let turn = 0; ; turn++) {
  Atomics.wait(job.gate, GATE_ROUND, turn);
  if (Atomics.load(job.gate, GATE_STOP) !== 0) break;
  const from = performance.now();
  const { wrong, sum } = round();
  parentPort!.postMessage({ role: job.role, ms: performance.now() - from, wrong, sum } satisfies RingRun);
}

/** Both kinds of ring alike; on a machine with a processor to spare it is not reached. */
function nothing(): void {
  if (++polls < POLLS) return;
  polls = 0;
  Atomics.wait(job.gate, GATE_STOP, 0, 0.02);
}

function writing(): Round {
  if (job.kind === 'ringbuf') return writingRingbuf();
  const writer = attached<RingWriter>(
    job.kind === 'ts'
      ? reference.SpscWriter.attach((job.memory as WebAssembly.Memory).buffer, RINGS_AT)
      : SpscWriter.attach(ringCore(job.module!, job.memory as WebAssembly.Memory), RINGS_AT),
  );
  const { words } = writer;
  return () => {
    let filled = 0;
    for (let number = 0; number < job.records; ) {
      const claimed = writer.submit(filled, job.batch);
      filled = 0;
      if (claimed < 0) {
        nothing();
        continue;
      }
      const at = writer.at >> 2;
      filled = Math.min(claimed, job.records - number);
      for (let i = 0; i < filled; i++) fill(words, at + i * RECORD_WORDS, number + i);
      number += filled;
    }
    writer.submit(filled, 0);
    return { wrong: 0, sum: 0 };
  };
}

function reading(): Round {
  if (job.kind === 'ringbuf') return readingRingbuf();
  const reader = attached<RingReader>(
    job.kind === 'ts'
      ? reference.SpscReader.attach((job.memory as WebAssembly.Memory).buffer, RINGS_AT)
      : SpscReader.attach(ringCore(job.module!, job.memory as WebAssembly.Memory), RINGS_AT),
  );
  const { words } = reader;
  return () => {
    let wrong = 0;
    let sum = 0;
    let done = 0;
    for (let number = 0; number < job.records; ) {
      const taken = reader.take(done, job.batch);
      done = 0;
      if (taken < 0) {
        nothing();
        continue;
      }
      const at = reader.at >> 2;
      for (let i = 0; i < taken; i++) {
        const got = check(words, at + i * RECORD_WORDS, number + i);
        if (Number.isNaN(got)) wrong++;
        else sum += got;
      }
      number += taken;
      done = taken;
    }
    reader.take(done, 0);
    return { wrong, sum };
  };
}

function writingRingbuf(): Round {
  const ring = new RingBuffer(job.memory as SharedArrayBuffer, Int32Array);
  const words = new Int32Array(job.batch * RECORD_WORDS);
  return () => {
    for (let number = 0; number < job.records; ) {
      const count = Math.min(job.batch, job.records - number);
      for (let i = 0; i < count; i++) fill(words, i * RECORD_WORDS, number + i);
      const length = count * RECORD_WORDS;
      for (let pushed = 0; pushed < length; ) {
        const more = ring.push(words, length - pushed, pushed);
        if (more === 0) nothing();
        pushed += more;
      }
      number += count;
    }
    return { wrong: 0, sum: 0 };
  };
}

function readingRingbuf(): Round {
  const ring = new RingBuffer(job.memory as SharedArrayBuffer, Int32Array);
  const words = new Int32Array(job.batch * RECORD_WORDS);
  return () => {
    let wrong = 0;
    let sum = 0;
    /** Words of a record that is not whole yet. */
    let kept = 0;
    for (let number = 0; number < job.records; ) {
      const popped = ring.pop(words, words.length - kept, kept);
      if (popped === 0) {
        nothing();
        continue;
      }
      const whole = Math.floor((kept + popped) / RECORD_WORDS);
      for (let i = 0; i < whole; i++) {
        const got = check(words, i * RECORD_WORDS, number + i);
        if (Number.isNaN(got)) wrong++;
        else sum += got;
      }
      kept += popped - whole * RECORD_WORDS;
      if (kept > 0 && whole > 0) words.copyWithin(0, whole * RECORD_WORDS, whole * RECORD_WORDS + kept);
      number += whole;
    }
    return { wrong, sum };
  };
}

function attached<End>(end: End | number): End {
  if (typeof end === 'number') throw new Error(`no end of a ring of ${RECORD_BYTES}-byte records but code ${end}`);
  return end;
}
