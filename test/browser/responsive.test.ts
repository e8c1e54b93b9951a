/** Twenty symbols at ten updates a second: the page's thread stays free. Figures are printed; the bound holds on a loaded machine too. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../gateway/market.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

const SYMBOLS = 20;
const UPDATE_MS = 100;
const MEASURED_MS = 4_000;
/** Of the time, in tasks of 50 ms and more. Preemption by other processes counts as the page's here. */
const MOST_LONG_SHARE = 0.25;

describe.skipIf(skipBrowser)('the page under load', () => {
  let browser: Browser;
  let host: StagedHost;
  let timer: NodeJS.Timeout;

  beforeAll(async () => {
    browser = await launchChromium();
    host = await StagedHost.start();
    const side = (step: number): Level[] => Array.from({ length: 60 }, (_, i) => [10_000 + step * (i + 1), 500 + i]);
    const sources = Array.from({ length: SYMBOLS }, (_, i) => host.add(`simulated:S${i}`));
    for (const source of sources) source.begin(side(-1), side(1));
    let turn = 0;
    timer = setInterval(() => {
      turn++;
      for (const source of sources) {
        const level = (step: number): Level => [10_000 + step * (1 + (turn % 40)), 1 + ((turn * 37) % 2_000)];
        source.change([level(-1)], [level(1)]);
        source.trade(10_001);
      }
    }, UPDATE_MS);
  });
  afterAll(async () => {
    clearInterval(timer);
    await browser?.close();
    await host?.stop();
  });

  for (const view of ['#/', '#simulated:S0']) {
    it(`stays responsive at ${view}`, PATIENT, async () => {
      const page = await DashboardPage.make(browser);
      await page.goto(`${host.url}${view}`);
      await page.reach('live');
      await expect
        .poll(() => page.page.getByTestId('heat').getAttribute('data-columns').then(Number), PATIENT)
        .not.toBe(1);
      const { long, frames } = await page.page.evaluate(measure, MEASURED_MS);
      const share = long.reduce((sum, ms) => sum + ms, 0) / MEASURED_MS;
      console.log(
        `${view}: ${long.length} long tasks, longest ${Math.max(0, ...long)} ms, ${Math.round(frames)} frames/s`,
      );
      expect(share).toBeLessThan(MOST_LONG_SHARE);
      expect(await page.page.locator('[data-tone="live"][data-symbol]').count()).toBe(SYMBOLS);
      expect(page.complaints).toEqual([]);
      await page.close();
    });
  }
});

/** Runs in the page: the long tasks of a while, ms, and frames a second. The first second is the page's start. */
async function measure(forMs: number): Promise<{ long: number[]; frames: number }> {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const long: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long.push(duration);
  });
  observer.observe({ type: 'longtask' });
  const started = performance.now();
  let frames = 0;
  while (performance.now() - started < forMs) {
    await new Promise(requestAnimationFrame);
    frames++;
  }
  observer.disconnect();
  return { long, frames: (frames * 1000) / (performance.now() - started) };
}
