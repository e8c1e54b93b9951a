/** Nothing on the page moves by itself: while it loads, while figures change, when its host goes and comes back. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../gateway/market.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { Link } from './link.js';
import { DashboardPage, PATIENT } from './open-page.js';
import { StagedHost } from './staged-host.js';

const BTC = 'simulated:BTCUSDT';
/** A fifth of what is called good of a page's whole life (web.dev/cls: 0.1). */
const MOST = 0.02;
const CHANGES = 60;

interface Shift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}

describe.skipIf(skipBrowser)('the layout', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });

  const views: [string, string][] = [
    ['the overview', '#/'],
    ['a book', `#${BTC}`],
    ['the connection', '#/connection'],
  ];
  for (const [name, hash] of views) {
    for (const width of [1440, 375]) {
      it(`of ${name} does not shift by more than ${MOST} at ${width} px, from its load to a connection that was lost and came back`, async () => {
        const host = await StagedHost.start();
        const link = new Link({ port: host.port });
        const page = await DashboardPage.make(browser, { viewport: { width, height: 900 } });
        try {
          const sources = [BTC, 'kraken-v2:ETH/USD', 'okx:SOL-USDT'].map((symbol) => host.add(symbol));
          const side = (step: number): Level[] =>
            Array.from({ length: 30 }, (_, i) => [6_183_764 + step * (i + 1), 100 + i]);
          for (const source of sources) source.begin(side(-1), side(1));
          await link.open();
          await page.page.addInitScript(watchShifts);
          await page.goto(`${link.url}${hash}`);
          await page.reach('live');
          for (let change = 1; change <= CHANGES; change++) {
            for (const source of sources) {
              source.change([[6_183_763, change % 7 === 0 ? 0 : change * 997]], [[6_183_765, change * 10]]);
              source.trade(6_183_765);
            }
            await page.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
          }
          await link.cut();
          await page.reach('lost');
          await link.open();
          await page.reach('live');
          await expect.poll(() => page.text('reconnections'), PATIENT).toBe('1');
          const { sum, what } = await page.page.evaluate(shifts);
          expect(sum, what.join('\n')).toBeLessThan(MOST);
        } finally {
          await page.close();
          await link.cut();
          await host.stop();
        }
      });
    }
  }
});

/** Runs in the page, before all else. */
function watchShifts(): void {
  const kept: { value: number; what: string }[] = [];
  Object.assign(window, { shifts: kept });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      if (entry.hadRecentInput) continue;
      const moved = entry.sources.map(({ node, previousRect, currentRect }) => {
        const element = node instanceof Element ? node : node?.parentElement;
        const [from, to] = [previousRect, currentRect].map(({ x, y, width, height }) => `${x} ${y} ${width} ${height}`);
        return `${element?.closest('[data-testid]')?.getAttribute('data-testid')} ${element?.className}: ${from} to ${to}`;
      });
      kept.push({ value: entry.value, what: moved.join('\n  ') });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Runs in the page: the sum of all, and the greatest. */
function shifts(): { sum: number; what: string[] } {
  const kept = (window as unknown as { shifts: { value: number; what: string }[] }).shifts;
  const greatest = [...kept].sort((one, other) => other.value - one.value).slice(0, 5);
  return {
    sum: kept.reduce((sum, { value }) => sum + value, 0),
    what: greatest.map(({ value, what }) => `${value.toFixed(4)} ${what}`),
  };
}
