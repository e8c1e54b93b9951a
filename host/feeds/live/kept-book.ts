/** A copy of a book as it was at some time, cheap to take, and the text in which its venue would tell it as a snapshot. */
import { crc32 } from 'node:zlib';
import type { Grid } from '../../wire/core.js';
import type { Instrument } from '../instrument.js';
import { CHECKSUM_LEVELS } from '../kraken-checksum.js';
import { paddedDecimal } from '../padded-decimal.js';
import { coinbaseWords } from '../replay/coinbase-words.js';
import { krakenV1Words } from '../replay/kraken-v1-words.js';
import { krakenV2Words } from '../replay/kraken-v2-words.js';
import { okxWords } from '../replay/okx-words.js';
import type { TextLevel } from '../replay/replay-book.js';
import type { SymbolBook } from '../symbol-book.js';

export interface KeptBook {
  readonly native: string;
  readonly lastId: number;
  /** µs since the epoch, -1 is absent. */
  readonly tsEvent: number;
  readonly grid: Grid;
  /** Bids first; `bids` of them. */
  readonly ticks: Float64Array;
  readonly lots: Float64Array;
  readonly bids: number;
}

/** Ticks and lots of a level. */
const LEVEL_BYTES = 16;

export function keptBytes(book: KeptBook): number {
  return book.ticks.length * LEVEL_BYTES;
}

/** Undefined of a book that is not in sync. */
export function keepBook(book: SymbolBook): KeptBook | undefined {
  const { native, lastId, tsEvent, grid, core } = book;
  if (!book.inSync || grid === undefined) return undefined;
  const count = core.top(book.stream, 0);
  if (count < 0) return undefined;
  const ticks = core.levels.ticks.slice(0, count);
  return { native, lastId, tsEvent, grid, ticks, lots: core.levels.lots.slice(0, count), bids: core.levelBids() };
}

/** What a venue's words are made of. */
interface Telling {
  readonly symbol: string;
  readonly bids: readonly TextLevel[];
  readonly asks: readonly TextLevel[];
  readonly lastId: number;
  readonly tsEvent: number;
  readonly depth: number;
}

type Tell = (book: Telling) => string;

const binance: Tell = ({ lastId, bids, asks }) => JSON.stringify({ lastUpdateId: lastId, bids, asks });

const TELLS: Readonly<Record<string, Tell>> = {
  'binance-spot': binance,
  'binance-usdm': binance,
  'binance-coinm': binance,
  simulated: binance,
  'kraken-v1': (book) => krakenV1Words.snapshot({ ...book, channelId: 0, checksum: 0 }),
  'kraken-v2': (book) => krakenV2Words.snapshot({ ...book, channelId: 0, checksum: krakenChecksum(book) }),
  coinbase: (book) => coinbaseWords.snapshot(book),
  okx: (book) => okxWords.snapshot(book),
};

/**
 * Undefined for a venue that is not built in.
 * @param depth levels a side that are subscribed
 */
export function keptBookText(
  venue: string,
  book: KeptBook,
  depth: number,
  instrument: Instrument | undefined,
): string | undefined {
  const { priceDecimals, tick, sizeDecimals, lot } = book.grid;
  const { wirePriceDecimals = 0, wireSizeDecimals = 0 } = instrument ?? {};
  const levels = Array.from(
    book.ticks,
    (ticks, row): TextLevel => [
      paddedDecimal(ticks, tick, priceDecimals, wirePriceDecimals),
      paddedDecimal(book.lots[row]!, lot, sizeDecimals, wireSizeDecimals),
    ],
  );
  const { native: symbol, lastId, tsEvent } = book;
  return TELLS[venue]?.({
    ...{ symbol, lastId, tsEvent, depth },
    bids: levels.slice(0, book.bids),
    asks: levels.slice(book.bids),
  });
}

/** CRC32 over the digits of the best asks, then bids, as Kraken has it. */
function krakenChecksum({ bids, asks }: Telling): number {
  const digits = (text: string) => text.replace('.', '').replace(/^0+/, '');
  const best = [...asks.slice(0, CHECKSUM_LEVELS), ...bids.slice(0, CHECKSUM_LEVELS)];
  return crc32(best.map(([price, size]) => digits(price) + digits(size)).join(''));
}
