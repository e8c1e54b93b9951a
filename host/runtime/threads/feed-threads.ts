/** All feeds' threads of a host: the shards, what reads their rings, and their metrics. */

import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { LatencyHistogram } from '../../bus/latency-histogram.js';
import type { MarketDataPublisher } from '../../bus/market-data.js';
import { RingPump } from '../../bus/ring/ring-pump.js';
import { RingReceiver } from '../../bus/ring/ring-receiver.js';
import type { EmbeddedExchange, FeedPlan } from '../../config/feed-plan.js';
import type { Config } from '../../config/schema.js';
import { detectBuild, type WasmCore } from '../../core/index.js';
import { RingBell } from '../../core/ring/bell.js';
import type { CoinbaseCredentials } from '../../feeds/coinbase-signature.js';
import type { FeedLog } from '../../feeds/live/feed-log.js';
import type { Time } from '../../feeds/live/time.js';
import { FeedThread } from './feed-thread.js';
import type { MetricSnapshot, ThreadData } from './messages.js';
import { type Shard, Shards } from './shards.js';

export interface FeedThreadsOptions {
  readonly config: Config;
  /** Where this thread's mirrors are. */
  readonly core: WasmCore;
  readonly publisher: MarketDataPublisher;
  readonly coinbase: CoinbaseCredentials | undefined;
  readonly log: FeedLog;
  readonly time: Time;
  readonly random: () => number;
  /** Default: of this package's own file. */
  readonly startWorker?: ((data: ThreadData) => Worker) | undefined;
}

export class FeedThreads {
  readonly threads: FeedThread[] = [];
  /** From the receipt of a change or trade to this thread's mirror. */
  readonly latency = new LatencyHistogram();
  readonly #options: FeedThreadsOptions;
  readonly #shards: Shards;
  readonly #pump: RingPump;
  readonly #bell = new RingBell();
  /** Known once it listens. */
  #embedded: EmbeddedExchange | undefined;

  constructor(options: FeedThreadsOptions) {
    this.#options = options;
    const { count, wait } = options.config.threads;
    this.#shards = new Shards(count);
    for (let thread = 0; thread < count; thread++) this.threads.push(this.#create(thread, count));
    const receivers = this.threads.map(({ receiver }) => receiver);
    this.#pump = new RingPump({ bell: this.#bell, receivers, wait, soon: (run) => setImmediate(run) });
  }

  /** Symbols that run, by venue. */
  get symbols(): Shard {
    return this.#shards.all();
  }

  /** How many. */
  get books(): number {
    return this.#shards.count();
  }

  /** Looks at the rings so far. */
  get turns(): number {
    return this.#pump.turns;
  }

  symbolsOf(thread: number): number {
    return this.#shards.count(thread);
  }

  /** Starts all threads with the feeds of these plans. */
  start(plans: readonly FeedPlan[], embedded: EmbeddedExchange | undefined): void {
    this.#embedded = embedded;
    for (const { venue, symbols } of plans) this.#shards.deal(venue.id, symbols);
    for (const thread of this.threads) thread.start();
    this.#pump.start();
  }

  add(venue: string, natives: readonly string[]): void {
    for (const native of natives) {
      const thread = this.#shards.add(venue, native);
      this.threads[thread]!.post({ type: 'add', venue, natives: [native] });
    }
  }

  remove(venue: string, natives: readonly string[]): void {
    for (const native of natives) {
      const thread = this.#shards.remove(venue, native);
      this.threads[thread]?.post({ type: 'remove', venue, natives: [native] });
    }
  }

  /** Metrics of all threads, of lives that ended among them. */
  async metrics(): Promise<(readonly MetricSnapshot[])[]> {
    const now = await Promise.all(this.threads.map((thread) => thread.metrics()));
    return [...now, ...this.threads.map(({ past }) => past)];
  }

  async stop(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()));
    this.#pump.stop();
  }

  #create(thread: number, threads: number): FeedThread {
    const { config, core, publisher, coinbase, log, time, random, startWorker = startFeedWorker } = this.#options;
    const { limits } = config.threads;
    const receiver = new RingReceiver({
      core,
      publisher,
      askAnew: () => created.post({ type: 'refresh' }),
      after: (ms, run) => time.after(ms, run),
      latency: this.latency,
      now: () => time.wallMicros(),
    });
    const created = new FeedThread({
      thread,
      plan: () => ({ thread, threads, config, coinbase, embedded: this.#embedded }),
      shard: () => this.#shards.of(thread),
      receiver,
      bell: this.#bell,
      build: config.core.build === 'auto' ? detectBuild() : config.core.build,
      ringBytes: 2 ** Math.ceil(Math.log2(limits.ringBytes)),
      ...{ limits, startWorker, log, time, random },
    });
    return created;
  }
}

/** A worker of this package's own file: beside this file's compiled twin, since Node 20 runs no TypeScript. */
export function startFeedWorker(workerData: ThreadData): Worker {
  const beside = new URL('./feed-worker.js', import.meta.url);
  const built = new URL('../../../dist/host/runtime/threads/feed-worker.js', import.meta.url);
  return new Worker(existsSync(beside) ? beside : built, { workerData });
}
