/**
 * One feeds' thread as the host sees it: started, watched, and started again when it ends or shows no
 * sign of life. Its symbols are stale meanwhile; whoever else is there does not notice.
 */
import type { Worker } from 'node:worker_threads';
import type { RingReceiver } from '../../bus/ring/ring-receiver.js';
import type { ThreadLimits } from '../../config/thread-limits.js';
import type { Build } from '../../core/index.js';
import type { RingBell } from '../../core/ring/bell.js';
import { PeerWatch } from '../../core/ring/index.js';
import { backoffMs } from '../../feeds/live/backoff.js';
import type { FeedLog } from '../../feeds/live/feed-log.js';
import type { Time } from '../../feeds/live/time.js';
import { addedUp } from './merged-metrics.js';
import type { FromThread, MetricSnapshot, ThreadData, ToThread } from './messages.js';
import { createThreadRing, type ThreadRing } from './thread-ring.js';

/** All of it but what is of one life. */
export type ThreadPlan = Omit<ThreadData, 'memory' | 'ringAt' | 'bell' | 'beatMs' | 'shard'>;

export interface FeedThreadOptions {
  readonly thread: number;
  readonly plan: () => ThreadPlan;
  /** What is to run in it now. */
  readonly shard: () => ThreadData['shard'];
  readonly receiver: RingReceiver;
  readonly bell: RingBell;
  readonly build: Build;
  /** A power of two. */
  readonly ringBytes: number;
  readonly limits: ThreadLimits;
  readonly startWorker: (data: ThreadData) => Worker;
  readonly log: FeedLog;
  readonly time: Time;
  readonly random: () => number;
}

/** Signs of life, in the time without one that is taken for death. */
const BEATS = 4;
/** Times that time, for a thread to begin: it loads code and compiles the core. */
const STARTS = 3;

export class FeedThread {
  readonly thread: number;
  readonly receiver: RingReceiver;
  /** Starts after the first. */
  restarts = 0;
  /** Of the thread's core; 0 while it starts. */
  coreBytes = 0;
  /** Metrics of lives that ended, as they were asked for last. */
  past: readonly MetricSnapshot[] = [];
  readonly #options: FeedThreadOptions;
  #worker: Worker | undefined;
  #ring: ThreadRing | undefined;
  #failures = 0;
  #startedMs = 0;
  #isStopping = false;
  #cancelTimer = () => {};
  #known: readonly MetricSnapshot[] = [];
  #asking: Promise<readonly MetricSnapshot[]> | undefined;
  #answered: (metrics: readonly MetricSnapshot[]) => void = () => {};
  #ended: () => void = () => {};
  /** Of past lives, and of this one as far as it is known. */
  #busyMs = 0;
  #lifeBusyMs = 0;

  constructor(options: FeedThreadOptions) {
    this.#options = options;
    this.thread = options.thread;
    this.receiver = options.receiver;
  }

  get isUp(): boolean {
    return this.coreBytes > 0;
  }

  /** Time that its event loop had something to do, all lives together. */
  get busyMs(): number {
    const { active } = this.#worker?.performance.eventLoopUtilization() ?? { active: 0 };
    // A thread that is ending says 0.
    this.#lifeBusyMs = Math.max(this.#lifeBusyMs, active);
    return this.#busyMs + this.#lifeBusyMs;
  }

  get ringBytes(): number {
    return this.#options.ringBytes;
  }

  /** Bytes of the ring that were not read yet. */
  get waitingBytes(): number {
    return this.#ring?.reader.waitingBytes ?? 0;
  }

  start(): void {
    const { plan, shard, receiver, bell, build, ringBytes, limits, startWorker, time } = this.#options;
    const ring = createThreadRing(build, ringBytes);
    this.#ring = ring;
    receiver.attach(ring.reader);
    // Whoever sleeps does not know this ring yet.
    bell.ring();
    this.#startedMs = time.monotonicMs();
    const life = { memory: ring.memory, ringAt: ring.at, bell: bell.buffer, beatMs: limits.silentMs / BEATS };
    const worker = startWorker({ ...plan(), ...life, shard: shard() });
    this.#worker = worker;
    worker.on('message', (message: FromThread) => this.#onMessage(message));
    worker.on('error', (error) => this.#say(`thread ${this.thread} failed: ${firstLine(error)}`));
    worker.once('exit', () => this.#onExit());
    this.#watch(worker, ring);
  }

  post(message: ToThread): void {
    this.#worker?.postMessage(message);
  }

  /** Its metrics; those known last where it does not answer in time, or is not there. */
  metrics(): Promise<readonly MetricSnapshot[]> {
    if (!this.isUp) return Promise.resolve([]);
    this.#asking ??= new Promise<readonly MetricSnapshot[]>((resolve) => {
      const cancel = this.#options.time.after(this.#options.limits.metricsMs, () => this.#answered(this.#known));
      this.#answered = (metrics) => {
        cancel();
        this.#asking = undefined;
        this.#known = metrics;
        resolve(metrics);
      };
      this.post({ type: 'metrics' });
    });
    return this.#asking;
  }

  /** Lets it say goodbye to its venues; resolves once it is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancelTimer();
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve;
    });
    this.post({ type: 'stop' });
    const cancel = this.#options.time.after(this.#options.limits.stopMs, () => void worker.terminate());
    await ended;
    cancel();
  }

  /** Ends a thread whose heart does not beat any more. */
  #watch(worker: Worker, { reader }: ThreadRing): void {
    const { limits, time } = this.#options;
    const peer = new PeerWatch(reader, limits.silentMs, () => time.monotonicMs());
    const look = () => {
      const state = peer.check();
      if (state === 'silent' || (state === 'absent' && peer.quietMs >= limits.silentMs * STARTS)) {
        this.#say(`thread ${this.thread} showed no sign of life for ${limits.silentMs} ms`);
        void worker.terminate();
      } else this.#cancelTimer = time.after(limits.silentMs / BEATS, look);
    };
    look();
  }

  #onMessage(message: FromThread): void {
    if (message.type === 'ready') this.coreBytes = message.coreBytes;
    else if (message.type === 'metrics') this.#answered(message.metrics);
    else this.#options.log[message.level](message.fields, message.message);
  }

  #onExit(): void {
    const { limits, time, random, receiver } = this.#options;
    this.#cancelTimer();
    this.#busyMs = this.busyMs;
    this.#lifeBusyMs = 0;
    this.#worker = undefined;
    this.#ring = undefined;
    this.coreBytes = 0;
    receiver.detach();
    this.#answered(this.#known);
    this.past = addedUp([this.past, this.#known]).filter(({ type }) => type !== ('gauge' as never));
    this.#known = [];
    this.#ended();
    if (this.#isStopping) return;
    if (time.monotonicMs() - this.#startedMs >= limits.stableMs) this.#failures = 0;
    const waitMs = backoffMs(this.#failures++, random, limits.restart);
    this.#say(`thread ${this.thread} ended; its symbols are stale, and it begins again in ${waitMs} ms`);
    this.#cancelTimer = time.after(waitMs, () => {
      this.restarts += 1;
      this.start();
    });
  }

  #say(message: string): void {
    if (!this.#isStopping) this.#options.log.warn({ thread: this.thread }, message);
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
