/** What feeds' threads and their rings do, for Prometheus; read at each scrape. Nothing is shown where there are none. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { registerLatency } from '../../bus/latency-metric.js';
import type { FeedThread } from './feed-thread.js';
import type { FeedThreads } from './feed-threads.js';

const PREFIX = 'tickwire_threads_';

/** @param threads undefined: all runs in one thread */
export function registerThreadMetrics(registry: Registry, threads: FeedThreads | undefined): void {
  const registers = [registry];
  const all = threads?.threads ?? [];
  const gauge = (name: string, help: string, read: (thread: FeedThread) => number) =>
    new Gauge({
      ...{ name: `${PREFIX}${name}`, help, labelNames: ['thread'], registers },
      collect() {
        for (const each of all) this.set({ thread: each.thread }, read(each));
      },
    });
  const counter = (name: string, help: string, read: (thread: FeedThread) => number) =>
    new Counter({
      ...{ name: `${PREFIX}${name}`, help, labelNames: ['thread'], registers },
      collect() {
        this.reset();
        for (const each of all) this.inc({ thread: each.thread }, read(each));
      },
    });
  gauge('up', "1 while a feeds' thread runs", ({ isUp }) => (isUp ? 1 : 0));
  gauge('symbols', 'Symbols that a thread feeds', ({ thread }) => threads?.symbolsOf(thread) ?? 0);
  gauge('core_memory_bytes', "Memory of the thread's WebAssembly core", ({ coreBytes }) => coreBytes);
  gauge('ring_bytes', 'Size of the ring that a thread writes', ({ ringBytes }) => ringBytes);
  gauge('ring_waiting_bytes', 'Bytes of the ring that the host has not read yet', ({ waitingBytes }) => waitingBytes);
  counter('restarts_total', 'Starts of a thread after its first', ({ restarts }) => restarts);
  counter('busy_seconds_total', "Time that a thread's event loop had something to do", ({ busyMs }) => busyMs / 1000);
  counter('records_total', 'Records read from the ring', ({ receiver }) => receiver.counters.records);
  counter(
    'lapped_total',
    'Times that a thread overtook the host on its ring',
    ({ receiver }) => receiver.counters.lapped,
  );
  counter('lost_records_total', 'Records lost so', ({ receiver }) => receiver.counters.lost);
  counter(
    'refused_frames_total',
    'Frames that the host did not take from the ring, for want of room in its core mostly',
    ({ receiver }) => receiver.counters.refused,
  );
  new Counter({
    name: `${PREFIX}looks_total`,
    help: 'Looks of the host at the rings: it takes none while it sleeps',
    registers,
    collect() {
      this.reset();
      this.inc(threads?.turns ?? 0);
    },
  });
  registerLatency(registry, {
    name: `${PREFIX}ring_latency_seconds`,
    help: "From the receipt of a message by a feeds' thread until the host has it from the ring",
    labelNames: [],
    read: () => (threads === undefined ? [] : [[{}, threads.latency]]),
  });
}
