/** The page's views: all symbols, where there are several; a symbol's analytics over time; the connection. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSource } from '../gateway/market.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { Link } from './link.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

const ONE = 'simulated:ONE';
const TWO = 'kraken-v2:TWO/USD';

describe.skipIf(skipBrowser)('the views', () => {
  let browser: Browser;
  let host: StagedHost;
  let one: TestSource;
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
    one = host.add(ONE);
    one.begin([[10_000, 600]], [[10_003, 200]]);
    host.add(TWO).begin([[500, 10]], [[501, 30]]);
    link = new Link({ port: host.port });
    await link.open();
    page = await DashboardPage.make(browser, { viewport: { width: 375, height: 812 } });
  });
  afterEach(async () => {
    await page.close();
    await link.cut();
    await host.stop();
  });

  const widths = () => page.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);

  it('begin with all symbols: each with its figures and its state, a link to its book', PATIENT, async () => {
    await page.goto(link.url);
    const card = page.page.locator(`[data-glance="${ONE}"]`);
    await expect.poll(() => card.locator('.mid').textContent(), PATIENT).toBe('100.015');
    expect(await card.textContent()).toContain('3 ticks');
    expect(await card.textContent()).toContain('+0.50');
    expect(await page.page.locator(`[data-glance="${TWO}"]`).textContent()).toContain('−0.50');
    await expect.poll(() => page.text('overview-count'), PATIENT).toBe('2 of 2 live');
    one.become('stale', 'gap');
    await expect.poll(() => card.getAttribute('data-tone'), PATIENT).toBe('stale');
    expect(await card.textContent()).toContain('stale, gap');
    expect((await widths())[0]).toBeLessThanOrEqual((await widths())[1]);
    await page.page.locator(`[data-glance="${TWO}"]`).focus();
    await page.page.keyboard.press('Enter');
    await page.shows('ask', { price: '5.01', size: '0.03' });
    expect(new URL(page.page.url()).hash).toBe(`#${TWO}`);
    await page.page.goBack();
    await card.waitFor();
    expect(page.complaints).toEqual([]);
  });

  it('end with the connection: hops, tallies, and what happened to it', PATIENT, async () => {
    await page.goto(`${link.url}#/connection`);
    await expect.poll(() => page.text('hop-trip-p50'), PATIENT).toMatch(/ms$/);
    await expect.poll(() => page.text('events'), PATIENT).toContain('ONE is live');
    one.change([[10_000, 5]], []);
    await expect.poll(() => page.text('hop-venue-p50'), PATIENT).toBe('0.3 ms');
    for (const hop of ['book', 'encode', 'send', 'network', 'decode']) {
      await expect.poll(() => page.text(`hop-${hop}-p99`), PATIENT).toMatch(/s$/);
    }
    expect(await page.text('tier')).toBe('no');
    expect(await page.text('count-reconnections')).toBe('0');
    expect((await widths())[0]).toBeLessThanOrEqual((await widths())[1]);
    expect(page.complaints).toEqual([]);
    await link.cut();
    await link.open();
    await expect.poll(() => page.text('count-reconnections'), PATIENT).toBe('1');
    await expect.poll(() => page.text('events'), PATIENT).toContain('connected again');
    const recoveries = async () =>
      Promise.all(['frames', 'catch-up', 'snapshot'].map(async (kind) => Number(await page.text(`count-by-${kind}`))));
    await expect.poll(async () => (await recoveries()).reduce((sum, count) => sum + count), PATIENT).toBeGreaterThan(0);
  });
});
