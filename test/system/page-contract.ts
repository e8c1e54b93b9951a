/** What the library does in a page, wherever it decodes: the same for every way to load it. Runs in a browser against a real gateway. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Client, ClientOptions, Decoding, Subscription, TickwireError } from '../../web/client/exports.js';
import { type Loopback, openLoopback } from '../gateway/loopback.js';
import { Market, type TestSource } from '../gateway/market.js';

export const SYMBOL = 'simulated:ONE';
const PATIENT = { timeout: 30_000 };

/** The page's code but for the import of `connect`: leaves it where a test finds it. */
export const HANDLE = 'globalThis.connect = connect;';

interface PageGlobals {
  connect(url: string, options: ClientOptions): Client;
  client: Client;
  subscription: Subscription;
  trades: string[];
}

/** A market with a book, and a gateway of it. */
export class Venue {
  readonly source: TestSource;
  readonly #market = new Market();
  loopback!: Loopback;

  private constructor() {
    this.source = this.#market.add(SYMBOL);
    this.source.begin([[100, 5]], [[101, 3]]);
  }

  static async open(dashboardFolder?: string): Promise<Venue> {
    const venue = new Venue();
    venue.loopback = await openLoopback(venue.#market, dashboardFolder === undefined ? {} : { dashboardFolder });
    return venue;
  }

  /** As when the host is started again. */
  async restart(): Promise<void> {
    const { port } = this.loopback.address;
    await this.loopback.close();
    this.loopback = await openLoopback(this.#market, {}, port);
  }
}

/** @param url of the WebSocket; `options` as the page passes them */
export async function followsInPage(
  page: Page,
  venue: Venue,
  url: string,
  options: ClientOptions,
  decoding: Decoding,
): Promise<void> {
  const limits = { reconnectFirstMs: 5, reconnectMaxMs: 20, tradeBacklog: 5 };
  const found = await page.evaluate(
    ([to, symbol, given]) => {
      const globals = globalThis as unknown as PageGlobals;
      globals.client = globals.connect(to, given);
      globals.subscription = globals.client.subscribe({ symbol });
      globals.trades = [];
      globals.subscription.on('trade', ({ price }) => globals.trades.push(price));
      return globals.client.decoding;
    },
    [url, SYMBOL, { ...options, limits }] as const,
  );
  expect(found).toBe(decoding);
  await expect.poll(() => look(page), PATIENT).toMatchObject({ state: 'live' });
  await follows(page, venue, 10);
  await keepsToItsBacklog(page, venue);
  await venue.restart();
  await expect.poll(() => look(page), PATIENT).toMatchObject({ state: 'live', reconnects: 1 });
  await follows(page, venue, 20);
  await endsBySignal(page);
}

/** What the page has now. */
function look(page: Page) {
  return page.evaluate(() => {
    const { client, subscription, trades } = globalThis as unknown as PageGlobals;
    const { bids, asks } = subscription.book;
    return {
      state: subscription.state,
      why: client.reason,
      bids: Array.from(bids.ticks, (ticks, at) => [ticks, bids.lots[at]]),
      asks: Array.from(asks.ticks, (ticks, at) => [ticks, asks.lots[at]]),
      trades: trades.length,
      mismatches: client.stats.fingerprintMismatches,
      reconnects: client.stats.reconnects,
    };
  });
}

/** Book and trades are the venue's, change after change. */
async function follows(page: Page, { source, loopback }: Venue, from: number): Promise<void> {
  await expect.poll(() => look(page), PATIENT).toMatchObject({ state: 'live' });
  const before = (await look(page)).trades;
  for (let round = 1; round <= 5; round++) {
    source.change([[100, from + round]], [[105 + round, from]]);
    source.trade(100 + round);
    loopback.time.pass(100);
    const wanted = { state: 'live', ...source.levels(0), trades: before + round, mismatches: 0 };
    await expect.poll(() => look(page), PATIENT).toMatchObject(wanted);
  }
}

/** An iterator that nobody reads has the newest book, its backlog of trades, and a count. */
async function keepsToItsBacklog(page: Page, { source, loopback }: Venue): Promise<void> {
  await page.evaluate(() => {
    const globals = globalThis as unknown as PageGlobals & { iterator: AsyncIterator<unknown> };
    globals.iterator = globals.subscription[Symbol.asyncIterator]();
  });
  const { trades } = await look(page);
  source.trade(...Array.from({ length: 12 }, (_, at) => 200 + at));
  loopback.time.pass(100);
  await expect.poll(async () => (await look(page)).trades, PATIENT).toBe(trades + 12);
  const taken = await page.evaluate(async () => {
    const { iterator } = globalThis as unknown as { iterator: AsyncIterator<{ type: string; count?: number }> };
    const kinds: string[] = [];
    for (let at = 0; at < 8; at++) {
      const { value } = await iterator.next();
      kinds.push(value.count === undefined ? value.type : `${value.type} ${value.count}`);
    }
    return kinds;
  });
  expect(taken).toEqual(['state', 'book_snapshot', ...Array(5).fill('trade'), 'trades_missed 7']);
}

async function endsBySignal(page: Page): Promise<void> {
  const ended = await page.evaluate(async (symbol) => {
    const { client } = globalThis as unknown as PageGlobals;
    const controller = new AbortController();
    const subscription = client.subscribe({ symbol, signal: controller.signal });
    const loop = (async () => {
      for await (const message of subscription) if (message.type === 'book_snapshot') controller.abort();
      return subscription.state;
    })();
    const state = await loop;
    client.close();
    const late = await client.subscribe({ symbol }).ready.then(
      () => 'granted',
      (error: TickwireError) => error.code,
    );
    return [state, client.state, late];
  }, SYMBOL);
  expect(ended).toEqual(['closed', 'closed', 'closed']);
}
