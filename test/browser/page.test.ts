/** The page in Chromium over a real gateway, whose market the test moves by hand. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatDecimal } from '../../host/wire/decimal.js';
import { WATCHED_SYMBOLS } from '../../web/dashboard/session.js';
import { COARSE_GRID, GRID, type Level, type TestSource } from '../gateway/market.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage, PATIENT, type Row } from './open-page.js';
import { StagedHost } from './staged-host.js';

const BTC = 'simulated:BTCUSDT';
const ETH = 'kraken-v2:ETH/USD';

/** `count` levels a side around a mid, one tick apart, with sizes that differ. */
function levels(mid: number, count: number): { bids: Level[]; asks: Level[] } {
  const side = (step: number): Level[] => Array.from({ length: count }, (_, i) => [mid + step * (i + 1), 100 + i]);
  return { bids: side(-1), asks: side(1) };
}

function begin(source: TestSource, mid: number, count = 30): void {
  const { bids, asks } = levels(mid, count);
  source.begin(bids, asks);
}

const rows = (side: readonly Level[], grid = GRID): Row[] =>
  side.map(([ticks, lots]) => ({
    price: formatDecimal(ticks, grid.tick, grid.priceDecimals),
    size: formatDecimal(lots, grid.lot, grid.sizeDecimals),
  }));

