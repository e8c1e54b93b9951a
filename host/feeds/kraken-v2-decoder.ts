/**
 * Kraken WebSocket v2 frames: book, trade, instrument, answers to requests. Numbers stand bare in the
 * JSON and a checksum needs their digits, so they are kept as text.
 */
import { isLosslessNumber, parse } from 'lossless-json';
import { TRADE_BUY, TRADE_SELL } from '../../assembly/layout.js';
import { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';
import { parseText } from './frame-text.js';
import { isSymbol, isObject as isThing, type JsonObject, oneLine } from './json-value.js';
import { KRAKEN_DEPTHS } from './kraken-depths.js';
import { readKrakenV2Pairs } from './kraken-instruments.js';
import { type Refusal, refuse, refuseBook } from './refusal.js';
import { TradeBatch } from './trade-batch.js';
import type { FeedDecoder, FeedSink } from './venue.js';
import { fromRfc3339 } from './venue-time.js';

const UNUSED_CHANNELS: ReadonlySet<unknown> = new Set(['status', 'ticker', 'ohlc', 'level3']);
/** Books in one message; the venue sends one. */
const MAX_BOOKS = 256;

export class KrakenV2Decoder implements FeedDecoder {
  /** One a book of a message: all are read before the first is told. */
  readonly #messages: BookMessage[] = [new BookMessage()];
  readonly #trades = new TradeBatch();

  decode(text: string, sink: FeedSink): void {
    const refusal = this.#frame(text, sink);
    if (refusal !== undefined) sink.malformed(refusal.fault, refusal.reason, refusal.symbol);
  }

  /** Snapshots come on the connection; this venue is asked for none. */
  decodeSnapshot(text: string, _symbol: string, sink: FeedSink): void {
    this.decode(text, sink);
  }

  #frame(text: string, sink: FeedSink): Refusal | undefined {
    const read = parseText(text, parse);
    if ('refused' in read) return read.refused;
    const value = read.parsed;
    if (!isObject(value)) return refuse('shape', 'not an object');
    return 'method' in value || 'success' in value ? answer(value, sink) : this.#channel(value, sink);
  }

  #channel(frame: JsonObject, sink: FeedSink): Refusal | undefined {
    const { channel, type, data } = frame;
    if (channel === 'heartbeat') sink.heartbeat();
    else if (UNUSED_CHANNELS.has(channel)) sink.ignored();
    else if (type !== 'snapshot' && type !== 'update') return refuse('unknown', 'neither snapshot nor update');
    else if (channel === 'book') return this.#book(data, type === 'snapshot', sink);
    else if (channel === 'trade') return this.#trade(data, type === 'snapshot', sink);
    else if (channel === 'instrument') return instrument(data, sink);
    else return refuse('unknown', 'an unknown channel');
    return undefined;
  }

  #book(data: unknown, isSnapshot: boolean, sink: FeedSink): Refusal | undefined {
    if (!Array.isArray(data) || data.length === 0 || data.length > MAX_BOOKS) {
      return refuse('shape', 'not a list of books');
    }
    for (let i = 0; i < data.length; i++) {
      this.#messages[i] ??= new BookMessage();
      const refusal = readBook(data[i], this.#messages[i]!);
      if (refusal !== undefined) return refusal;
    }
    for (let i = 0; i < data.length; i++) {
      const symbol = (data[i] as JsonObject)['symbol'] as string;
      if (isSnapshot) sink.snapshot(symbol, this.#messages[i]!);
      else sink.diff(symbol, this.#messages[i]!);
    }
    return undefined;
  }

  #trade(data: unknown, isSnapshot: boolean, sink: FeedSink): Refusal | undefined {
    if (!Array.isArray(data)) return refuse('shape', 'not a list of trades');
    // A snapshot holds trades of before the subscription.
    if (isSnapshot || data.length === 0) {
      sink.ignored();
      return undefined;
    }
    const symbol = isObject(data[0]) ? data[0]['symbol'] : undefined;
    if (!isSymbol(symbol)) return refuse('symbol', 'symbol is no symbol');
    this.#trades.clear();
    for (const trade of data) {
      if (!isObject(trade)) return refuse('field', 'a trade is no object');
      if (trade['symbol'] !== symbol) return refuse('symbol', 'trades of several symbols in one message');
      const refusal = addTrade(trade, this.#trades);
      if (refusal !== undefined) return refusal;
    }
    sink.trades(symbol, this.#trades);
    return undefined;
  }
}

/** As of any parsed JSON, but that a number is an object here, too. */
function isObject(value: unknown): value is JsonObject {
  return isThing(value) && !isLosslessNumber(value);
}

/** The digits of a bare number; undefined for anything else. */
function digits(value: unknown): string | undefined {
  return isLosslessNumber(value) ? value.value : undefined;
}

function index(value: unknown): number {
  const text = digits(value);
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : -1;
}

function readBook(book: unknown, message: BookMessage): Refusal | undefined {
  message.clear();
  if (!isObject(book)) return refuse('shape', 'a book is no object');
  const { symbol } = book;
  if (!isSymbol(symbol)) return refuse('symbol', 'symbol is no symbol');
  const refusal = readFields(book, message);
  return refusal && refuseBook(refusal, symbol);
}

function readFields(book: JsonObject, message: BookMessage): Refusal | undefined {
  const checksum = index(book['checksum']);
  if (checksum < 0 || checksum > 0xffffffff) return refuse('field', 'no checksum');
  message.checksum = checksum;
  if (book['timestamp'] !== undefined) {
    message.tsEvent = fromRfc3339(book['timestamp']);
    if (message.tsEvent < 0) return refuse('field', 'timestamp is no time');
  }
  return addLevels(book['bids'], message.bids) ?? addLevels(book['asks'], message.asks);
}

function addLevels(value: unknown, side: DecimalLevels): Refusal | undefined {
  if (!Array.isArray(value)) return refuse('field', 'a side is no list');
  for (let i = 0; i < value.length; i++) {
    const level: unknown = value[i];
    if (!isObject(level)) return refuse('field', 'a level is no object');
    const price = digits(level['price']);
    const size = digits(level['qty']);
    if (price === undefined || size === undefined) return refuse('field', 'a level needs price and qty');
    if (!side.add(price, size)) return refuse('number', 'a level is no decimal');
  }
  return undefined;
}

function addTrade(trade: JsonObject, trades: TradeBatch): Refusal | undefined {
  const price = digits(trade['price']);
  const size = digits(trade['qty']);
  const time = fromRfc3339(trade['timestamp']);
  const side = trade['side'];
  const id = index(trade['trade_id']);
  if (price === undefined || size === undefined || time < 0 || !Number.isSafeInteger(id)) {
    return refuse('field', 'a trade needs price, qty, timestamp and a usable trade_id');
  }
  if (side !== 'buy' && side !== 'sell') return refuse('field', 'side is neither buy nor sell');
  const taken = trades.add(price, size, time, id, side === 'buy' ? TRADE_BUY : TRADE_SELL);
  return taken ? undefined : refuse('number', 'price or qty is no positive decimal');
}

function instrument(data: unknown, sink: FeedSink): Refusal | undefined {
  const pairs = isObject(data) ? readKrakenV2Pairs(data['pairs']) : undefined;
  if (pairs === undefined) return refuse('field', 'not a list of pairs');
  if (pairs.length === 0) sink.ignored();
  else sink.instruments(pairs);
  return undefined;
}

function answer(value: JsonObject, sink: FeedSink): Refusal | undefined {
  const { method, success, result, error, symbol } = value;
  // Of a request that could not be read, the answer names no method.
  if (success === false) sink.rejected(isSymbol(symbol) ? symbol : undefined, oneLine(error));
  else if (method !== 'subscribe' && method !== 'unsubscribe' && method !== 'pong') {
    return refuse('unknown', 'an unknown method');
  } else if (method === 'subscribe') return subscribed(result, sink);
  else sink.ignored();
  return undefined;
}

function subscribed(result: unknown, sink: FeedSink): Refusal | undefined {
  if (!isObject(result)) return refuse('field', 'no result');
  if (result['channel'] !== 'book') {
    sink.ignored();
    return undefined;
  }
  if (!isSymbol(result['symbol'])) return refuse('symbol', 'symbol is no symbol');
  const depth = index(result['depth']);
  if (result['depth'] !== undefined && !KRAKEN_DEPTHS.includes(depth)) {
    return refuse('field', 'not a depth of this venue');
  }
  sink.subscribed(result['symbol'], depth);
  return undefined;
}
