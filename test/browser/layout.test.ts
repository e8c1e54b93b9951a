/** The page on a phone, on a desk, in the dark and in the light: nothing sticks out, nothing moves, all can be read. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../gateway/market.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

/** Prices and sizes as long as they come: 8 decimals. */
const LONG_GRID = { priceDecimals: 2, tick: 1, sizeDecimals: 8, lot: 1 };

describe.skipIf(skipBrowser)('the layout', () => {
  let browser: Browser;
  let host: StagedHost;

  beforeAll(async () => {
    browser = await launchChromium();
    host = await StagedHost.start();
    const side = (step: number): Level[] =>
      Array.from({ length: 20 }, (_, i) => [12_345_678 + step * (i + 1), 98_765_432_100 + i]);
    for (const symbol of [
      'simulated:BTCUSDT',
      'simulated:ETHUSDT',
      'kraken-v2:A-VERY-LONG-NAME/USDT',
      'okx:D',
      'okx:E',
    ]) {
      host.add(symbol).begin(side(-1), side(1), LONG_GRID);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  async function open(width: number, height: number, colorScheme: 'dark' | 'light' = 'dark'): Promise<DashboardPage> {
    const page = await DashboardPage.make(browser, { viewport: { width, height }, colorScheme });
    await page.goto(`${host.url}#simulated:BTCUSDT`);
    await page.reach('live');
    return page;
  }

  for (const width of [320, 360, 760, 761, 900, 1000, 1120, 1121, 1440, 2560]) {
    it(`has no horizontal scroll at ${width} px, and every figure is inside its row`, async () => {
      const page = await open(width, 900);
      const root = await page.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(root[0]).toBeLessThanOrEqual(root[1]!);
      const cut = await page.page.locator('.level:not([hidden]) > td:not(.depth)').evaluateAll(textsOutside);
      expect(cut).toEqual([]);
      const bars = await page.page.locator('.level:not([hidden]) > .depth').evaluateAll(widths);
      expect(Math.min(...bars)).toBeGreaterThan(60);
      expect(page.complaints).toEqual([]);
      await page.close();
    });
  }

  it('brings the chosen symbol into view where the list is a strip', async () => {
    const page = await DashboardPage.make(browser, { viewport: { width: 360, height: 800 } });
    await page.goto(`${host.url}#okx:E`);
    await page.reach('live');
    const inView = () =>
      page.page.locator('[data-symbol="okx:E"]').evaluate((link) => {
        const { left, right } = link.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
      });
    await expect.poll(inView, PATIENT).toBe(true);
    expect(await page.page.evaluate(() => scrollX)).toBe(0);
    await page.close();
  });

  it('fills a tall window with more levels and leaves a low one at ten', async () => {
    for (const [height, least, most] of [
      [500, 10, 10],
      [900, 11, 19],
      [1600, 20, 20],
    ] as const) {
      const page = await open(1440, height);
      const rows = (await page.side('ask')).length;
      expect(rows).toBeGreaterThanOrEqual(least);
      expect(rows).toBeLessThanOrEqual(most);
      if (height === 900) {
        const ladder = await page.page.getByTestId('bids').boundingBox();
        expect(ladder!.y + ladder!.height).toBeLessThanOrEqual(900);
      }
      await page.close();
    }
  });

  for (const scheme of ['dark', 'light'] as const) {
    it(`has text that stands out from its surface in the ${scheme}`, async () => {
      const page = await open(1440, 900, scheme);
      const low = await page.page.evaluate(lowContrasts, 4.5);
      expect(low).toEqual([]);
      await page.close();
    });
  }
});

/** Runs in the page: the room of each element. */
function widths(elements: Element[]): number[] {
  return elements.map((each) => each.getBoundingClientRect().width);
}

/** Runs in the page: texts that reach out of their cell. */
function textsOutside(cells: Element[]): string[] {
  return cells
    .filter((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      const [text, box] = [range.getBoundingClientRect(), cell.getBoundingClientRect()];
      return text.left < box.left - 1 || text.right > box.right + 1;
    })
    .map((cell) => cell.textContent ?? '');
}

/** Runs in the page: texts whose contrast with the surface below is less than `least` (WCAG 2's ratio). */
function lowContrasts(least: number): string[] {
  const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
    const part = (value: number) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const surface = (element: Element | null): number[] => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || (colour[3] ?? 0) > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '' || element.closest('noscript, tr[hidden]') !== null) continue;
    const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(surface(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < least) found.push(`${element.className} ${text}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(found)];
}
