/** The example pages, from the installed package, in a browser. */
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, skipBrowser } from '../browser/chromium.js';
import { FreshProject } from '../system/installed.js';
import { SYMBOL, Venue } from '../system/page-contract.js';

const PATIENT = { timeout: 30_000 };

describe.skipIf(skipBrowser)('an example', () => {
  let browser: Browser;
  let page: Page;
  let venue: Venue;
  let project: FreshProject;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await page.close();
    await venue.loopback.close();
    project.remove();
  });

  async function open(folder: string): Promise<void> {
    venue = await Venue.open(folder);
    page = await browser.newPage();
    errors.length = 0;
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`${venue.loopback.http}/?symbol=${SYMBOL}`);
  }

  const text = (selector: string) => page.locator(selector).allTextContents();

  it('without a bundler shows best prices and trades', async () => {
    project = new FreshProject();
    project.copy('examples/page');
    await open(project.folder);
    await expect.poll(() => text('#state, #bid, #ask'), PATIENT).toEqual(['live', '1', '1.01']);
    venue.source.change(
      [[102, 7]],
      [
        [101, 0],
        [104, 1],
      ],
    );
    venue.source.trade(103);
    venue.loopback.time.pass(100);
    await expect
      .poll(() => text('#bid, #ask, #trade'), PATIENT)
      .toEqual(['1.02', '1.04', expect.stringMatching(/ at 1.03$/)]);
    await page.goto(`${venue.loopback.http}/?symbol=simulated:NONE`);
    await expect.poll(() => text('#state'), PATIENT).toEqual([expect.stringContaining('simulated:NONE')]);
    expect(errors).toEqual([]);
  });

  it('with React draws the ladder of its hook, and follows', async () => {
    project = new FreshProject(['react', 'react-dom']);
    project.copy('examples/react');
    await build({ configFile: false, root: project.folder, logLevel: 'error', build: { outDir: 'built' } });
    await open(project.path('built'));
    await expect.poll(() => text('[role=status], td'), PATIENT).toEqual(['live', '1.01', '0.003', '1', '0.005']);
    venue.source.change([[99, 6]], [[101, 4]]);
    venue.loopback.time.pass(100);
    await expect.poll(() => text('td'), PATIENT).toEqual(['1.01', '0.004', '1', '0.005', '0.99', '0.006']);
    expect(errors).toEqual([]);
  });
});
