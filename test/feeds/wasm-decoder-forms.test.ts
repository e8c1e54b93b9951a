/** The core's decoders of Kraken v2, Coinbase and OKX against those in TypeScript: every form of a frame that there is. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Build } from '../../host/core/node.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import { venueById } from '../../host/feeds/venues.js';
import { capture, skipCaptures } from '../captures.js';
import { DecoderPair } from './decoder-pair.js';
import { damaged, renamed, replaced } from './frame-variants.js';
import { goldenFrames } from './golden-frames.js';

const builds: Build[] = ['simd', 'scalar'];
const ids = ['kraken-v2', 'coinbase', 'okx'] as const;
/** Answers that say something to people, and instruments: read in TypeScript. */
const isLeft = (text: string) => /"(error|instrument)"/.test(text);

describe.each(builds)('the %s core', (build) => {
  describe.each(ids)('%s', (id) => {
    const pair = new DecoderPair(venueById(id)!, build);
    const frames = goldenFrames[id].filter((text) => !isLeft(text));
    const objects = frames.filter((text) => text.startsWith('{'));

    it('tells what its golden frames say, and defers none', () => {
      for (const text of frames) expect(pair.tell(text)[0]![0]).not.toBe('malformed');
      expect(pair.deferred).toBe(0);
      for (const text of goldenFrames[id].filter(isLeft)) expect(pair.defers(text), text).toBe(true);
    });

    it('judges every value, and two faults for the same one', () => {
      const before = pair.deferred;
      const texts = objects.flatMap(replaced);
      for (const text of texts) pair.tell(text);
      expect(texts.length).toBeGreaterThan(5_000);
      expect(pair.deferred - before).toBeLessThan(texts.length / 10);
    });

    it('takes members in any order, and judges those that are gone, twice, escaped, unknown', () => {
      for (const text of goldenFrames[id].filter((frame) => frame.startsWith('{')).flatMap(renamed)) pair.tell(text);
    });

    it('judges frames cut off anywhere, with any byte changed', () => {
      for (const text of goldenFrames[id].flatMap(damaged)) pair.tell(text);
    });

    it('takes white space anywhere and members that it does not know, without deferring', () => {
      const before = pair.deferred;
      for (const text of objects) {
        const told = pair.tell(text);
        const spaced = text.replace(/"[^"]*"|[{}[\],:]/g, (token) => `\t${token}\r\n `);
        expect(pair.tell(spaced)).toEqual(told);
        expect(pair.tell(text.replace(/^\{/, '{"née":{"b":["\\u0041","\u2028",-1e-5,{}]},"zz":null,'))).toEqual(told);
      }
      expect(pair.deferred).toBe(before);
    });

    it('refuses what is no object', () => {
      for (const text of ['', ' ', '[]', '"x"', '5', 'null', 'pong ', ' pong', 'ping', '{', '{}', '[{}]'])
        pair.tell(text);
      const nested = (depth: number) => `{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      expect([64, 65].map((depth) => pair.defers(nested(depth)))).toEqual([false, true]);
    });
  });

  it('defers what there is no room for', () => {
    const room = { levels: 3, trades: 2 };
    const list = (item: string, n: number) => `[${Array(n).fill(item).join()}]`;
    const coinbase = new DecoderPair(venueById('coinbase')!, build, room);
    const change = (n: number) => `{"type":"l2update","product_id":"A-B","changes":${list('["buy","1","1"]', n)}}`;
    const okx = new DecoderPair(venueById('okx')!, build, room);
    const push = (channel: string, data: string) =>
      `{"arg":{"channel":"${channel}","instId":"A"},"action":"update","data":${data}}`;
    const trade = '{"instId":"A","tradeId":"1","px":"2","sz":"3","side":"buy","ts":"4"}';
    const book = (n: number) => `{"bids":${list('["1","1"]', n)},"asks":[]}`;
    const kraken = new DecoderPair(venueById('kraken-v2')!, build, room);
    const v2 = (n: number) =>
      `{"channel":"book","type":"update","data":[{"symbol":"A/B","bids":[],"asks":${list('{"price":1,"qty":1}', n)},"checksum":1}]}`;
    expect([3, 4].map((n) => coinbase.defers(change(n)))).toEqual([false, true]);
    expect([3, 4].map((n) => okx.defers(push('books', `[${book(n)}]`)))).toEqual([false, true]);
    expect([2, 3].map((n) => okx.defers(push('trades', list(trade, n))))).toEqual([false, true]);
    expect([1, 2].map((n) => okx.defers(push('books', list(book(1), n))))).toEqual([false, true]);
    expect([3, 4].map((n) => kraken.defers(v2(n)))).toEqual([false, true]);
    const names = (n: number) => `{"channel":"status",${Array.from({ length: n }, (_, i) => `"n${i}":${i}`).join()}}`;
    expect([126, 127].map((n) => kraken.defers(names(n)))).toEqual([false, true]);
  });

  it('keeps the digits of Kraken v2 as they were sent', () => {
    const pair = new DecoderPair(venueById('kraken-v2')!, build);
    const numbers = [
      '1',
      '1.0',
      '1.10',
      '0.00000001',
      '1e-8',
      '1E-8',
      '1.50e1',
      '100',
      '100.00',
      '9007199254740991',
      '123456789012345.0',
    ];
    for (const price of numbers) {
      for (const size of [...numbers, '0', '0.0', '0e5', '9007199254740992', '-1', '-0']) {
        pair.tell(
          `{"channel":"book","type":"update","data":[{"symbol":"A/B","bids":[{"price":${price},"qty":${size}}],"asks":[],"checksum":1}]}`,
        );
      }
    }
    expect(pair.deferred).toBe(0);
  });

  it('tells the trades of a message together, if they are of one symbol', () => {
    const kraken = new DecoderPair(venueById('kraken-v2')!, build);
    const trade = (symbol: string, id: string) =>
      `{"symbol":"${symbol}","side":"sell","price":1.50,"qty":2,"ord_type":"limit","trade_id":${id},"timestamp":"2023-09-25T07:49:37.708706Z"}`;
    const frame = (...trades: string[]) => `{"channel":"trade","type":"update","data":[${trades}]}`;
    expect(kraken.tell(frame(trade('A/B', '1'), trade('A/B', '2')))[0]![0]).toBe('trades');
    for (const other of [
      trade('A/C', '2'),
      trade('A/B', '1.0'),
      trade('A/B', '"x"'),
      '5',
      '{}',
      trade('A', '2'),
      trade('A\\/B', '2'),
    ]) {
      kraken.tell(frame(trade('A/B', '1'), other));
      kraken.tell(frame(other, trade('A/B', '1')));
      kraken.tell(frame(other, other));
    }
  });
});

const CAPTURES = [
  ['kraken-v2', 'kraken/v2-book10-btcusd-20230730-first100.gz', 100],
  ['coinbase', 'coinbase/exchange-level2-ticker-matches-20210417.gz', 9_900],
  ['okx', 'okx/v5-books-trades-tickers-20220513.gz', 400],
] as const;

describe.skipIf(skipCaptures).each(CAPTURES)('%s, %s', (id, file, frames) => {
  it.each(builds)('%s: tells the same of every frame, and defers none', (build) => {
    const pair = new DecoderPair(venueById(id)!, build, { levels: 2_048 });
    const reader = new CaptureReader(capture(file));
    while (reader.next()) expect(pair.tell(reader.text)[0]![0]).not.toBe('malformed');
    expect(reader.fault).toBeUndefined();
    expect(reader.lines).toBeGreaterThanOrEqual(frames);
    expect(pair.deferred).toBe(0);
  });
});

describe.skipIf(skipCaptures)("Kraken v2's snapshots with checksums", () => {
  it.each(builds)('%s: tells every level with the digits that were sent', (build) => {
    const pair = new DecoderPair(venueById('kraken-v2')!, build);
    type Rows = readonly (readonly [string, string])[];
    const frames = JSON.parse(readFileSync(capture('kraken/v2-snapshot-vectors.json'), 'utf8')) as {
      readonly data: readonly [
        { readonly symbol: string; readonly bids: Rows; readonly asks: Rows; readonly checksum: number },
      ];
    }[];
    expect(frames).toHaveLength(2);
    for (const { data } of frames) {
      const [{ symbol, bids, asks, checksum }] = data;
      const side = (rows: Rows) => rows.map(([price, qty]) => `{"price":${price},"qty":${qty}}`).join();
      const text = `{"channel":"book","type":"snapshot","data":[{"symbol":"${symbol}","bids":[${side(bids)}],"asks":[${side(asks)}],"checksum":${checksum}}]}`;
      const [[event, name, message]] = pair.tell(text) as [[string, string, { checksum: number; bids: string[] }]];
      expect([event, name, message.checksum, message.bids.length]).toEqual(['snapshot', symbol, checksum, bids.length]);
    }
    expect(pair.deferred).toBe(0);
  });
});