describe.skipIf(skipBrowser)('the page', () => {
  let browser: Browser;
  let host: StagedHost;
  let btc: TestSource;
  let eth: TestSource;
  let page: DashboardPage;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    host = await StagedHost.start();
    btc = host.add(BTC);
    eth = host.add(ETH);
    page = await DashboardPage.make(browser);
  });
  afterEach(async () => {
    await page.close();
    await host.stop();
  });

  it('shows the host’s book, level by level, and nothing else', async () => {
    begin(btc, 6_183_764);
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('live');
    const [asks, bids] = [await page.side('ask'), await page.side('bid')];
    expect(asks.length).toBeGreaterThanOrEqual(10);
    expect(bids.length).toBe(asks.length);
    const book = btc.levels(asks.length);
    expect(asks).toEqual(rows(book.asks));
    expect(bids).toEqual(rows(book.bids));
    expect(await page.text('mid')).toBe('61,837.640');
    expect(await page.text('spread-ticks')).toBe('2 ticks');
    expect(await page.page.title()).toBe('61,837.640 BTCUSDT · Tickwire');
    expect((await page.ladderStyle()).opacity).toBe(1);
    expect(page.complaints).toEqual([]);
  });

  it('follows changes of the book and draws each trade once', async () => {
    begin(btc, 1000);
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('live');
    btc.change([[999, 0]], [[1001, 5555]]);
    await page.shows('bid', { price: '9.98', size: '0.101' });
    await page.shows('ask', { price: '10.01', size: '5.555' });
    btc.trade(1001, 998);
    await page.page.waitForFunction(() => document.querySelectorAll('.trade[data-side]').length === 2);
    const trades = await page.page
      .locator('.trade')
      .evaluateAll((found) => found.map((row) => ({ ...(row as HTMLElement).dataset })));
    expect(trades.map(({ price, side }) => [price, side])).toEqual([
      ['9.98', 'buy'],
      ['10.01', 'sell'],
    ]);
    expect(page.complaints).toEqual([]);
  });

  it('says that a book is not live, why, and dims it; and takes it back', async () => {
    begin(btc, 1000);
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('live');
    btc.trade(1001);
    await page.page.waitForSelector('.trade[data-price="10.01"]');
    const place = await page.page.getByTestId('asks').boundingBox();
    btc.become('stale', 'gap');
    await page.reach('stale');
    expect(await page.text('liveness-headline')).toBe('Not live');
    expect(await page.text('liveness-detail')).toContain('an update of the exchange went missing');
    expect(await page.text('liveness-age')).toMatch(/^for /);
    expect(await page.page.title()).toBe('BTCUSDT – not live · Tickwire');
    const { opacity, filter } = await page.ladderStyle();
    expect(opacity).toBeLessThan(0.6);
    expect(filter).toContain('grayscale');
    await page.page.waitForSelector(`[data-symbol="${BTC}"][data-state="stale"][data-reason="gap"]`);
    expect(await page.page.getByTestId('asks').boundingBox()).toEqual(place);

    const { bids, asks } = levels(2000, 30);
    btc.replace(bids, asks);
    btc.become('live');
    await page.reach('live');
    await page.shows('ask', { price: '20.01', size: '0.1' });
    btc.trade(2001);
    await page.page.waitForSelector('.trade[data-price="20.01"]');
    const tape = await page.page
      .locator('.trade')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-side')));
    expect(tape).toEqual(['buy', 'broken', 'sell']);
    expect((await page.ladderStyle()).opacity).toBe(1);
    expect(page.complaints).toEqual([]);
  });

  it('changes the symbol by click and by keyboard, keeps it in the address and over a reload', async () => {
    begin(btc, 1000);
    begin(eth, 5000);
    await page.goto(`${host.url}#${BTC}`);
    await page.shows('ask', { price: '10.01', size: '0.1' });
    expect(new URL(page.page.url()).hash).toBe(`#${BTC}`);
    await page.page.click(`[data-symbol="${ETH}"]`);
    await page.shows('ask', { price: '50.01', size: '0.1' });
    expect(new URL(page.page.url()).hash).toBe(`#${ETH}`);
    expect(await page.text('symbol')).toBe('ETH/USD');
    await page.page.reload();
    await page.shows('ask', { price: '50.01', size: '0.1' });
    await page.page.focus(`[data-symbol="${ETH}"]`);
    await page.page.keyboard.press('ArrowUp');
    await page.page.keyboard.press('Enter');
    await page.shows('ask', { price: '10.01', size: '0.1' });
    expect(await page.page.getAttribute(`[data-symbol="${BTC}"]`, 'aria-current')).toBe('true');
    await page.page.goBack();
    await page.shows('ask', { price: '50.01', size: '0.1' });
    expect(page.complaints).toEqual([]);
  });

  it('shows every symbol’s own state and mid, whichever is chosen', async () => {
    begin(btc, 1000);
    eth.become('resyncing', 'checksum');
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('live');
    await page.page.waitForSelector(`[data-symbol="${ETH}"]:not([data-tone="live"])`);
    begin(eth, 5000);
    await page.page.waitForSelector(`[data-symbol="${ETH}"][data-state="live"][data-tone="live"]`);
    await page.page.waitForFunction(
      (symbol) => document.querySelector(`[data-symbol="${symbol}"] .price`)?.textContent === '50.000',
      ETH,
    );
    expect(page.complaints).toEqual([]);
  });

  it(`follows ${WATCHED_SYMBOLS} symbols, and shows of further ones what the host says`, async () => {
    const further = Array.from({ length: WATCHED_SYMBOLS - 1 }, (_, i) => host.add(`simulated:S${i}`));
    for (const source of [btc, eth, ...further]) begin(source, 1000);
    const [last, beyond] = further.slice(-2).map(({ symbol }) => `[data-symbol="${symbol}"]`);
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('live');
    await expect.poll(() => page.page.textContent(`${last} .price`), PATIENT).toBe('10.000');
    await page.page.waitForSelector(`${beyond}[data-state="live"]`);
    expect(await page.page.textContent(`${beyond} .price`)).toBe('');
    await page.page.click(beyond!);
    await expect.poll(() => page.page.textContent(`${beyond} .price`), PATIENT).toBe('10.000');
    expect(page.complaints).toEqual([]);
  });

  it('waits for the first snapshot without showing figures', async () => {
    btc.become('buffering');
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('waiting');
    expect(await page.side('ask')).toEqual([]);
    expect(await page.text('mid')).toBe('–');
    await expect.poll(() => page.text('liveness-headline'), PATIENT).toBe('Syncing');
    begin(btc, 1000);
    await page.reach('live');
    await page.shows('ask', { price: '10.01', size: '0.1' });
    expect(page.complaints).toEqual([]);
  });

  it('says that the host has no such symbol, and that it is gone', async () => {
    begin(btc, 1000);
    await page.goto(`${host.url}#simulated:NOPE`);
    await page.page.waitForFunction(
      () => document.querySelector('[data-testid=liveness-headline]')?.textContent === 'No such symbol',
    );
    await page.page.click(`[data-symbol="${BTC}"]`);
    await page.reach('live');
    host.market.bus.remove(btc);
    await page.reach('lost');
    expect((await page.ladderStyle()).opacity).toBeLessThan(0.6);
    expect(page.complaints).toEqual([]);
  });

  it('draws another grid as its own', async () => {
    begin(btc, 1000);
    await page.goto(`${host.url}#${BTC}`);
    await page.shows('bid', { price: '9.99', size: '0.1' });
    btc.trade(1001);
    await page.page.waitForSelector('.trade[data-price="10.01"]');
    btc.replace([[199, 3]], [[201, 4]], COARSE_GRID);
    await page.shows('bid', { price: '99.5', size: '30' });
    expect(await page.side('ask')).toEqual([{ price: '100.5', size: '40' }]);
    expect(await page.page.locator('.trade[data-price]').count()).toBe(0);
    btc.trade(201);
    await page.page.waitForSelector('.trade[data-price="100.5"]');
    expect(page.complaints).toEqual([]);
  });

  it('shows a book with one side, and an empty one, as what they are', async () => {
    btc.begin([[999, 10]], []);
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('live');
    await page.shows('bid', { price: '9.99', size: '0.01' });
    expect(await page.side('ask')).toEqual([]);
    expect(await page.text('mid')).toBe('–');
    expect(await page.page.title()).toBe('BTCUSDT · Tickwire');
    btc.change([[999, 0]], []);
    await expect.poll(() => page.text('book-empty'), PATIENT).toContain('the book is empty');
    expect(await page.side('bid')).toEqual([]);
    btc.change([], [[1001, 20]]);
    await page.shows('ask', { price: '10.01', size: '0.02' });
    expect(page.complaints).toEqual([]);
  });

  it('counts bytes against JSON, frames and fingerprints', async () => {
    begin(btc, 1000);
    await page.goto(`${host.url}#${BTC}`);
    await page.reach('live');
    for (let i = 1; i <= 40; i++) {
      btc.change([[999, 100 + i]], [[1001, 100 + i]]);
      await page.shows('ask', { price: '10.01', size: formatDecimal(100 + i, 1, 3) });
    }
    const wire = page.page.getByTestId('wire');
    await expect.poll(() => wire.getAttribute('data-json').then(Number), PATIENT).toBeGreaterThan(4000);
    expect(Number(await wire.getAttribute('data-bytes'))).toBeGreaterThan(500);
    await expect.poll(() => page.text('fingerprints-ok'), PATIENT).toMatch(/^[1-9]\d* ok$/);
    expect(await page.text('fingerprints-failed')).toBe('0 failed');
    await expect.poll(() => page.text('round-trip'), PATIENT).toMatch(/ ms$/);
    await expect.poll(() => page.text('frame-rate'), PATIENT).toMatch(/^[\d.]+\/s$/);
    expect(page.complaints).toEqual([]);
  });
});

describe.skipIf(skipBrowser)('a host without symbols', () => {
  it('is said to have none, until it has one', async () => {
    const browser = await launchChromium();
    const host = await StagedHost.start();
    const page = await DashboardPage.make(browser);
    await page.goto(`${host.url}#${BTC}`);
    await page.page.waitForFunction(
      () => document.querySelector('[data-testid=liveness-headline]')?.textContent === 'No symbols',
    );
    await expect.poll(() => page.text('symbols-empty'), PATIENT).toBe('The host offers no symbols yet.');
    begin(host.add(BTC), 1000);
    await page.reach('live');
    expect(page.complaints).toEqual([]);
    await browser.close();
    await host.stop();
  });
});
