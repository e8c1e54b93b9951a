/** The strip of analytics on the page: figures with their quality, and words where there is none. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

describe.skipIf(skipBrowser)('the analytics', () => {
  let browser: Browser;
  let host: StagedHost;

  beforeAll(async () => {
    browser = await launchChromium();
    host = await StagedHost.start();
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  it('show what is computed, whether it is in sync, and nothing of what is not', PATIENT, async () => {
    const source = host.add('simulated:ONE');
    source.begin([[10_000, 500]], [[10_003, 200]]);
    source.compute();
    const page = await DashboardPage.make(browser, { viewport: { width: 1440, height: 900 } });
    await page.goto(host.url);
    await page.reach('live');
    const cell = (name: string) => page.page.getByTestId(`analytics-${name}`);
    await expect.poll(() => cell('touch').getByTestId('value').textContent(), PATIENT).toBe('100.015');
    expect(await cell('touch-spread').getByTestId('value').textContent()).toBe('0.030');
    expect(await cell('vpin').getByTestId('value').textContent()).toBe('–');
    expect(await cell('touch').getAttribute('data-quality')).toBe('synced');
    source.lose();
    await expect.poll(() => cell('touch').getAttribute('data-quality'), PATIENT).toBe('tainted');
    expect(page.complaints).toEqual([]);
    await page.close();
  });
});
