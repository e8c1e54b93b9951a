/** The host as a library: a runtime in one's own process, with a venue of one's own beside the configured ones. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  ConfigError,
  type FeedPlan,
  formatDecimal,
  parseConfig,
  Runtime,
  type RuntimeOptions,
  SimulatedExchange,
  venueById,
} from '../../host/index.js';
import { connect } from '../../web/client/node.js';

const poll = { interval: 10, timeout: 30_000 };
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function create(text: string, options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  const loaded = parseConfig(text);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return Runtime.create({ config: loaded.config, ...options });
}

describe('runtime', () => {
  it('feeds from a venue of one’s own beside the configured ones, and takes symbols in while it runs', async () => {
    const exchange = new SimulatedExchange({ seed: 2, symbols: ['BTCUSDT', 'SOLUSDT'] });
    const { wsUrl, restUrl } = await exchange.listen();
    closers.push(() => exchange.close());
    const plan: FeedPlan = {
      venue: { ...venueById('binance-spot')!, id: 'my-venue' },
      urls: { ws: wsUrl, rest: restUrl },
      symbols: ['BTCUSDT'],
      depth: 0,
      instruments: [],
    };
    const lines: string[] = [];
    const say = (_: object, message: string) => lines.push(message);
    const log = { debug: say, info: say, warn: say };
    const runtime = await create('{venues: {simulated: {symbols: [ETHUSDT]}}, gateway: {port: 0}}', {
      feeds: [plan],
      log,
    });
    closers.push(() => runtime.stop());
    const prices: string[] = [];
    runtime.bus.subscribe({
      onBook: ({ symbol, core, stream, grid }) => {
        core.top(stream, 1);
        if (symbol === 'my-venue:BTCUSDT')
          prices.push(formatDecimal(core.levels.ticks[0]!, grid!.tick, grid!.priceDecimals));
      },
    });
    expect(runtime.address).toBeUndefined();
    const { port } = await runtime.start();
    expect(runtime.address!.port).toBe(port);
    await expect.poll(() => prices.length, poll).toBeGreaterThan(0);
    expect(prices[0]).toMatch(/^\d+(\.\d{1,2})?$/);

    const feed = runtime.feeds.find(({ venue }) => venue.id === 'my-venue')!;
    await feed.add(['SOLUSDT']);
    const client = connect(`ws://127.0.0.1:${port}`);
    closers.push(() => client.close());
    const subscription = client.subscribe({ symbol: 'my-venue:SOLUSDT' });
    await expect.poll(() => subscription.state, poll).toBe('live');
    feed.remove('SOLUSDT');
    await expect.poll(() => subscription.book.live, poll).toBe(false);
    expect((await client.list()).map(({ symbol }) => symbol)).toEqual(['simulated:ETHUSDT', 'my-venue:BTCUSDT']);
    expect(lines).toContain('my-venue:BTCUSDT is live');
  });

  it('serves the built page, not the sources beside it', async () => {
    const runtime = await create('{gateway: {port: 0}}');
    const { port } = await runtime.start();
    closers.push(() => runtime.stop());
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const script = /<script [^>]*src="([^"]+)"/.exec(page)?.[1];
    expect(script).toMatch(/\.js$/);
    const answer = await fetch(new URL(script!, `http://127.0.0.1:${port}/`));
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('leaves nothing open where its address cannot be had', async () => {
    const first = await create('{gateway: {port: 0}}');
    const { port } = await first.start();
    closers.push(() => first.stop());
    const second = await create(`{gateway: {port: ${port}}}`);
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(second.address).toBeUndefined();
    expect([...second.bus.sources()]).toEqual([]);
    // The exchange was listening by then: it may listen anew only because it was closed.
    const { port: again } = await second.exchange!.listen();
    closers.push(() => second.exchange!.close());
    expect(again).toBeGreaterThan(0);
  });

  it('refuses what this machine cannot run with a line that says so', async () => {
    await expect(create('{core: {streams: 65536, levels: 1048576}}')).rejects.toThrow(ConfigError);
    await expect(create('{venues: {simulated: {symbols: [NOPE]}}}')).rejects.toThrow('no symbol "NOPE"');
    const runtime = await create(
      '{venues: {kraken-v1: {symbols: [A], instruments: "package.json"}}, gateway: {port: 0}}',
    );
    await expect(runtime.start()).rejects.toThrow(/^instruments: package\.json is not usable: /);
  });
});
