/** The page over the whole host as it is built: simulated exchange, feed, core, gateway, client. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketSource, Runtime } from '../../host/index.js';
import { formatDecimal } from '../../host/wire/decimal.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { Link } from './link.js';
import { DashboardPage, PATIENT } from './open-page.js';

/** As many levels a side as the page shows at least. */
const LEVELS = 10;

/** The built host; named by a variable, since it need not be built where types are checked. */
const BUILT = '../../dist/host/index.js';

async function startRuntime(): Promise<Runtime> {
  const { parseConfig, Runtime }: typeof import('../../host/index.js') = await import(BUILT);
  const read = parseConfig('', { port: 0, seed: 7 });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const runtime = await Runtime.create({ config: read.config });
  await runtime.start();
  return runtime;
}

/** A side's best levels in the host's own book, as the page writes them. */
function hostLevels({ core, stream, grid }: MarketSource): string {
  const count = core.top(stream, LEVELS);
  const { ticks, lots } = core.levels;
  const { tick, priceDecimals, lot, sizeDecimals } = grid!;
  const level = (_: unknown, i: number) =>
    `${formatDecimal(ticks[i]!, tick, priceDecimals)} ${formatDecimal(lots[i]!, lot, sizeDecimals)}`;
  return Array.from({ length: count }, level).join('\n');
}

/** Every state that the host's book of a symbol was in since this was called. */
function recordBooks(runtime: Runtime, symbol: string): Set<string> {
  const books = new Set<string>();
  const record = (source: MarketSource) => {
    if (source.symbol === symbol && source.state === 'live') books.add(hostLevels(source));
  };
  runtime.bus.subscribe({ onBook: record, onReplaced: record, onState: record });
  const source = runtime.bus.source(symbol);
  if (source !== undefined) record(source);
  return books;
}

/** The page's best levels, bids first, read at one moment. */
function pageLevels(page: DashboardPage): Promise<string> {
  return page.page.evaluate((count) => {
    const side = (name: string) =>
      [...document.querySelectorAll<HTMLElement>(`tr[data-side="${name}"][data-price]`)]
        .sort((one, other) => Number(one.dataset['position']) - Number(other.dataset['position']))
        .slice(0, count)
        .map(({ dataset }) => `${dataset['price']} ${dataset['size']}`);
    return [...side('bid'), ...side('ask')].join('\n');
  }, LEVELS);
}

describe.skipIf(skipBrowser)('the page over the whole host', () => {
  let browser: Browser;
  let runtime: Runtime;
  let link: Link;
  let page: DashboardPage;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    runtime = await startRuntime();
    link = new Link({ port: runtime.address!.port });
    await link.open();
    page = await DashboardPage.make(browser);
  });
  afterEach(async () => {
    await page.close();
    await link.cut();
    await runtime.stop();
  });

  it('shows books that the host had, every price and size of them, for each symbol', async () => {
    const symbols = ['simulated:BTCUSDT', 'simulated:ETHUSDT'];
    const books = new Map(symbols.map((symbol) => [symbol, recordBooks(runtime, symbol)]));
    for (const symbol of symbols) {
      await page.goto(`${link.url}#${symbol}`);
      await page.reach('live');
      const native = symbol.split(':')[1]!;
      expect(await page.text('symbol')).toBe(native);
      const seen = new Set<string>();
      await expect
        .poll(async () => {
          const levels = await pageLevels(page);
          expect(levels.split('\n')).toHaveLength(2 * LEVELS);
          expect(books.get(symbol)).toContain(levels);
          return seen.add(levels).size;
        }, PATIENT)
        .toBeGreaterThanOrEqual(5);
      await expect.poll(() => page.page.title(), PATIENT).toMatch(new RegExp(`^[\\d,.]+ ${native} · Tickwire$`));
    }
    expect(page.complaints).toEqual([]);
  });

  it('costs a fraction of what the same messages cost as JSON', async () => {
    await page.goto(`${link.url}#simulated:BTCUSDT`);
    await page.reach('live');
    const wire = page.page.getByTestId('wire');
    await expect.poll(async () => Number(await wire.getAttribute('data-json')), PATIENT).toBeGreaterThan(50_000);
    const [json, bytes] = await Promise.all([wire.getAttribute('data-json'), wire.getAttribute('data-bytes')]);
    expect(Number(json) / Number(bytes)).toBeGreaterThan(2);
    await expect.poll(() => page.page.locator('.trade').count(), PATIENT).toBeGreaterThan(3);
    await expect.poll(() => page.text('latency'), PATIENT).toMatch(/ m?s$/);
    expect(await page.text('fingerprints-failed')).toBe('0 failed');
  });

  it('says that the connection is cut, and recovers by itself', async () => {
    await page.goto(`${link.url}#simulated:BTCUSDT`);
    await page.reach('live');
    await link.cut();
    await page.reach('lost');
    expect((await page.ladderStyle()).opacity).toBeLessThan(0.6);
    const books = recordBooks(runtime, 'simulated:BTCUSDT');
    await link.open();
    await page.reach('live');
    await expect.poll(async () => books.has(await pageLevels(page)), PATIENT).toBe(true);
    expect((await page.ladderStyle()).opacity).toBe(1);
  });

  it('says when the exchange is gone, though the host is there, and when it is back', async () => {
    await page.goto(`${link.url}#simulated:BTCUSDT`);
    await page.reach('live');
    runtime.exchange!.disconnectAll();
    // One look for both: the exchange may be back before a second one.
    await page.page.waitForSelector(
      'body[data-state="stale"][data-connection="open"] [data-testid="liveness-headline"]:text-is("Not live")',
    );
    await page.reach('live');
  });
});
