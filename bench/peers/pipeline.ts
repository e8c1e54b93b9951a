/** From the feeder's bytes to applied books, over a host and clients in processes of their own, as a contestant. */
import type { Contestant } from '../contest.js';
import { Child, coreShare } from '../load/child.js';
import type { FeederDuties } from '../load/feeder.js';
import type { LatencySummary } from '../load/latencies.js';
import { monotonicMicros } from '../load/monotonic.js';
import type { PipelineDuties, PipelineKind } from '../load/pipeline-host.js';
import type { ReaderDuties } from '../load/reader-process.js';

export interface PipelineSize {
  readonly clients: number;
  /** How long a run's schedule is. */
  readonly seconds: number;
  readonly percentile: 'p50' | 'p99';
  /** The host is stopped for so long in the middle of each run. */
  readonly stallMs?: number;
}

const SYMBOLS = ['AUSDT', 'BUSDT', 'CUSDT', 'DUSDT'];
/** Together 50,000 level changes a second. */
const CHANGES = 100;
const PER_SECOND = 500;
const SEED = 20_240_808;
/** From the plan of a run to its first message. */
const LEAD_MICROS = 200_000;

export async function pipeline(kind: PipelineKind, size: PipelineSize): Promise<Contestant> {
  const feeder = new Child<FeederDuties>('feeder');
  const host = new Child<PipelineDuties>('pipeline-host');
  const readers = new Child<ReaderDuties>('reader-process');
  const close = async () => {
    await Promise.all([feeder, host, readers].map((child) => child.end()));
  };
  try {
    const feed = await feeder.ask('listen', SYMBOLS, CHANGES, SEED);
    const port = await host.ask('listen', kind, feed, SYMBOLS);
    await readers.ask('open', kind, port, size.clients, SYMBOLS);
  } catch (error) {
    await close();
    throw error;
  }
  let came = '';
  let facts: Record<string, string> = {};
  return {
    name: kind,
    isAsync: true,
    async run() {
      const first = await feeder.ask('prepare');
      const plan = { fromMicros: monotonicMicros() + LEAD_MICROS, perSecond: PER_SECOND };
      const schedule = { ...plan, first, count: Math.ceil(PER_SECOND * size.seconds) };
      await readers.ask('begin', schedule);
      const cpu = [await host.cpuMicros(), await readers.cpuMicros()] as const;
      const running = feeder.ask('run', schedule);
      const resumed = stall(host.process.pid!, size, schedule.fromMicros);
      const { lateMicros, tookMicros } = await running;
      await resumed;
      const summary = await readers.ask('end');
      const endedMicros = monotonicMicros() - schedule.fromMicros;
      const share = async (child: typeof host | typeof readers, before: number) =>
        coreShare((await child.cpuMicros()) - before, endedMicros / 1e6).toFixed(2);
      facts = {
        ...latencyFacts(summary),
        'offered, achieved': `${PER_SECOND * CHANGES}, ${((schedule.count * CHANGES * 1e6) / tookMicros).toFixed(0)} changes/s`,
        'late at most': milliseconds(lateMicros),
        'cores, host and clients': `${await share(host, cpu[0])} + ${await share(readers, cpu[1])}`,
      };
      came = await compared(feeder, readers);
      await feeder.ask('rest');
      return summary[size.percentile] / 1000;
    },
    digest: () => came,
    facts: () => facts,
    close,
  };
}

/** Every client's books, which are the feeder's; or what differs. */
async function compared(feeder: Child<FeederDuties>, readers: Child<ReaderDuties>): Promise<string> {
  const truth = await feeder.ask('books');
  const digests = await readers.ask('digests');
  if (digests.length !== 1 || digests[0] !== truth) throw new Error("a client's book is not the exchange's");
  return 'every book as the exchange has it';
}

/** The host stands still for a while, a third of the schedule after its beginning. */
async function stall(pid: number, { stallMs = 0, seconds }: PipelineSize, fromMicros: number): Promise<void> {
  if (stallMs === 0) return;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await pause((fromMicros - monotonicMicros()) / 1000 + (seconds * 1000) / 3);
  process.kill(pid, 'SIGSTOP');
  await pause(stallMs);
  process.kill(pid, 'SIGCONT');
}

function latencyFacts({ p50, p90, p99, p999, p9999, max }: LatencySummary): Record<string, string> {
  const all = { p50, p90, p99, 'p99.9': p999, 'p99.99': p9999, max };
  return Object.fromEntries(Object.entries(all).map(([name, micros]) => [name, milliseconds(micros)]));
}

function milliseconds(micros: number): string {
  return `${(micros / 1000).toFixed(micros < 10_000 ? 2 : 0)} ms`;
}
