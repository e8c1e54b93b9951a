/** The page as people see it who tell fewer colours apart: sides and states differ all the same, and never by colour alone. */
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage } from './open-page.js';
import { StagedHost } from './staged-host.js';

const BTC = 'simulated:BTCUSDT';
/** CIE 1976 ΔE: 2.3 is just noticed, 20 is another colour at a glance. */
const APART = 20;
const SWATCH = 20;
const PAIRS = [
  ['--bid', '--ask'],
  ['--heat-buy', '--heat-sell'],
  ['--bid-bar', '--ask-bar'],
] as const;
/** Of bars behind figures, which stand on their own side of the spread: seen, if not at a glance. */
const BARS_APART = 5;

describe.skipIf(skipBrowser)('colours', () => {
  let browser: Browser;
  let host: StagedHost;
  beforeAll(async () => {
    browser = await launchChromium();
    host = await StagedHost.start();
    const source = host.add(BTC);
    source.begin([[999, 10]], [[1001, 10]]);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  async function open(colorScheme: 'dark' | 'light'): Promise<{ page: DashboardPage; session: CDPSession }> {
    const page = await DashboardPage.make(browser, { colorScheme });
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('live');
    return { page, session: await page.page.context().newCDPSession(page.page) };
  }

  for (const scheme of ['dark', 'light'] as const) {
    it(`of bids and asks are told apart with any common colour vision, in the ${scheme}`, async () => {
      const { page, session } = await open(scheme);
      await page.page.evaluate(addSwatches, { names: PAIRS.flat(), size: SWATCH });
      for (const type of ['none', 'deuteranopia', 'protanopia', 'tritanopia'] as const) {
        await session.send('Emulation.setEmulatedVisionDeficiency', { type });
        const clip = { x: 0, y: 0, width: SWATCH * PAIRS.length * 2, height: SWATCH };
        const picture = (await page.page.screenshot({ clip })).toString('base64');
        const colours = await page.page.evaluate(pixels, { picture, size: SWATCH, count: PAIRS.length * 2 });
        for (const [at, [one, other]] of PAIRS.entries()) {
          const apart = difference(colours[2 * at]!, colours[2 * at + 1]!);
          expect(apart, `${one} and ${other}, ${type}`).toBeGreaterThan(one === '--bid-bar' ? BARS_APART : APART);
        }
      }
      await page.close();
    });
  }

  it('are never alone: a side has its word or its mark, a state its shape and its word, a figure its sign', async () => {
    const { page } = await open('dark');
    const source = [...host.market.bus.sources()][0] as ReturnType<StagedHost['add']>;
    source.trade(1001, 999);
    await page.page.waitForFunction(() => document.querySelectorAll('.trade[data-side]').length >= 2);
    const words = await page.page
      .locator('.trade[data-side]')
      .evaluateAll((rows) => rows.map((row) => [row.getAttribute('data-side'), row.children[1]?.textContent]));
    for (const [side, word] of words) expect(word?.toLowerCase()).toBe(side);
    const marks = await page.page.locator('.legend .mark').allTextContents();
    expect(new Set(marks).size).toBe(2);
    const titles = await page.page
      .locator('.side')
      .evaluateAll((sides) => sides.map((side) => getComputedStyle(side, '::before').content));
    expect(titles).toEqual(['"Asks"', '"Bids"']);
    const shapes = await page.page.evaluate(shapesOfTones);
    expect(new Set(shapes).size).toBe(4);
    await page.close();
  });
});

/** Runs in the page: squares in the colours of the names, from the left edge on. */
function addSwatches({ names, size }: { names: string[]; size: number }): void {
  for (const [at, name] of names.entries()) {
    const swatch = document.createElement('div');
    const place = { position: 'fixed', zIndex: '9', top: '0', left: `${at * size}px` };
    Object.assign(swatch.style, place, { width: `${size}px`, height: `${size}px`, background: `var(${name})` });
    document.body.append(swatch);
  }
}

/** Runs in the page: the middle pixel of each square of a picture. */
async function pixels({ picture, size, count }: { picture: string; size: number; count: number }): Promise<number[][]> {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  return Array.from({ length: count }, (_, at) => [...context.getImageData((at + 0.5) * size, size / 2, 1, 1).data]);
}

/** Runs in the page: how the shape of each tone is drawn, without its colour. */
function shapesOfTones(): string[] {
  return ['live', 'waiting', 'stale', 'lost'].map((tone) => {
    const [parent, shape] = [document.createElement('div'), document.createElement('span')];
    parent.dataset['tone'] = tone;
    shape.className = 'shape';
    parent.append(shape);
    document.body.append(parent);
    const { borderRadius, borderTopWidth, clipPath } = getComputedStyle(shape);
    return `${borderRadius} ${borderTopWidth} ${clipPath}`;
  });
}

/** CIE 1976 ΔE of two colours of sRGB, 0 to 255 each. */
function difference(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
}

function lab(colour: readonly number[]): number[] {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const root = (value: number) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
