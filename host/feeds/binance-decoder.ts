/**
 * Binance frames, spot and futures: diff depth, trade and best-quote streams, REST depth, answers to
 * requests; with and without the envelope of combined streams.
 */
import { TRADE_BUY, TRADE_SELL } from '../../assembly/layout.js';
import { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';
import { ExactDecimal } from './exact-decimal.js';
import { parseText } from './frame-text.js';
import { isIndex, isObject, isSymbol, type JsonObject, oneLine } from './json-value.js';
import { type Refusal, refuse } from './refusal.js';
import { TradeBatch } from './trade-batch.js';
import type { FeedDecoder, FeedSink } from './venue.js';
import { fromMilliseconds } from './venue-time.js';

/** Events of streams that are not used here. */
const UNUSED_EVENTS: ReadonlySet<unknown> = new Set([
  '1hTicker',
  '1dTicker',
  '4hTicker',
  '24hrMiniTicker',
  '24hrTicker',
  'aggTrade',
  'assetIndexUpdate',
  'avgPrice',
  'compositeIndex',
  'continuous_kline',
  'contractInfo',
  'forceOrder',
  'indexPrice_kline',
  'indexPriceUpdate',
  'kline',
  'markPrice_kline',
  'markPriceUpdate',
  'serverShutdown',
  'tradingSession',
]);
/** Streams of diffs. Others have frames marked as such, too: the best 5, 10 or 20 levels, retail price improvement. */
const DIFF_STREAM = /@depth(@|$)/;

export class BinanceDecoder implements FeedDecoder {
  readonly #futures: boolean;
  readonly #message = new BookMessage();
  readonly #trades = new TradeBatch();
  readonly #number = new ExactDecimal();

  /** `futures`: diffs must name the one before them (`pu`). */
  constructor(futures: boolean) {
    this.#futures = futures;
  }

  decode(text: string, sink: FeedSink): void {
    const value = parseText(text);
    let refusal: Refusal | undefined;
    if ('refused' in value) refusal = value.refused;
    else if (isObject(value.parsed)) refusal = this.#frame(value.parsed, sink);
    else if (isUnusedList(value.parsed)) sink.ignored();
    else refusal = refuse('shape', 'not an object');
    if (refusal !== undefined) sink.malformed(refusal.fault, refusal.reason, refusal.symbol);
  }

  decodeSnapshot(text: string, symbol: string, sink: FeedSink): void {
    const value = parseText(text);
    let refusal: Refusal | undefined;
    if ('refused' in value) refusal = value.refused;
    else if (!isObject(value.parsed)) refusal = refuse('shape', 'not an object');
    else if ('lastUpdateId' in value.parsed) refusal = this.#snapshot(value.parsed, symbol, sink);
    else if ('code' in value.parsed) sink.rejected(symbol, describe(value.parsed));
    else refusal = refuse('shape', 'no depth snapshot');
    if (refusal !== undefined) sink.malformed(refusal.fault, refusal.reason, refusal.symbol);
  }

  #frame(frame: JsonObject, sink: FeedSink): Refusal | undefined {
    const stream = frame['stream'];
    if (typeof stream !== 'string') return this.#payload(frame, '', sink);
    const data = frame['data'];
    if (isObject(data)) return this.#payload(data, stream, sink);
    if (!isUnusedList(data)) return refuse('shape', 'a stream frame without data');
    sink.ignored();
    return undefined;
  }

  #payload(data: JsonObject, stream: string, sink: FeedSink): Refusal | undefined {
    const event = data['e'];
    if (event === 'depthUpdate' && (stream === '' || DIFF_STREAM.test(stream))) return this.#diff(data, stream, sink);
    if (event === 'bookTicker') return this.#quote(data, stream, sink);
    if (event === 'trade') return this.#trade(data, stream, sink);
    if (event === undefined) {
      if ('B' in data && 'A' in data) return this.#quote(data, stream, sink);
      if (!('lastUpdateId' in data)) return answer(data, sink);
      if (stream === '') return this.#snapshot(data, undefined, sink);
    } else if (event !== 'depthUpdate' && !UNUSED_EVENTS.has(event)) {
      return refuse('unknown', 'an unknown event');
    }
    sink.ignored();
    return undefined;
  }

  #diff(data: JsonObject, stream: string, sink: FeedSink): Refusal | undefined {
    const message = this.#message;
    message.clear();
    const { s: symbol, U: first, u: last, pu: previous } = data;
    if (!isSymbolOf(symbol, stream)) return refuse('symbol', 's is not the symbol of the stream');
    if (!isIndex(first) || !isIndex(last) || first > last) return refuse('field', 'U and u are no range of ids');
    if (this.#futures && !isIndex(previous)) return refuse('field', 'pu is no update id');
    const time = timeOf(data);
    if (time === undefined) return refuse('field', 'T or E is no time');
    message.firstId = first;
    message.lastId = last;
    if (isIndex(previous)) message.previousId = previous;
    message.tsEvent = time;
    const refusal = addPairs(data['b'], message.bids) ?? addPairs(data['a'], message.asks);
    if (refusal === undefined) sink.diff(symbol, message);
    return refusal;
  }

  #snapshot(data: JsonObject, asked: string | undefined, sink: FeedSink): Refusal | undefined {
    const message = this.#message;
    message.clear();
    const { lastUpdateId: last, symbol: named } = data;
    if (!isIndex(last)) return refuse('field', 'lastUpdateId is no update id');
    if (named !== undefined && !isSymbol(named)) return refuse('symbol', 'symbol is no symbol');
    if (asked !== undefined && named !== undefined && named !== asked) {
      return refuse('symbol', 'a snapshot of another symbol than asked for');
    }
    message.lastId = last;
    message.tsEvent = timeOf(data) ?? -1;
    const refusal = addPairs(data['bids'], message.bids) ?? addPairs(data['asks'], message.asks);
    if (refusal === undefined) sink.snapshot(asked ?? named, message);
    return refusal;
  }

  #quote(data: JsonObject, stream: string, sink: FeedSink): Refusal | undefined {
    const message = this.#message;
    message.clear();
    const { s: symbol, u: last } = data;
    if (!isSymbolOf(symbol, stream)) return refuse('symbol', 's is not the symbol of the stream');
    if (!isIndex(last)) return refuse('field', 'u is no update id');
    message.lastId = last;
    message.tsEvent = timeOf(data) ?? -1;
    const refusal =
      this.#addBest(data['b'], data['B'], message.bids) ?? this.#addBest(data['a'], data['A'], message.asks);
    if (refusal === undefined) sink.quote(symbol, message);
    return refusal;
  }

  /** An empty side is quoted with price and size 0. */
  #addBest(price: unknown, size: unknown, side: DecimalLevels): Refusal | undefined {
    if (typeof price !== 'string' || typeof size !== 'string') return refuse('field', 'a quote is not text');
    const isEmpty = this.#number.read(price) && this.#number.mantissa === 0;
    const taken = isEmpty ? this.#number.read(size) : side.add(price, size);
    return taken ? undefined : refuse('number', 'a quote is no decimal');
  }

  #trade(data: JsonObject, stream: string, sink: FeedSink): Refusal | undefined {
    const { s: symbol, t: id, p: price, q: size, m: buyerIsMaker, X: type } = data;
    if (!isSymbolOf(symbol, stream)) return refuse('symbol', 's is not the symbol of the stream');
    // Futures also report what was no trade of the market: insurance fund, or nothing at all (NA).
    if (type !== undefined && type !== 'MARKET') {
      sink.ignored();
      return undefined;
    }
    const time = timeOf(data);
    if (!isIndex(id) || typeof buyerIsMaker !== 'boolean' || time === undefined) {
      return refuse('field', 'a trade needs t, a time and m');
    }
    if (typeof price !== 'string' || typeof size !== 'string') return refuse('field', 'p or q is not text');
    this.#trades.clear();
    if (!this.#trades.add(price, size, time, id, buyerIsMaker ? TRADE_SELL : TRADE_BUY)) {
      return refuse('number', 'p or q is no positive decimal');
    }
    sink.trades(symbol, this.#trades);
    return undefined;
  }
}

