/**
 * The file of a feeds' thread: runs the feeds of its shard on a core of its own and tells of them over a
 * ring. An error that nobody caught ends the thread, and the host starts another.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Registry } from 'prom-client';
import { RingPublisher } from '../../bus/ring/ring-publisher.js';
import { feedPlans } from '../../config/feed-plan.js';
import type { Config } from '../../config/schema.js';
import { artefact } from '../../core/artefact.js';
import { detectBuild } from '../../core/index.js';
import { RingBell } from '../../core/ring/bell.js';
import { BroadcastWriter, ringCodeName, ringCore } from '../../core/ring/index.js';
import type { FeedLog } from '../../feeds/live/feed-log.js';
import { systemTime } from '../../feeds/live/time.js';
import { FeedSet } from '../feed-set.js';
import { hostCore } from '../host-core.js';
import { venuesInstead } from '../venues-instead.js';
import type { FromThread, MetricSnapshot, ThreadData, ToThread } from './messages.js';

const port = parentPort;
if (port === null) throw new Error('tickwire: this file is a worker, which the host starts');

const data = workerData as ThreadData;
const post = (message: FromThread): void => port.postMessage(message);
const { config, thread, threads } = data;

const say = (level: 'debug' | 'info' | 'warn') => (fields: object, message: string) =>
  post({ type: 'log', level, fields: { ...fields, thread }, message });
const log: FeedLog = { debug: say('debug'), info: say('info'), warn: say('warn') };

const build = config.core.build === 'auto' ? detectBuild() : config.core.build;
const bell = new RingBell(data.bell);
const writer = BroadcastWriter.attach(ringCore(artefact(build, 'shared'), data.memory), data.ringAt, {
  wake: () => bell.ring(),
});
if (typeof writer === 'number') throw new Error(`tickwire: the ring of thread ${thread}: ${ringCodeName(writer)}`);

const core = await hostCore(config);
const registry = new Registry();
const publisher = new RingPublisher({ core, writer, soon: (run) => setImmediate(run) });
let streams = 0;
const feeds = new FeedSet({
  ...{ config, core, publisher, registry, log, share: 1 / threads },
  ...{ time: systemTime, random: Math.random },
  // No two threads have the same.
  nextStreamId: () => 1 + thread + threads * streams++,
});
for (const plan of feedPlans(sharded(config), data.embedded, venuesInstead(data.coinbase, systemTime)))
  feeds.open(plan);

const beating = setInterval(() => writer.beat(), data.beatMs);

port.on('message', (message: ToThread) => {
  switch (message.type) {
    case 'add':
      void feeds.feedOf(message.venue)?.add(message.natives);
      break;
    case 'remove':
      for (const native of message.natives) feeds.feedOf(message.venue)?.remove(native);
      break;
    case 'refresh':
      publisher.refresh();
      break;
    case 'metrics':
      void registry
        .getMetricsAsJSON()
        .then((metrics) => post({ type: 'metrics', metrics: metrics as MetricSnapshot[] }));
      break;
    case 'stop':
      void stop();
      break;
  }
});

post({ type: 'ready', coreBytes: core.memory.buffer.byteLength });
feeds.start();

/** The configuration with this thread's symbols. */
function sharded(whole: Config): Config {
  const venues = Object.entries(whole.venues).map(([id, venue]) => {
    return [id, venue === undefined ? venue : { ...venue, symbols: [...(data.shard.get(id) ?? [])] }];
  });
  return { ...whole, venues: Object.fromEntries(venues) };
}

/** The thread ends by itself once nothing is left open. */
async function stop(): Promise<void> {
  clearInterval(beating);
  await feeds.stop();
  publisher.flush();
  (writer as BroadcastWriter).close();
  port!.close();
}
