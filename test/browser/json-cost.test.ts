/** What a message would have cost as JSON: the text that it is compared with, spelt out. */
import { expect, it } from 'vitest';
import { BookCopy } from '../../web/client/book.js';
import { LevelChanges, Levels } from '../../web/client/levels.js';
import { BookChangeMessage, BookSnapshotMessage, TradeMessage } from '../../web/client/messages.js';
import { jsonBytes } from '../../web/dashboard/json-cost.js';

const grid = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };
const columns = (...values: number[]) => Float64Array.from(values);

const book = new BookCopy({
  symbol: 'simulated:BTCUSDT',
  live: true,
  depth: 20,
  epoch: 77,
  sequence: 12,
  fingerprint: 1,
  grid,
  tsEvent: 1_723_075_200_000_000,
  tsRecv: 1_723_075_200_001_000,
  bids: new Levels(columns(6_183_763), columns(1500), grid),
  asks: new Levels(columns(6_183_764, 6_183_770), columns(20, 30_000), grid),
});

it('a snapshot costs its levels as pairs of decimal strings', () => {
  const text =
    '{"type":"book_snapshot","symbol":"simulated:BTCUSDT","live":true,"epoch":77,"sequence":12,' +
    '"tsEvent":1723075200000000,"tsRecv":1723075200001000,' +
    '"bids":[["61837.63","1.5"]],"asks":[["61837.64","0.02"],["61837.7","30"]]}';
  expect(jsonBytes(new BookSnapshotMessage(book))).toBe(text.length);
});

it('a change costs the levels that changed, a deleted one included', () => {
  const none = new LevelChanges(columns(), columns(), columns(), grid);
  const asks = new LevelChanges(columns(6_183_764), columns(0), columns(20), grid);
  const text =
    '{"type":"book_change","symbol":"simulated:BTCUSDT","sequence":12,' +
    '"tsEvent":1723075200000000,"tsRecv":1723075200001000,"bids":[],"asks":[["61837.64","0"]]}';
  expect(jsonBytes(new BookChangeMessage(book, none, asks))).toBe(text.length);
});

it('a trade costs its price and size as decimal strings', () => {
  const trade = new TradeMessage(
    { symbol: 'x:Ü', id: 9, side: 'sell', ticks: 6_183_760, lots: 1, tsEvent: undefined, tsRecv: 5 },
    grid,
  );
  const text = '{"type":"trade","symbol":"x:Ü","id":9,"side":"sell","price":"61837.6","size":"0.001","tsRecv":5}';
  expect(jsonBytes(trade)).toBe(Buffer.byteLength(text));
});

it('a lost connection costs nothing: no host sends it', () => {
  expect(jsonBytes({ type: 'disconnect', symbol: 'x:Y', code: 1006, message: 'gone' })).toBe(0);
  expect(jsonBytes({ type: 'recovered', symbol: 'x:Y', recovery: 'frames', missedTrades: 0 })).toBe(0);
  expect(jsonBytes({ type: 'trades_missed', symbol: 'x:Y', count: 3 })).toBe(
    '{"type":"trades_missed","symbol":"x:Y","count":3}'.length,
  );
});
