/** The page by keys alone: its pages, its symbols, and the sheet that lists the keys. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

/** In the order of the host's list. */
const SYMBOLS = ['kraken-v2:ETH/USD', 'okx:SOL-USDT', 'simulated:BTCUSDT'];

describe.skipIf(skipBrowser)('keys', () => {
  let browser: Browser;
  let host: StagedHost;
  let page: DashboardPage;
  beforeAll(async () => {
    browser = await launchChromium();
    host = await StagedHost.start();
    for (const symbol of SYMBOLS) host.add(symbol).begin([[999, 10]], [[1001, 10]]);
    page = await DashboardPage.make(browser);
    await page.goto(`${host.url}#${SYMBOLS[0]}`);
    await page.reach('live');
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  const press = (key: string) => page.page.keyboard.press(key);
  const leadsTo = (hash: string) => expect.poll(() => new URL(page.page.url()).hash, PATIENT).toBe(hash);

  it('lead to the pages and to the symbols, round and round', async () => {
    await press('3');
    await leadsTo('#/connection');
    await press('1');
    await leadsTo('#/');
    await press('2');
    await leadsTo(`#${SYMBOLS[0]}`);
    for (const at of [1, 2, 0]) {
      await press('j');
      await leadsTo(`#${SYMBOLS[at]}`);
    }
    for (const [key, at] of [
      ['k', 2],
      ['[', 1],
      [']', 2],
    ] as const) {
      await press(key);
      await leadsTo(`#${SYMBOLS[at]}`);
    }
    await page.reach('live');
    expect(page.complaints).toEqual([]);
  });

  it('are listed by ?, from where nothing else is done until it is closed', async () => {
    const isOpen = () => page.page.locator('[data-testid="keys"][open]').count();
    await press('?');
    expect(await isOpen()).toBe(1);
    await press('1');
    await press('Escape');
    expect(await isOpen()).toBe(0);
    await leadsTo(`#${SYMBOLS[2]}`);
    await page.page.click('[data-testid="keys-open"]');
    expect(await isOpen()).toBe(1);
    await press('Enter');
    expect(await isOpen()).toBe(0);
    await press('Control+1');
    await leadsTo(`#${SYMBOLS[2]}`);
  });

  it('reach every control in the order of the page, and what has the focus is seen', async () => {
    await page.page.reload();
    await page.reach('live');
    const seen: string[] = [];
    for (let tab = 0; tab < 8; tab++) {
      await press('Tab');
      seen.push(
        await page.page.evaluate(() => {
          const at = document.activeElement as HTMLElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(at);
          return `${at.dataset['testid'] ?? at.className} ${outlineStyle} ${outlineWidth}`;
        }),
      );
    }
    expect(seen.map((text) => text.split(' ')[0])).toEqual([
      ...['brand', 'to-overview', 'to-symbol', 'to-connection', 'keys-open'],
      ...['symbol-link', 'symbol-link', 'symbol-link'],
    ]);
    for (const text of seen) expect(text).toMatch(/ solid 2px$/);
  });
});
