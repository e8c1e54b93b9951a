/** OKX WebSocket v5 frames: books, trades, answers to requests, pong. */
import { TRADE_BUY, TRADE_SELL } from '../../assembly/layout.js';
import { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';
import { parseText } from './frame-text.js';
import { isIndex, isObject, isSymbol, type JsonObject, oneLine } from './json-value.js';
import { type Refusal, refuse, refuseBook } from './refusal.js';
import { TradeBatch } from './trade-batch.js';
import type { FeedDecoder, FeedSink } from './venue.js';
import { fromMillisecondsText } from './venue-time.js';

/** Other books, best quotes and statistics: not of the stream that keeps our book. */
const UNUSED_CHANNEL =
  /^(tickers|books5|books50-l2-tbt|books-l2-tbt|books-elp|bbo-tbt|trades-all|option-trades|index-tickers|mark-price|funding-rate|open-interest|price-limit|estimated-price|opt-summary|instruments|status|liquidation-orders|(mark-price-|index-)?candle\w{1,8})$/;
/** Answers that need nothing done. `notice` announces that the connection will be closed. */
const UNUSED_EVENTS: ReadonlySet<unknown> = new Set(['unsubscribe', 'notice', 'channel-conn-count', 'login']);
const REFUSED_INSTRUMENT = /\binstId:([^\s,]+)/;
/** Books in one message; the venue sends one. */
const MAX_BOOKS = 256;
/** A message that follows none: the snapshot. */
const NO_PREVIOUS_ID = -1;
const MAX_CHECKSUM = 2 ** 31;

export class OkxDecoder implements FeedDecoder {
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
    if (text === 'pong') {
      sink.heartbeat();
      return undefined;
    }
    const read = parseText(text);
    if ('refused' in read) return read.refused;
    const value = read.parsed;
    if (!isObject(value)) return refuse('shape', 'neither an object nor pong');
    return 'event' in value ? answer(value, sink) : this.#push(value, sink);
  }

  #push({ arg, action, data }: JsonObject, sink: FeedSink): Refusal | undefined {
    if (!isObject(arg) || typeof arg['channel'] !== 'string') return refuse('shape', 'no arg.channel');
    const { channel, instId } = arg;
    if (UNUSED_CHANNEL.test(channel as string)) {
      sink.ignored();
      return undefined;
    }
    if (channel !== 'books' && channel !== 'trades') return refuse('unknown', 'an unknown channel');
    if (!isSymbol(instId)) return refuse('symbol', 'arg.instId is no symbol');
    if (channel === 'trades') return this.#trade(data, instId, sink);
    const refusal = this.#books(action, data);
    if (refusal !== undefined) return refuseBook(refusal, instId);
    for (let i = 0; i < (data as unknown[]).length; i++) {
      if (action === 'snapshot') sink.snapshot(instId, this.#messages[i]!);
      else sink.diff(instId, this.#messages[i]!);
    }
    return undefined;
  }

  #books(action: unknown, data: unknown): Refusal | undefined {
    if (action !== 'snapshot' && action !== 'update') return refuse('unknown', 'neither snapshot nor update');
    if (!Array.isArray(data) || data.length === 0 || data.length > MAX_BOOKS) {
      return refuse('shape', 'not a list of books');
    }
    for (let i = 0; i < data.length; i++) {
      this.#messages[i] ??= new BookMessage();
      const refusal = readBook(data[i], action === 'snapshot', this.#messages[i]!);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #trade(data: unknown, instId: string, sink: FeedSink): Refusal | undefined {
    if (!Array.isArray(data)) return refuse('shape', 'not a list of trades');
    this.#trades.clear();
    for (const trade of data as unknown[]) {
      if (!isObject(trade)) return refuse('field', 'a trade is no object');
      if (trade['instId'] !== undefined && trade['instId'] !== instId) {
        return refuse('symbol', 'a trade of another instrument than the message');
      }
      const refusal = addTrade(trade, this.#trades);
      if (refusal !== undefined) return refusal;
    }
    if (this.#trades.count === 0) sink.ignored();
    else sink.trades(instId, this.#trades);
    return undefined;
  }
}

function readBook(book: unknown, isSnapshot: boolean, message: BookMessage): Refusal | undefined {
  message.clear();
  message.depth = 0;
  if (!isObject(book)) return refuse('shape', 'a book is no object');
  if (book['ts'] !== undefined) {
    message.tsEvent = fromMillisecondsText(book['ts']);
    if (message.tsEvent < 0) return refuse('field', 'ts is no time');
  }
  return (
    readIds(book, isSnapshot, message) ??
    readChecksum(book['checksum'], message) ??
    addLevels(book['bids'], message.bids) ??
    addLevels(book['asks'], message.asks)
  );
}

/** Both ids, or none as in recordings of before they were introduced. */
function readIds({ seqId, prevSeqId }: JsonObject, isSnapshot: boolean, message: BookMessage): Refusal | undefined {
  if (seqId === undefined && prevSeqId === undefined) return undefined;
  if (!isIndex(seqId)) return refuse('field', 'seqId is no usable integer');
  message.lastId = seqId;
  if (isSnapshot && (prevSeqId === undefined || prevSeqId === NO_PREVIOUS_ID)) return undefined;
  if (!isIndex(prevSeqId)) return refuse('field', 'prevSeqId is no usable integer');
  message.previousId = prevSeqId;
  return undefined;
}

/** A signed integer of 32 bits; 0 where the venue no longer computes it. */
function readChecksum(value: unknown, message: BookMessage): Refusal | undefined {
  if (value === undefined || value === 0) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < -MAX_CHECKSUM || value >= MAX_CHECKSUM) {
    return refuse('field', 'checksum is no signed 32-bit integer');
  }
  message.checksum = value >>> 0;
  return undefined;
}

/** Levels are `[price, size, (no longer used), orders]`. */
function addLevels(value: unknown, side: DecimalLevels): Refusal | undefined {
  if (!Array.isArray(value)) return refuse('field', 'a side is no list');
  for (let i = 0; i < value.length; i++) {
    const level: unknown = value[i];
    if (!Array.isArray(level)) return refuse('field', 'a level is no list');
    const price: unknown = level[0];
    const size: unknown = level[1];
    if (typeof price !== 'string' || typeof size !== 'string') return refuse('field', 'a level needs price and size');
    if (!side.add(price, size)) return refuse('number', 'a level is no decimal');
  }
  return undefined;
}

/** `side` is the taker's. */
function addTrade({ px, sz, ts, side, tradeId }: JsonObject, trades: TradeBatch): Refusal | undefined {
  const time = fromMillisecondsText(ts);
  const id = typeof tradeId === 'string' && /^\d{1,16}$/.test(tradeId) ? Number(tradeId) : -1;
  if (typeof px !== 'string' || typeof sz !== 'string' || time < 0 || !isIndex(id)) {
    return refuse('field', 'a trade needs px, sz, ts and a usable tradeId');
  }
  if (side !== 'buy' && side !== 'sell') return refuse('field', 'side is neither buy nor sell');
  const taken = trades.add(px, sz, time, id, side === 'buy' ? TRADE_BUY : TRADE_SELL);
  return taken ? undefined : refuse('number', 'px or sz is no positive decimal');
}

function answer(value: JsonObject, sink: FeedSink): Refusal | undefined {
  const { event, arg, code, msg } = value;
  const symbol = isObject(arg) ? arg['instId'] : undefined;
  if (event === 'error' || event === 'channel-conn-count-error') {
    const named = symbol ?? (typeof msg === 'string' ? REFUSED_INSTRUMENT.exec(msg)?.[1] : undefined);
    const reason = msg === undefined ? event : oneLine(msg);
    sink.rejected(isSymbol(named) ? named : undefined, code === undefined ? reason : `${oneLine(code)} ${reason}`);
  } else if (event === 'subscribe') {
    if (!isObject(arg)) return refuse('field', 'no arg');
    if (arg['channel'] !== 'books') sink.ignored();
    else if (!isSymbol(symbol)) return refuse('symbol', 'arg.instId is no symbol');
    else sink.subscribed(symbol, 0);
  } else if (UNUSED_EVENTS.has(event)) sink.ignored();
  else return refuse('unknown', 'an unknown event');
  return undefined;
}
