/** What the page says when its host goes away, and how it comes back; with and without cross-origin isolation. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSource } from '../gateway/market.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { Link } from './link.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

const BTC = 'simulated:BTCUSDT';

describe.skipIf(skipBrowser)('the page and its connection', () => {
  let browser: Browser;
  let host: StagedHost;
  let btc: TestSource;
  let link: Link;
  let page: DashboardPage;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    host = await StagedHost.start();
    btc = host.add(BTC);
    btc.begin(
      [
        [999, 10],
        [998, 20],
      ],
      [
        [1001, 10],
        [1002, 20],
      ],
    );
    page = await DashboardPage.make(browser);
  });
  afterEach(async () => {
    await page.close();
    await link?.cut();
    await host.stop();
  });

  it('is cut: the page says so and dims; it is mended: the page shows the book of now', async () => {
    link = new Link({ port: host.port });
    await link.open();
    await page.goto(link.url);
    await page.reach('live');
    await link.cut();
    await page.reach('lost');
    expect(await page.text('liveness-headline')).toBe('Not live');
    expect(await page.text('liveness-detail')).toContain('connection to the host lost');
    expect(await page.text('mid-note')).toBe('last mid, not live');
    expect(await page.page.title()).toBe('BTCUSDT – not live · Tickwire');
    const { opacity, filter } = await page.ladderStyle();
    expect(opacity).toBeLessThan(0.6);
    expect(filter).toContain('grayscale');
    await page.page.waitForSelector(`[data-symbol="${BTC}"][data-state="offline"]`);
    await expect.poll(() => page.text('latency'), PATIENT).toBe('–');

    btc.change([[999, 0]], [[1001, 77]]);
    await link.open();
    await page.reach('live');
    await page.shows('bid', { price: '9.98', size: '0.02' });
    await page.shows('ask', { price: '10.01', size: '0.077' });
    expect((await page.ladderStyle()).opacity).toBe(1);
    await expect.poll(() => page.text('reconnections'), PATIENT).toBe('1');
    // Chromium itself complains of each refused connection.
    expect(page.complaints.filter((text) => !text.includes('WebSocket connection'))).toEqual([]);
  });

  it('is half dead: nothing comes any more, and the page does not go on looking live', async () => {
    link = new Link({ port: host.port });
    await link.open();
    await page.goto(link.url);
    await page.reach('live');
    link.freeze();
    await page.reach('lost');
    expect((await page.ladderStyle()).opacity).toBeLessThan(0.6);
    await link.cut();
    await link.open();
    await page.reach('live');
  });

  it('was never there: the page says that the host does not answer', async () => {
    link = new Link({ port: host.port });
    await link.open();
    await page.page.routeWebSocket(/stream/, (socket) => socket.close());
    await page.goto(link.url);
    await page.page.waitForSelector('body[data-connection="unreachable"]');
    expect(await page.text('connection-text')).toBe('Host not reachable, trying again');
    expect(await page.text('liveness-detail')).toContain('does not answer');
    expect(await page.side('ask')).toEqual([]);
  });

  it('has no use without its core: the page says what is missing', async () => {
    link = new Link({ port: host.port });
    await link.open();
    await page.page.route(/\.wasm$/, (route) => route.fulfill({ status: 404 }));
    await page.goto(link.url);
    await page.page.waitForSelector('body[data-state="lost"][data-connection="refused"]');
    expect(await page.text('liveness-detail')).toMatch(/wasm answered 404.*reload to try again/);
  });

  it('is isolated from other origins, so that it may share memory', async () => {
    link = new Link({ port: host.port });
    await link.open();
    await page.goto(link.url);
    await page.reach('live');
    expect(await page.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(page.complaints).toEqual([]);
  });

  it('works without isolation, for whoever serves the page without the headers', async () => {
    link = new Link({
      port: host.port,
      drop: ['cross-origin-opener-policy', 'cross-origin-embedder-policy', 'cross-origin-resource-policy'],
    });
    await link.open();
    await page.goto(link.url);
    await page.reach('live');
    expect(await page.page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.shows('ask', { price: '10.01', size: '0.01' });
    expect(page.complaints).toEqual([]);
  });
});
