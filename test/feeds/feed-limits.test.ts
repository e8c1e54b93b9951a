/** The named limits of feeds, at their edges. */
import { describe, expect, it } from 'vitest';
import { binanceSpot } from '../../host/feeds/binance.js';
import { BookMessage } from '../../host/feeds/book-message.js';
import { spotContinuity } from '../../host/feeds/continuity.js';
import { DecimalLevels } from '../../host/feeds/decimal-levels.js';
import { DiffBuffer, MAX_BUFFERED_LEVELS } from '../../host/feeds/diff-buffer.js';
import { KrakenChecksum } from '../../host/feeds/kraken-checksum.js';
import { MAX_STORED_QUOTES, QuoteStore } from '../../host/feeds/quote-store.js';
import { MAX_FRAME_BYTES, MAX_SYMBOL_CHARS, VENUE_IDS } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { createReferenceCore } from '../../host/reference/core.js';
import { KrakenExchange, type TextLevel } from './kraken-exchange.js';
import { decodes } from './recording-sink.js';

function diff(id: number, levels: number): BookMessage {
  const message = new BookMessage();
  message.firstId = id;
  message.lastId = id;
  for (let i = 0; i < levels; i++) message.bids.add(String(i + 1), '1');
  return message;
}

describe('the buffer of diffs', () => {
  it('holds its limit of levels and drops the oldest for more', () => {
    const buffer = new DiffBuffer();
    const half = MAX_BUFFERED_LEVELS / 2;
    expect([buffer.push(diff(1, half)), buffer.push(diff(2, half))]).toEqual([0, 0]);
    expect([buffer.push(diff(3, 1)), buffer.diffs.map(({ lastId }) => lastId)]).toEqual([1, [2, 3]]);
  });

  it('cannot hold a diff that is larger than itself', () => {
    const buffer = new DiffBuffer();
    buffer.push(diff(1, 1));
    expect([buffer.push(diff(2, MAX_BUFFERED_LEVELS + 1)), buffer.diffs]).toEqual([2, []]);
    expect(buffer.push(diff(3, MAX_BUFFERED_LEVELS))).toBe(0);
  });

  it('keeps copies', () => {
    const buffer = new DiffBuffer();
    const message = diff(1, 2);
    buffer.push(message);
    message.clear();
    expect([buffer.diffs[0]!.lastId, buffer.diffs[0]!.levels]).toEqual([1, 2]);
  });

  it('drops what is before a snapshot, and what is before a hole', () => {
    const buffer = new DiffBuffer();
    for (const id of [1, 2, 3, 3, 5, 6]) buffer.push(diff(id, 1));
    buffer.dropBefore(1, spotContinuity);
    expect(buffer.diffs.map(({ lastId }) => lastId)).toEqual([2, 3, 3, 5, 6]);
    expect(buffer.dropBeforeGap(spotContinuity)).toBe(true);
    expect(buffer.diffs.map(({ lastId }) => lastId)).toEqual([5, 6]);
    expect(buffer.dropBeforeGap(spotContinuity)).toBe(false);
  });
});

it('the store of quotes keeps the newest, each id once', () => {
  const store = new QuoteStore();
  const quote = (id: number, size: number) => {
    const message = diff(id, 0);
    message.bids.add('1', String(size));
    return message;
  };
  for (let id = 1; id <= MAX_STORED_QUOTES; id++) store.add(quote(id, id));
  store.add(quote(1, 7));
  expect([store.get(1)?.[2], store.get(MAX_STORED_QUOTES)?.[2]]).toEqual([1, MAX_STORED_QUOTES]);
  store.add(quote(MAX_STORED_QUOTES + 1, 5));
  expect([store.get(1), store.get(2)?.[2], store.get(MAX_STORED_QUOTES + 1)?.[2]]).toEqual([undefined, 2, 5]);
  store.clear();
  expect(store.get(2)).toBeUndefined();
});

describe('frames', () => {
  it.each(VENUE_IDS)('of %s are read up to the largest, and refused beyond', (id) => {
    const decode = decodes(venueById(id)!);
    const unused: Partial<Record<typeof id, string>> = {
      'kraken-v1': '{"event":"pong"}',
      'kraken-v2': '{"method":"pong"}',
      coinbase: '{"type":"subscriptions","channels":[]}',
      okx: '{"event":"notice","code":"64008","msg":"soon"}',
    };
    const frame = unused[id] ?? '{"result":null,"id":1}';
    expect(decode(frame + ' '.repeat(MAX_FRAME_BYTES - frame.length))).toEqual([['ignored']]);
    expect(decode(frame + ' '.repeat(MAX_FRAME_BYTES + 1 - frame.length))).toEqual([['malformed', 'size']]);
  });

  it('have symbols up to the longest', () => {
    const decode = decodes(binanceSpot);
    const quote = (s: string) => JSON.stringify({ u: 1, s, b: '1', B: '1', a: '2', A: '1' });
    expect(decode(quote('X'.repeat(MAX_SYMBOL_CHARS)))[0]![0]).toBe('quote');
    expect(decode(quote('X'.repeat(MAX_SYMBOL_CHARS + 1)))).toEqual([['malformed', 'symbol']]);
  });
});

it('columns of levels grow without losing a row', () => {
  const levels = new DecimalLevels(1);
  for (let i = 1; i <= 1000; i++) expect(levels.add(`${i}.5`, `${i}`)).toBe(true);
  expect(levels.add('0', '1')).toBe(false);
  const copy = levels.copy();
  levels.clear();
  expect([copy.count, levels.count, copy.priceMantissa[999], copy.sizeMantissa[998]]).toEqual([1000, 0, 10005, 999]);
});

it('a checksum forgets the digits of levels that are gone, and no others', () => {
  const core = createReferenceCore();
  const grid = { priceDecimals: 1, tick: 1, sizeDecimals: 0, lot: 1 };
  const stream = core.openWriter(1, 1, 10, grid);
  const exchange = new KrakenExchange(10);
  const checksum = new KrakenChecksum();
  const step = (bids: TextLevel[], asks: TextLevel[]) => {
    const message = new BookMessage();
    for (const [price, size] of bids) message.bids.add(price, size);
    for (const [price, size] of asks) message.asks.add(price, size);
    checksum.see(message);
    for (const [row, [price, size]] of [...bids, ...asks].entries()) {
      core.staged.ticks[row] = Math.round(Number(price) * 10);
      core.staged.lots[row] = Number(size);
    }
    core.update(stream, bids.length, asks.length);
    return checksum.matches(exchange.change(bids, asks), core, stream, grid);
  };
  expect(step([['1.0', '1']], [['90000.0', '1']])).toBe(true);
  // Ever better bids with digits of their own push out thousands of others.
  for (let price = 2; price < 12_000; price++) {
    const text = price % 3 === 0 ? `${price}` : price % 3 === 1 ? `${price}.00` : `${price}.0`;
    if (!step([[text, price % 2 === 0 ? '1' : '1.0']], [])) expect.fail(`price ${text}`);
  }
});
