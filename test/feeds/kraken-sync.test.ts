/** How a Kraken book gets in sync, what its checksum proves, and how it comes back. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { krakenV1, krakenV2 } from '../../host/feeds/kraken.js';
import { capture, skipCaptures } from '../captures.js';
import { BookRig } from './book-rig.js';
import { KrakenExchange, type TextLevel, v2 } from './kraken-exchange.js';

/** `count` levels from a price on. */
function levels(from: number, count: number, step: number): TextLevel[] {
  return Array.from({ length: count }, (_, i) => [(from + i * step).toFixed(5), `${i + 1}.00000000`]);
}

/** A live v1 book of depth 10, full on both sides: bids from 100.0 down, asks from 100.2 up, every other tick. */
function liveV1(canAsk = true) {
  const exchange = new KrakenExchange(10);
  exchange.change(levels(100, 10, -0.2), levels(100.2, 10, 0.2));
  const rig = new BookRig(krakenV1, { native: 'XBT/USD', canAsk });
  rig.book.connected(1);
  rig.frame(exchange.v1Snapshot());
  expect(rig.take()).toEqual(['add', 'buffering none', 'replaced', 'live none']);
  return { exchange, rig };
}

const checksums = (rig: BookRig) => [rig.book.counters.checksumsOk, rig.book.counters.checksumsFailed];
const shortest = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const plain = (side: readonly TextLevel[]) => side.map(([price, size]) => `${shortest(price)}×${shortest(size)}`);

describe('in sync', () => {
  it('is live with the snapshot, asked for by nobody', () => {
    const { rig } = liveV1();
    expect([rig.asked, rig.bids.length, rig.asks.length]).toEqual([0, 10, 10]);
  });

  it('drops updates that come before it', () => {
    const rig = new BookRig(krakenV1, { native: 'XBT/USD' });
    rig.book.connected(1);
    const exchange = new KrakenExchange(10);
    rig.frame(exchange.v1Update(levels(100, 2, -0.1), levels(101, 2, 0.1)));
    expect([rig.status, rig.asked, rig.book.counters.updates]).toEqual(['buffering none', 0, 1]);
    rig.frame(exchange.v1Snapshot());
    expect(rig.status).toBe('live none');
  });

  it('keeps the subscribed depth, level by level', () => {
    const { exchange, rig } = liveV1();
    rig.frame(
      exchange.v1Update(
        [['99.90000', '5.00000000']],
        [
          ['100.20000', '0.00000000'],
          ['101.30000', '1.50000000'],
        ],
      ),
    );
    expect([rig.status, checksums(rig)]).toEqual(['live none', [1, 0]]);
    expect([rig.bids, rig.asks]).toEqual([plain(exchange.bids), plain(exchange.asks)]);
  });

  it('takes the depth from the answer to the subscription, else the smallest that holds the snapshot', () => {
    for (const [acknowledged, expected] of [
      [100, 100],
      [undefined, 25],
    ]) {
      const exchange = new KrakenExchange(expected!);
      exchange.change(levels(100, 12, -0.1), levels(100.1, 3, 0.1));
      const rig = new BookRig(krakenV2, { native: 'BTC/USD' });
      rig.book.connected(1);
      const result = { channel: 'book', symbol: 'BTC/USD', depth: acknowledged };
      if (acknowledged !== undefined) rig.frame({ method: 'subscribe', success: true, result });
      rig.frame(exchange.v2Snapshot(), exchange.v2Update(levels(98, 120, -0.1), []));
      expect([rig.bids.length, checksums(rig)]).toEqual([expected, [2, 0]]);
    }
  });

  it('follows any session of changes', () => {
    const price = fc.integer({ min: 1, max: 400 }).map((n) => (n / 10).toFixed(5));
    const size = fc.oneof(
      fc.constant('0.00000000'),
      fc.integer({ min: 1, max: 1e9 }).map((n) => (n / 1e8).toFixed(8)),
    );
    const change = fc.array(fc.tuple(price, size), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(change, change), { maxLength: 30 }), (session) => {
        const exchange = new KrakenExchange(10);
        const rig = new BookRig(krakenV1, { native: 'XBT/USD' });
        rig.book.connected(1);
        exchange.change([['19.90000', '1.00000000']], [['20.10000', '1.00000000']]);
        rig.frame(exchange.v1Snapshot());
        let sent = 0;
        for (const [bids, asks] of session) {
          // Bids below 20, asks above, so that the book never crosses.
          const low = bids.filter(([text]) => Number(text) < 20);
          const high = asks.filter(([text]) => Number(text) > 20);
          if (low.length + high.length === 0) continue;
          rig.frame(exchange.v1Update(low, high));
          sent++;
        }
        expect([rig.status, checksums(rig)]).toEqual(['live none', [sent, 0]]);
        expect([rig.bids, rig.asks]).toEqual([plain(exchange.bids), plain(exchange.asks)]);
      }),
    );
  });
});

