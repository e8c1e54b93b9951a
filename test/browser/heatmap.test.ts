/** The heatmap on the page: it draws each change, stays where one scrolled to, and comes back. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

const CHANGES = 20;

describe.skipIf(skipBrowser)('the book over time', () => {
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

  it('draws what came, by mouse and key goes back through it, and returns', PATIENT, async () => {
    const source = host.add('simulated:ONE');
    source.begin([[1000, 900]], [[1010, 900]]);
    // So narrow that a few changes are more than it shows.
    const page = await DashboardPage.make(browser, { viewport: { width: 375, height: 800 } });
    await page.goto(host.url);
    await page.reach('live');
    await page.page.locator('.stage').evaluate((stage) => {
      (stage as HTMLElement).style.width = '70px';
    });
    const heat = page.page.getByTestId('heat');
    const at = async (name: string) => Number(await heat.getAttribute(`data-${name}`));
    for (let i = 1; i <= CHANGES; i++) {
      source.change([[1000, 900 + i]], []);
      source.trade(1010);
      await page.shows('bid', { price: '10', size: (0.9 + i / 1000).toFixed(3).replace(/0+$/, '') });
    }
    await expect.poll(() => at('columns'), PATIENT).toBeGreaterThan(CHANGES);
    expect(await page.page.getByTestId('heat-canvas').evaluate(colours)).toBeGreaterThan(3);
    expect(await heat.getAttribute('data-following')).toBe('true');
    expect(await page.page.getByTestId('heat-live').isDisabled()).toBe(true);

    const newest = await at('end');
    await page.page.getByTestId('heat-canvas').focus();
    await page.page.keyboard.press('Home');
    await expect.poll(() => heat.getAttribute('data-following'), PATIENT).toBe('false');
    const held = await at('end');
    expect(held).toBeLessThan(newest);
    source.change([[1000, 5]], []);
    await page.shows('bid', { price: '10', size: '0.005' });
    await expect.poll(() => at('columns'), PATIENT).toBeGreaterThan(newest);
    expect(await at('end')).toBe(held);

    await page.page.getByTestId('heat-live').click();
    await expect.poll(() => heat.getAttribute('data-following'), PATIENT).toBe('true');
    await page.page.getByTestId('heat-canvas').hover();
    await page.page.mouse.wheel(0, -20);
    await expect.poll(() => heat.getAttribute('data-following'), PATIENT).toBe('false');
    await page.page.getByTestId('heat-canvas').focus();
    await page.page.keyboard.press('End');
    await expect.poll(() => heat.getAttribute('data-following'), PATIENT).toBe('true');
    expect(page.complaints).toEqual([]);
    await page.close();
  });
});

/** Runs in the page: how many colours a canvas has. */
function colours(canvas: Element): number {
  const { width, height } = canvas as HTMLCanvasElement;
  const data = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
  return new Set(new Uint32Array(data.buffer)).size;
}
