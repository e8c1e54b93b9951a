/** The benchmark's page in Chromium, as the gateway serves it: a quick run, and its result as JSON. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KERNELS } from '../../bench/kernels/index.js';
import { resultSchema } from '../../bench/result.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { StagedHost } from './staged-host.js';

describe.skipIf(skipBrowser)('the benchmark’s page', () => {
  let browser: Browser;
  let host: StagedHost;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    host = await StagedHost.start();
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  it('is found at /bench, runs all kernels on the three twins and gives a result that the schema takes', async () => {
    await page.goto(`${host.url}bench`);
    expect(new URL(page.url()).pathname).toBe('/bench/');
    expect(await page.getByTestId('copy').isDisabled()).toBe(true);
    await page.getByTestId('run-quick').click();
    await page.waitForSelector('body[data-state="running"]');
    await page.waitForSelector('body[data-state="done"], body[data-state="failed"]', { timeout: 120_000 });
    expect(await page.getByTestId('status').textContent()).toMatch(/^\d+ kernels, all results equal\.$/);
    await page.getByTestId('copy').click();
    await page.getByText('Copied').waitFor();
    const result = resultSchema.parse(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())));
    expect(result.scale).toBe('quick');
    expect(result.runtime).toMatch(/^Chrome \d+$/);
    // "unknown" where there is no git.
    expect(result.commit).toMatch(/^([0-9a-f]{7,}\+?|unknown)$/);
    expect(result.contests.length + result.skipped.length).toBe(KERNELS.length);
    for (const { name, contestants } of result.contests) {
      expect(
        contestants.map((one) => one.name),
        name,
      ).toEqual(['simd', 'scalar', 'ts']);
    }
    expect(await page.getByTestId('contest').count()).toBe(result.contests.length);
    expect(await page.getByTestId('simd-ts').textContent()).toMatch(/^[\d.]+×$/);
    expect(complaints).toEqual([]);
  }, 180_000);

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