describe('a loss', () => {
  it('shows at the next checksum; the update is undone, levels beyond the depth included, and a snapshot asked for', () => {
    const { exchange, rig } = liveV1();
    const before = [rig.bids, rig.asks];
    exchange.v1Update([['99.80000', '77.00000000']], []);
    rig.frame(exchange.v1Update([['99.90000', '5.00000000']], []));
    expect(rig.take()).toEqual(['stale checksum', 'resyncing checksum']);
    expect([rig.bids, rig.asks]).toEqual(before);
    expect([rig.asked, checksums(rig)]).toEqual([1, [0, 1]]);
    rig.frame(exchange.v1Update([['99.90000', '6.00000000']], []));
    expect([rig.take(), rig.asked]).toEqual([[], 1]);
    rig.frame(exchange.v1Snapshot());
    expect([rig.take(), rig.bids]).toEqual([['replaced', 'live none'], plain(exchange.bids)]);
    expect(rig.book.counters).toMatchObject({ resyncs: 1, updates: 2, snapshots: 2 });
  });

  it('is asked about again with the next update where it could not be before', () => {
    const { exchange, rig } = liveV1(false);
    exchange.v1Update([['99.80000', '77.00000000']], []);
    rig.frame(exchange.v1Update([['99.90000', '5.00000000']], []), exchange.v1Update([['99.90000', '6.00000000']], []));
    expect([rig.status, rig.asked]).toEqual(['stale checksum', 2]);
  });

  it('before the first book is asked about until it can be', () => {
    const rig = new BookRig(krakenV2, { native: 'BTC/USD', canAsk: false });
    rig.book.connected(1);
    rig.frame(v2('update', [['1.0', '1.0']], [], 1));
    expect(rig.asked).toBe(0);
    rig.frame(v2('snapshot', [['1.0', '1.00000000']], [['2.0', '1.00000000']], 1), v2('update', [], [], 1));
    expect([rig.status, rig.asked]).toEqual(['buffering checksum', 2]);
  });

  it('of a message about the book that cannot be decoded is taken for one', () => {
    const { exchange, rig } = liveV1();
    rig.frame(exchange.v1Update([['99.90000', '-77']], []));
    expect(rig.take()).toEqual(['stale refused', 'resyncing refused']);
    const other = liveV1();
    other.rig.frame('half a message', other.exchange.v1Snapshot().replace('XBT/USD', 'ETH/USD'));
    expect([other.rig.take(), other.rig.router.counters.unknownSymbols]).toEqual([[], 1]);
  });

  it('of a checksum at the snapshot keeps the book of before', () => {
    const exchange = new KrakenExchange(10);
    const rig = new BookRig(krakenV2, { native: 'BTC/USD' });
    rig.book.connected(1);
    rig.frame(v2('snapshot', [['1.0', '1.00000000']], [['2.0', '1.00000000']], 1));
    expect([rig.status, rig.asked]).toEqual(['buffering checksum', 1]);
    exchange.change([['1.0', '1.00000000']], [['2.0', '1.00000000']]);
    rig.frame(exchange.v2Snapshot());
    expect(rig.status).toBe('live none');
    rig.frame(v2('snapshot', [['1.5', '1.00000000']], [['2.0', '1.00000000']], 1));
    expect([rig.status, rig.bids]).toEqual(['resyncing checksum', ['1×1']]);
  });

  it('of a snapshot that crosses is not shown', () => {
    const exchange = new KrakenExchange(10);
    const rig = new BookRig(krakenV2, { native: 'BTC/USD' });
    rig.book.connected(1);
    exchange.change([['2.0', '1.00000000']], [['2.0', '1.00000000']]);
    rig.frame(exchange.v2Snapshot());
    expect([rig.status, rig.book.counters.crossed]).toEqual(['buffering crossed', 1]);
  });
});

