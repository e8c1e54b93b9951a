/** A host with feeds' threads: a thread that ends or hangs, symbols that come and go, flights, and the end of it all. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../host/config/config.js';
import { simulatedVenue } from '../../host/feeds/live/simulated-venue.js';
import { startFeedWorker } from '../../host/runtime/threads/feed-threads.js';
import { connect } from '../../web/client/node.js';
import { until } from '../gateway/until.js';
import { closeFeedsAfterEach, startExchange } from '../live/running-feed.js';
import { VirtualTime } from '../live/virtual-time.js';
import { breathe } from '../replay/running-replay.js';
import { closeAfterTest, closeHostsAfterEach, live, poll, startHost } from './threaded-host.js';

closeFeedsAfterEach();
closeHostsAfterEach();

const of = (...natives: string[]) => natives.map((native) => `simulated:${native}`);
const ALL = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'SHIBUSDT'];
const venue = (urls: { ws: string; rest: string }, symbols: readonly string[]) =>
  `venues: { simulated: { symbols: [${symbols}], wsUrl: "${urls.ws}", restUrl: "${urls.rest}" } }\n`;

describe('a thread that dies', () => {
  it.each([
    ['terminated', (worker: Worker) => void worker.terminate()],
    ['with an error nobody caught', (worker: Worker) => worker.postMessage(null)],
  ])('%s: is started again and its symbols are resynced, the others do not notice', async (_how, kill) => {
    const { urls } = await startExchange();
    const host = await startHost(venue(urls, ALL), 2);
    await live(host, ...of(...ALL));
    const client = connect(`ws://127.0.0.1:${host.port}`);
    closeAfterTest(() => client.close());
    const told = new Map(ALL.map((native) => [native, [] as string[]]));
    for (const native of ALL) {
      const subscription = client.subscribe({ symbol: `simulated:${native}`, intervalMs: 0 });
      subscription.on('state', ({ state, reason }) => told.get(native)!.push(`${state} ${reason}`));
    }
    await expect
      .poll(() => [...told.values()].map((states) => states.at(-1)), poll)
      .toEqual(ALL.map(() => 'live none'));
    const messages = await host.metric('tickwire_feeds_messages_total{venue="simulated"}');
    host.states.length = 0;
    for (const states of told.values()) states.length = 0;

    kill(host.workers.get(1)!);
    await until('a second start', () => host.starts[1] === 2);
    await until('losses told', () => host.states.length > 0);
    await live(host, ...of(...ALL));
    expect(host.starts).toEqual([1, 2]);
    // Dealt in turn: the second thread has the second and the fourth.
    for (const native of ['ETHUSDT', 'SHIBUSDT']) {
      const states = host.states.filter((line) => line.startsWith(native));
      expect(states[0]).toBe(`${native} stale disconnected`);
      expect(states.slice(1, -1)).not.toContain(`${native} live none`);
      expect(states.at(-1)).toBe(`${native} live none`);
      await expect.poll(() => told.get(native), poll).toContain('live none');
      expect(told.get(native)![0]).toBe('stale disconnected');
    }
    expect(host.states.filter((line) => /^(BTC|SOL)/.test(line))).toEqual([]);
    expect([told.get('BTCUSDT'), told.get('SOLUSDT')]).toEqual([[], []]);
    expect(client.stats).toMatchObject({ fingerprintMismatches: 0, refused: 0 });
    expect(await host.metric('tickwire_threads_restarts_total{thread="1"}')).toBe(1);
    expect(await host.metric('tickwire_threads_restarts_total{thread="0"}')).toBe(0);
    expect(await host.metric('tickwire_threads_up{thread="1"}')).toBe(1);
    // What the dead one counted is not forgotten.
    expect(await host.metric('tickwire_feeds_messages_total{venue="simulated"}')).toBeGreaterThanOrEqual(messages);
    await until('a line in the log', () =>
      host.log.some((line) => line.startsWith('thread 1 ended; its symbols are stale')),
    );
  });

  it('or never begins, or shows no sign of life: is ended, and started again', async () => {
    const { urls } = await startExchange();
    const time = new VirtualTime();
    const hung: Worker[] = [];
    const host = await startHost(venue(urls, ['BTCUSDT']), 1, {
      time,
      limits: 'limits: { silent: 10s }',
      startThread: (data) => {
        if (hung.length > 0) return startFeedWorker(data);
        const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
        hung.push(worker);
        return worker;
      },
    });
    let hasEnded = false;
    hung[0]!.once('exit', () => {
      hasEnded = true;
    });
    time.advance(29_000);
    await breathe();
    expect([hasEnded, host.log]).toEqual([false, []]);
    time.advance(2_500);
    await until('the end of the thread', () => hasEnded);
    expect(host.log[0]).toBe('thread 0 showed no sign of life for 10000 ms');
    await until('a wait for the next start', () => host.log.some((line) => line.startsWith('thread 0 ended')));
    time.advance(30_000);
    await live(host, ...of('BTCUSDT'));
    expect(await host.metric('tickwire_threads_restarts_total{thread="0"}')).toBe(1);
  });
});

describe('symbols', () => {
  it('come and go while threads run, and the others do not notice', async () => {
    const { urls } = await startExchange();
    const config = (symbols: readonly string[]) => {
      const text = `gateway: { port: 0 }\nthreads: { count: 2, limits: { restart: { min: 1ms, first: 20ms, max: 100ms }, silent: 1m } }\n`;
      const loaded = parseConfig(text + venue(urls, symbols));
      if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
      return loaded.config;
    };
    const host = await startHost(venue(urls, ['BTCUSDT', 'ETHUSDT']), 2);
    await live(host, ...of('BTCUSDT', 'ETHUSDT'));
    host.states.length = 0;
    const changes = host.runtime.follow(config(['ETHUSDT', 'SOLUSDT', 'SHIBUSDT']));
    expect(changes).toMatchObject({
      symbols: [{ venue: 'simulated', added: ['SOLUSDT', 'SHIBUSDT'], removed: ['BTCUSDT'] }],
      others: [],
    });
    await live(host, ...of('ETHUSDT', 'SOLUSDT', 'SHIBUSDT'));
    await expect.poll(() => host.runtime.bus.source('simulated:BTCUSDT'), poll).toBeUndefined();
    expect(host.states.filter((line) => line.startsWith('ETHUSDT'))).toEqual([]);
    expect([...host.runtime.symbols]).toEqual([['simulated', ['ETHUSDT', 'SOLUSDT', 'SHIBUSDT']]]);
    // The one that went left its thread with none, so both new ones are there.
    expect(await host.metric('tickwire_threads_symbols{thread="0"}')).toBe(2);
    expect(await host.metric('tickwire_threads_symbols{thread="1"}')).toBe(1);

    // A thread that starts again has the symbols of now.
    void host.workers.get(0)!.terminate();
    await until('a second start', () => host.starts[0] === 2);
    await live(host, ...of('ETHUSDT', 'SOLUSDT', 'SHIBUSDT'));
    host.runtime.follow(config(['ETHUSDT', 'BTCUSDT']));
    await live(host, ...of('ETHUSDT', 'BTCUSDT'));
    await expect.poll(() => [...host.runtime.bus.sources()].map(({ symbol }) => symbol), poll).toHaveLength(2);
  });

  it('of an exchange in this process, and of a venue of one’s own in the host’s thread, are served together', async () => {
    const { urls } = await startExchange();
    const own = { venue: { ...simulatedVenue, id: 'own' }, urls, symbols: ['SOLUSDT'], depth: 0, instruments: [] };
    const host = await startHost('venues: { simulated: { symbols: [BTCUSDT, ETHUSDT] } }\n', 2, { feeds: [own] });
    await live(host, 'simulated:BTCUSDT', 'simulated:ETHUSDT', 'own:SOLUSDT');
    expect([...host.runtime.symbols.keys()]).toEqual(['simulated', 'own']);
    const counted = async (symbol: string) => host.metric(`tickwire_feeds_updates_total{symbol="${symbol}"}`);
    for (const symbol of ['simulated:BTCUSDT', 'simulated:ETHUSDT', 'own:SOLUSDT']) {
      await expect.poll(() => counted(symbol), poll).toBeGreaterThan(0);
    }
    expect(await host.metric('tickwire_feeds_symbol_state{symbol="own:SOLUSDT",state="live"}')).toBe(1);
  });

  it('that the venue does not have are refused as ever', async () => {
    const { urls } = await startExchange();
    const host = await startHost(venue(urls, ['BTCUSDT', 'NOSUCH']), 2);
    await live(host, ...of('BTCUSDT'));
    await expect.poll(() => host.runtime.bus.source('simulated:NOSUCH'), poll).toBeUndefined();
    await until('a line in the log', () =>
      host.log.some((line) => line.startsWith('simulated:NOSUCH is refused by the venue')),
    );
    expect(await host.metric('tickwire_feeds_refused_symbols_total{venue="simulated"}')).toBe(1);
  });
});

describe('the flight recorder', () => {
  it('writes in the threads, and each file is whole when the host has stopped', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tickwire-'));
    closeAfterTest(() => rmSync(folder, { recursive: true }));
    const { urls } = await startExchange({ misbehave: { gap: 0.1 } });
    const host = await startHost(`flight: { folder: "${folder}" }\n${venue(urls, ['BTCUSDT', 'ETHUSDT'])}`, 2);
    const files = () => readdirSync(folder).filter((name) => /-(btcusdt|ethusdt)-gap\.gz$/.test(name));
    await expect.poll(() => new Set(files().map((name) => name.split('-')[3])).size, poll).toBe(2);
    await expect
      .poll(() => host.metric('tickwire_flight_files_total{venue="simulated",result="written"}'), poll)
      .toBeGreaterThanOrEqual(2);
    await host.runtime.stop();
    expect(readdirSync(folder).filter((name) => !name.endsWith('.gz'))).toEqual([]);
  });
});

describe('a host with threads', () => {
  it.each(['async', 'block', 'yield', 'spin'])('that waits by %s has live books, and stops', async (wait) => {
    const host = await startHost('venues: { simulated: { symbols: [BTCUSDT, ETHUSDT] } }\n', 2, { wait });
    await live(host, ...of('BTCUSDT', 'ETHUSDT'));
    const exits = [...host.workers.values()].map(
      (worker) => new Promise<number>((resolve) => worker.once('exit', resolve)),
    );
    await host.runtime.stop();
    expect(await Promise.all(exits)).toEqual([0, 0]);
    expect(host.starts).toEqual([1, 1]);
    expect(host.log.filter((line) => line.startsWith('thread'))).toEqual([]);
  });
});