/** What streams of all symbols send, as `!ticker@arr` does: a list of events that are not used here. */
function isUnusedList(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => isObject(entry) && UNUSED_EVENTS.has(entry['e']));
}

/** The transaction's time, else the event's, µs since the epoch; -1 where there is none, undefined where it is no time. */
function timeOf(data: JsonObject): number | undefined {
  const given = data['T'] ?? data['E'];
  const time = fromMilliseconds(given);
  return time < 0 && given !== undefined ? undefined : time;
}

/** Whether it is a symbol, and the one that the stream's name begins with. */
function isSymbolOf(symbol: unknown, stream: string): symbol is string {
  if (!isSymbol(symbol)) return false;
  if (stream === '' || stream.startsWith('!')) return true;
  return stream.slice(0, stream.indexOf('@')) === symbol.toLowerCase();
}

/** What answers a request: `{"result":null,"id":1}`, or an error. */
function answer(data: JsonObject, sink: FeedSink): Refusal | undefined {
  if (isObject(data['error'])) sink.rejected(undefined, describe(data['error']));
  else if ('code' in data && 'msg' in data) sink.rejected(undefined, describe(data));
  else if ('result' in data && 'id' in data) sink.ignored();
  else return refuse('unknown', 'neither an event nor an answer');
  return undefined;
}

function describe(error: JsonObject): string {
  return `${oneLine(error['code'])} ${oneLine(error['msg'])}`;
}

function addPairs(value: unknown, side: DecimalLevels): Refusal | undefined {
  if (!Array.isArray(value)) return refuse('field', 'a side is no list');
  for (let i = 0; i < value.length; i++) {
    const pair: unknown = value[i];
    if (!Array.isArray(pair)) return refuse('field', 'a level is no pair');
    const price: unknown = pair[0];
    const size: unknown = pair[1];
    if (typeof price !== 'string' || typeof size !== 'string') return refuse('field', 'a level is not text');
    if (!side.add(price, size)) return refuse('number', 'a level is no decimal');
  }
  return undefined;
}