describe('digits', () => {
  function v2Book() {
    const rig = new BookRig(krakenV2, { native: 'BTC/USD' });
    rig.book.connected(1);
    return rig;
  }

  it('padded on the wire but cut in the file are those seen so far, or found with the first checksum', () => {
    const exchange = new KrakenExchange(10);
    exchange.change([['29430.0', '1.00000000']], [['29431.0', '2.50000000']]);
    const rig = v2Book();
    rig.frame(v2('snapshot', [['29430', '1.0']], [['29431', '2.5']], exchange.checksum()));
    expect([rig.status, checksums(rig)]).toEqual(['live none', [1, 0]]);
    exchange.change([['29430.1', '0.10000000']], []);
    rig.frame(v2('update', [['29430.1', '0.1']], [], exchange.checksum()));
    expect(checksums(rig)).toEqual([2, 0]);
  });

  it('that the instrument states are used', () => {
    const exchange = new KrakenExchange(10);
    exchange.change([['29430.00', '1.0000']], [['29431.50', '2.5000']]);
    const grid = { priceDecimals: 1, tick: 5, sizeDecimals: 4, lot: 1 };
    const instrument = { symbol: 'BTC/USD', grid, wirePriceDecimals: 2, wireSizeDecimals: 4 };
    const rig = new BookRig(krakenV2, { native: 'BTC/USD', instrument });
    rig.book.connected(1);
    rig.frame(v2('snapshot', [['29430', '1']], [['29431.5', '2.5']], exchange.checksum()));
    expect([rig.status, checksums(rig)]).toEqual(['live none', [1, 0]]);
  });

  it('that vary from level to level are kept as sent', () => {
    const text = (max: number) =>
      fc
        .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max }))
        .map(([n, zeros]) => `${n}${zeros > 0 ? `.${'0'.repeat(zeros)}` : ''}`);
    const change = fc.array(fc.tuple(text(6), fc.oneof(fc.constant('0'), text(9))), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(change, change), { maxLength: 20 }), (session) => {
        const exchange = new KrakenExchange(10);
        const rig = new BookRig(krakenV1, { native: 'XBT/USD' });
        rig.book.connected(1);
        exchange.change([['499.0', '1']], [['501.00', '1.0']]);
        rig.frame(exchange.v1Snapshot());
        for (const [bids, asks] of session) {
          const low = bids.filter(([price]) => Number(price) < 500);
          const high = asks.filter(([price]) => Number(price) > 500);
          if (low.length + high.length > 0) rig.frame(exchange.v1Update(low, high));
        }
        expect([rig.status, rig.book.counters.checksumsFailed]).toEqual(['live none', 0]);
      }),
    );
  });

  it.skipIf(skipCaptures)('of both recorded snapshots give their checksums', () => {
    const vectors = JSON.parse(readFileSync(capture('kraken/v2-snapshot-vectors.json'), 'utf8')) as {
      data: { symbol: string; bids: TextLevel[]; asks: TextLevel[]; checksum: number }[];
    }[];
    expect(vectors).toHaveLength(2);
    for (const { data } of vectors) {
      const { symbol, bids, asks, checksum } = data[0]!;
      const rig = new BookRig(krakenV2, { native: symbol });
      rig.book.connected(1);
      rig.frame(v2('snapshot', bids, asks, checksum).replace('BTC/USD', symbol));
      expect([rig.status, checksums(rig)]).toEqual(['live none', [1, 0]]);
      // The digits are no accident: another order of magnitude fails.
      const wrong = new BookRig(krakenV2, { native: symbol });
      wrong.book.connected(1);
      const first: TextLevel = [bids[0]![0], `${bids[0]![1]}1`];
      wrong.frame(v2('snapshot', [first, ...bids.slice(1)], asks, checksum).replace('BTC/USD', symbol));
      expect([wrong.status, checksums(wrong)]).toEqual(['buffering checksum', [0, 1]]);
    }
  });
});
