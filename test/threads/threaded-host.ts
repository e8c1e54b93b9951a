/** A runtime with feeds in threads of their own, whose workers a test can end; all closed after each test. */
import type { Worker } from 'node:worker_threads';
import { afterEach, expect } from 'vitest';
import type { MarketSource } from '../../host/bus/market-data.js';
import { parseConfig } from '../../host/config/config.js';
import { startFeedWorker } from '../../host/runtime/threads/feed-threads.js';
import type { ThreadData } from '../../host/runtime/threads/messages.js';
import { Runtime, type RuntimeOptions } from '../../host/runtime.js';

export const poll = { interval: 10, timeout: 30_000 };
const closers: (() => unknown)[] = [];

/** Call once in a test file. */
export function closeHostsAfterEach(): void {
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
}

export function closeAfterTest(close: () => unknown): void {
  closers.push(close);
}

export interface ThreadedHost {
  readonly runtime: Runtime;
  /** Of each thread, the last one started. */
  readonly workers: Map<number, Worker>;
  /** How often each was started. */
  readonly starts: number[];
  readonly log: string[];
  /** States told on the bus, as in `BTCUSDT stale disconnected`. */
  readonly states: string[];
  readonly port: number;
  source(symbol: string): MarketSource;
  /** The value of a metric's sample, as in `tickwire_threads_up{thread="0"}`. */
  metric(sample: string): Promise<number>;
}

/** Back at once, so that tests need not wait; threads' signs of life are given all the time they need. */
const QUICK = 'limits: { restart: { min: 1ms, first: 20ms, max: 100ms }, silent: 1m }';

/** @param text the configuration, without gateway and threads */
export async function startHost(
  text: string,
  threads: number,
  options: Partial<RuntimeOptions> & { readonly wait?: string; readonly limits?: string } = {},
): Promise<ThreadedHost> {
  const { wait = 'async', limits = QUICK, ...others } = options;
  const own = `gateway: { port: 0 }\nthreads: { count: ${threads}, wait: ${wait}, ${limits} }\n`;
  const loaded = parseConfig(`${own}${text}`);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const workers = new Map<number, Worker>();
  const starts = Array.from({ length: threads }, () => 0);
  const log: string[] = [];
  const say = (_: object, message: string) => log.push(message);
  const runtime = await Runtime.create({
    config: loaded.config,
    log: { debug: say, info: say, warn: say },
    startThread: (data: ThreadData) => {
      starts[data.thread]! += 1;
      const worker = startFeedWorker(data);
      workers.set(data.thread, worker);
      return worker;
    },
    ...others,
  });
  const states: string[] = [];
  runtime.bus.subscribe({
    onState: ({ symbol, state, reason }) => void states.push(`${symbol.split(':')[1]} ${state} ${reason}`),
  });
  const { port } = await runtime.start();
  closers.push(() => runtime.stop());
  return {
    ...{ runtime, workers, starts, log, states, port },
    source: (symbol) => runtime.bus.source(symbol)!,
    metric: async (sample) => {
      const text = await runtime.registry.metrics();
      const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
      return Number(line?.split(' ').at(-1) ?? Number.NaN);
    },
  };
}

/** Until all these symbols are live. */
export async function live({ runtime }: ThreadedHost, ...symbols: string[]): Promise<void> {
  await expect.poll(() => symbols.filter((symbol) => runtime.bus.source(symbol)?.state !== 'live'), poll).toEqual([]);
}
