/** Recording → replay → start → Node client, over real sockets: the client ends with the book that `verify` proves. */
import { describe, expect, it } from 'vitest';
import { connect } from '../../web/client/node.js';
import { capture, skipCaptures } from '../captures.js';
import { Command, command, endCommandsAfterEach, startHost } from './command.js';

endCommandsAfterEach();

interface Verified {
  readonly symbols: Readonly<
    Record<string, { readonly bids: readonly [string, string][]; readonly asks: readonly [string, string][] }>
  >;
}

const DEPTH = 10;

describe.skipIf(skipCaptures)('a recorded session through replay, start and a client', () => {
  it.each([
    ['binance-spot', 'binance-spot/btcusdt-20240808.gz', []],
    ['binance-usdm', 'binance-usdm/btcusdt-20240808.gz', []],
    ['kraken-v1', 'kraken/v1-book1000-10pairs-20210417.gz', ['--depth', '1000']],
    ['kraken-v1', 'kraken/v1-book10-xbtusd-20230830.gz', []],
    ['kraken-v2', 'kraken/v2-book10-btcusd-20230730-first100.gz', []],
    ['coinbase', 'coinbase/exchange-level2-ticker-matches-20210417.gz', []],
    ['okx', 'okx/v5-books-trades-tickers-20220513.gz', []],
  ] as const)('%s: %s', async (venue, name, flags) => {
    const proven = command('verify', capture(name), '--venue', venue, '--depth', String(DEPTH), '--json');
    const replay = new Command(['replay', capture(name), '--venue', venue, '--speed', 'max', '--port', '0']);
    const [, ws, names] = await replay.wrote(/--ws-url (\S+) --rest-url \S+ --symbols (\S+)/);
    // REST is sought where the streams are.
    const { host, url } = await startHost('--venue', venue, '--ws-url', ws!, '--symbols', names!, ...flags);
    const client = connect(url);
    const subscriptions = names!.split(',').map((native) => ({
      native,
      subscription: client.subscribe({ symbol: `${venue}:${native}`, depth: DEPTH, intervalMs: 0 }),
    }));
    await replay.wrote(/the recording has ended/);
    const { symbols } = JSON.parse((await proven).out) as Verified;
    expect(Object.keys(symbols).sort()).toEqual(names!.split(',').sort());
    for (const { native, subscription } of subscriptions) {
      const { bids, asks } = symbols[native]!;
      expect(bids.length).toBeGreaterThan(0);
      await expect
        .poll(
          () => {
            const book = subscription.book.toJSON();
            return { state: subscription.state, bids: book.bids, asks: book.asks };
          },
          { interval: 20, timeout: 30_000 },
        )
        .toEqual({ state: 'live', bids, asks });
    }
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).not.toMatch(/^tickwire_feeds_(gaps|crossed|resyncs)_total\{[^}]*\} [1-9]/m);
    expect(metrics).not.toMatch(/result="failed"\} [1-9]/);
    client.close();
    host.kill('SIGTERM');
    expect(await host.exit).toBe(0);
  });
});
