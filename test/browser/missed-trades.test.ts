/** A host that leaves trades out, played by the test: the tape shows the gap at its place. */
import type { WebSocketRoute } from 'playwright-core';
import { expect, it } from 'vitest';
import {
  TRADE_BUY,
  TRADE_EVENT,
  TRADE_FIELDS,
  TRADE_ID,
  TRADE_LOTS,
  TRADE_SIDE,
  TRADE_TICKS,
} from '../../assembly/layout.js';
import { loadCoreSync } from '../../host/core/node.js';
import type { SubscribeRequest, WelcomeMessage } from '../../host/wire/control.js';
import { GRID } from '../gateway/market.js';
import { launchChromium, skipBrowser } from './chromium.js';
import { DashboardPage } from './open-page.js';
import { StagedHost } from './staged-host.js';

const SYMBOL = 'simulated:BTCUSDT';
const NOW = 1_723_075_200_000_000;

/** Answers like a gateway; each stream begins with one level a side. */
class PlayedHost {
  readonly #core = loadCoreSync({
    capacity: { streams: 8, levels: 16, totalLevels: 64, trades: 8, results: 1, bytes: 4096 },
  });
  readonly #streams = new Map<number, { handle: number; trades: boolean }>();
  #socket: WebSocketRoute | undefined;

  play(socket: WebSocketRoute): void {
    this.#socket = socket;
    socket.onMessage((text) => this.#answer(JSON.parse(String(text))));
    const symbols = [{ symbol: SYMBOL, venue: 'simulated', state: 'live', reason: 'none' }] as const;
    this.#send({ type: 'welcome', version: 1, software: 'played', symbols } satisfies WelcomeMessage);
  }

  /** Sends trades of size 1 at these ticks, after `missed` that are left out, on the stream that carries trades. */
  trade(missed: number, ...ticks: number[]): void {
    const core = this.#core;
    ticks.forEach((price, index) => {
      const at = index * TRADE_FIELDS;
      core.trades[at + TRADE_TICKS] = price;
      core.trades[at + TRADE_LOTS] = 1;
      core.trades[at + TRADE_EVENT] = NOW;
      core.trades[at + TRADE_ID] = -1;
      core.trades[at + TRADE_SIDE] = TRADE_BUY;
    });
    const { handle } = [...this.#streams.values()].find(({ trades }) => trades)!;
    this.#sendFrame(core.encodeTrades(handle, 0, ticks.length, missed, NOW, NOW));
  }

  #answer(message: { type: string; id: number; sent?: number }): void {
    if (message.type === 'ping') this.#send({ type: 'pong', id: message.id, sent: message.sent, host: NOW });
    if (message.type === 'subscribe') this.#subscribe(message as unknown as SubscribeRequest);
  }

  #subscribe({ id, symbol, depth = 1, intervalMs = 100, trades = true }: SubscribeRequest): void {
    const stream = this.#streams.size + 1;
    const handle = this.#core.openWriter(stream, stream, depth, GRID);
    this.#streams.set(stream, { handle, trades });
    this.#core.staged.ticks.set([999, 1001]);
    this.#core.staged.lots.set([10, 20]);
    this.#core.load(handle, 1, 1);
    const standing = { state: 'live', reason: 'none', tradesSent: 0 };
    this.#send({ type: 'subscribed', id, stream, symbol, depth, intervalMs, trades, codec: 'plain', ...standing });
    this.#sendFrame(this.#core.encodeSnapshot(handle, 0, true, NOW, NOW));
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #sendFrame(length: number): void {
    expect(length).toBeGreaterThan(0);
    this.#socket?.send(Buffer.from(this.#core.output.slice(0, length)));
  }
}

it.skipIf(skipBrowser)('trades that were left out are a row of their own, between those that came', async () => {
  const files = await StagedHost.start();
  const browser = await launchChromium();
  const page = await DashboardPage.make(browser);
  const host = new PlayedHost();
  await page.page.routeWebSocket(/stream/, (socket) => host.play(socket));
  await page.goto(files.url);
  await page.reach('live');
  host.trade(0, 1001);
  host.trade(1234, 1002, 1003);
  await page.page.waitForSelector('.trade.gap');
  const tape = await page.page
    .locator('.trade')
    .evaluateAll((rows) =>
      rows.map((row) => (row.classList.contains('gap') ? row.textContent : (row as HTMLElement).dataset['price'])),
    );
  expect(tape).toEqual(['10.03', '10.02', '1,234 trades missed', '10.01']);
  expect(await page.page.getByTestId('tape').getAttribute('data-missed')).toBe('1234');
  expect(page.complaints).toEqual([]);
  await browser.close();
  await files.stop();
});
