/** Kraken WebSocket v1 frames: book (one or two payloads a message), trade, events. */
import { TRADE_BUY, TRADE_SELL } from '../../assembly/layout.js';
import { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';
import { parseText } from './frame-text.js';
import { isIndex, isObject, isSymbol, type JsonObject, oneLine } from './json-value.js';
import { KRAKEN_DEPTHS } from './kraken-depths.js';
import { type Refusal, refuse, refuseBook } from './refusal.js';
import { TradeBatch } from './trade-batch.js';
import type { FeedDecoder, FeedSink } from './venue.js';
import { fromSecondsText } from './venue-time.js';

const UNUSED_CHANNEL = /^(ticker|spread|ohlc-\d{1,5})$/;
const BOOK_CHANNEL = /^book-(\d{1,5})$/;
const CHECKSUM = /^\d{1,10}$/;

export class KrakenV1Decoder implements FeedDecoder {
  readonly #message = new BookMessage();
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
    const read = parseText(text);
    if ('refused' in read) return read.refused;
    const value = read.parsed;
    if (Array.isArray(value)) return this.#channel(value, sink);
    return isObject(value) ? event(value, sink) : refuse('shape', 'neither an array nor an object');
  }

  /** `[channelID, payload, (payload,) channelName, pair]` */
  #channel(frame: readonly unknown[], sink: FeedSink): Refusal | undefined {
    const name = frame[frame.length - 2];
    const pair = frame[frame.length - 1];
    if (frame.length < 4 || frame.length > 5 || !isIndex(frame[0]) || typeof name !== 'string') {
      return refuse('shape', 'not a channel message');
    }
    if (!isSymbol(pair)) return refuse('symbol', 'the pair is no symbol');
    const book = BOOK_CHANNEL.exec(name);
    if (book !== null) {
      const refusal = this.#book(frame, Number(book[1]), pair, sink);
      return refusal && refuseBook(refusal, pair);
    }
    if (name === 'trade') return this.#trade(frame, pair, sink);
    if (!UNUSED_CHANNEL.test(name)) return refuse('unknown', 'an unknown channel');
    sink.ignored();
    return undefined;
  }

  #book(frame: readonly unknown[], depth: number, pair: string, sink: FeedSink): Refusal | undefined {
    if (!KRAKEN_DEPTHS.includes(depth)) return refuse('field', 'not a depth of this venue');
    const message = this.#message;
    message.clear();
    message.depth = depth;
    let snapshots = 0;
    let updates = 0;
    for (let i = 1; i < frame.length - 2; i++) {
      const payload = frame[i];
      if (!isObject(payload)) return refuse('shape', 'a payload is no object');
      if ('as' in payload || 'bs' in payload) snapshots++;
      if ('a' in payload || 'b' in payload) updates++;
      const refusal = this.#payload(payload);
      if (refusal !== undefined) return refusal;
    }
    if (snapshots + updates !== frame.length - 3 || (snapshots > 0 && updates > 0)) {
      return refuse('shape', 'a payload is neither snapshot nor update');
    }
    if (snapshots > 0) sink.snapshot(pair, message);
    else if (message.checksum < 0) return refuse('field', 'an update without a checksum');
    else sink.diff(pair, message);
    return undefined;
  }

  #payload(payload: JsonObject): Refusal | undefined {
    const { bids, asks } = this.#message;
    const { bs, as, b, a, c } = payload;
    const refusal =
      this.#addLevels(bs, bids) ?? this.#addLevels(as, asks) ?? this.#addLevels(b, bids) ?? this.#addLevels(a, asks);
    if (refusal !== undefined || c === undefined) return refusal;
    if (typeof c !== 'string' || !CHECKSUM.test(c) || Number(c) > 0xffffffff)
      return refuse('field', 'c is no checksum');
    this.#message.checksum = Number(c);
    return undefined;
  }

  /** Levels are `[price, volume, time]`, with a fourth entry "r" where they are sent again. */
  #addLevels(value: unknown, side: DecimalLevels): Refusal | undefined {
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return refuse('field', 'a side is no list');
    for (let i = 0; i < value.length; i++) {
      const level: unknown = value[i];
      if (!Array.isArray(level)) return refuse('field', 'a level is no list');
      const price: unknown = level[0];
      const size: unknown = level[1];
      const time = fromSecondsText(level[2]);
      if (typeof price !== 'string' || typeof size !== 'string' || time < 0) {
        return refuse('field', 'a level needs price, volume and time');
      }
      if (!side.add(price, size)) return refuse('number', 'a level is no decimal');
      if (time > this.#message.tsEvent) this.#message.tsEvent = time;
    }
    return undefined;
  }

  /** Trades are `[price, volume, time, side, order type, …]`. */
  #trade(frame: readonly unknown[], pair: string, sink: FeedSink): Refusal | undefined {
    const list = frame[1];
    if (frame.length !== 4 || !Array.isArray(list)) return refuse('shape', 'not a list of trades');
    this.#trades.clear();
    for (const trade of list as unknown[]) {
      if (!Array.isArray(trade)) return refuse('field', 'a trade is no list');
      const [price, size, at, side] = trade as unknown[];
      const time = fromSecondsText(at);
      if (typeof price !== 'string' || typeof size !== 'string' || time < 0 || (side !== 'b' && side !== 's')) {
        return refuse('field', 'a trade needs price, volume, time and side');
      }
      if (!this.#trades.add(price, size, time, -1, side === 'b' ? TRADE_BUY : TRADE_SELL)) {
        return refuse('number', 'price or volume is no positive decimal');
      }
    }
    if (this.#trades.count === 0) sink.ignored();
    else sink.trades(pair, this.#trades);
    return undefined;
  }
}

function event(value: JsonObject, sink: FeedSink): Refusal | undefined {
  switch (value['event']) {
    case 'heartbeat':
      sink.heartbeat();
      return undefined;
    case 'pong':
    case 'systemStatus':
      sink.ignored();
      return undefined;
    case 'error':
      sink.rejected(undefined, oneLine(value['errorMessage']));
      return undefined;
    case 'subscriptionStatus':
      return subscription(value, sink);
    default:
      return refuse('unknown', 'an unknown event');
  }
}

function subscription(value: JsonObject, sink: FeedSink): Refusal | undefined {
  const { pair, status, channelName } = value;
  if (status === 'error') {
    sink.rejected(isSymbol(pair) ? pair : undefined, oneLine(value['errorMessage']));
    return undefined;
  }
  if (!isSymbol(pair)) return refuse('symbol', 'the pair is no symbol');
  if (typeof channelName !== 'string') return refuse('field', 'no channelName');
  const depth = Number(BOOK_CHANNEL.exec(channelName)?.[1] ?? -1);
  if (status === 'subscribed' && KRAKEN_DEPTHS.includes(depth)) sink.subscribed(pair, depth);
  else sink.ignored();
  return undefined;
}
