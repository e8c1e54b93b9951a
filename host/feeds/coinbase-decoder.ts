/** Coinbase Exchange frames: level2 and level2_batch books, matches, ticker, heartbeat, answers to requests. */
import { TRADE_BUY, TRADE_SELL } from '../../assembly/layout.js';
import { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';
import { parseText } from './frame-text.js';
import { isIndex, isObject, isSymbol, type JsonObject, oneLine } from './json-value.js';
import { type Refusal, refuse, refuseBook } from './refusal.js';
import { TradeBatch } from './trade-batch.js';
import type { FeedDecoder, FeedSink } from './venue.js';
import { fromRfc3339 } from './venue-time.js';

/** Answers, and the messages of channels that are not subscribed here. */
const UNUSED_TYPES: ReadonlySet<unknown> = new Set([
  ...['subscriptions', 'status', 'received', 'open', 'done', 'change', 'activate', 'auction', 'rfq_match'],
]);
/** Names the product that a request was refused for. */
const REFUSED_PRODUCT = /^(\S+) is not a valid product/;

export class CoinbaseDecoder implements FeedDecoder {
  readonly #message = new BookMessage();
  readonly #trades = new TradeBatch();
  readonly #secrets: readonly string[];

  /** @param secrets what must not be passed on of the venue's words, should it repeat them */
  constructor(secrets: readonly string[] = []) {
    this.#secrets = secrets;
  }

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
    if (!isObject(value)) return refuse('shape', 'not an object');
    const { type, product_id: product } = value;
    if (type === 'error') return this.#rejected(value, sink);
    if (UNUSED_TYPES.has(type)) {
      sink.ignored();
      return undefined;
    }
    if (!isSymbol(product)) return refuse('symbol', 'product_id is no symbol');
    return this.#product(type, value, product, sink);
  }

  #product(type: unknown, frame: JsonObject, product: string, sink: FeedSink): Refusal | undefined {
    let refusal: Refusal | undefined;
    switch (type) {
      case 'l2update':
      case 'snapshot':
        refusal = this.#book(frame, type === 'snapshot');
        if (refusal !== undefined) return refuseBook(refusal, product);
        if (type === 'snapshot') sink.snapshot(product, this.#message);
        else sink.diff(product, this.#message);
        return undefined;
      case 'match':
      case 'last_match':
        refusal = this.#match(frame);
        if (refusal !== undefined) return refusal;
        // The last match is one of before the subscription.
        if (type === 'match') sink.trades(product, this.#trades);
        else sink.ignored();
        return undefined;
      case 'ticker':
        return this.#ticker(frame, product, sink);
      case 'heartbeat':
        sink.heartbeat(product);
        return undefined;
      default:
        return refuse('unknown', 'an unknown type');
    }
  }

  #book(frame: JsonObject, isSnapshot: boolean): Refusal | undefined {
    const message = this.#message;
    message.clear();
    message.depth = 0;
    const refusal = readTime(frame, message);
    if (refusal !== undefined) return refusal;
    if (!isSnapshot) return addChanges(frame['changes'], message);
    return addLevels(frame['bids'], message.bids) ?? addLevels(frame['asks'], message.asks);
  }

  /** `side` is the maker's: the aggressor's is the other. */
  #match({ price, size, time, trade_id: id, side }: JsonObject): Refusal | undefined {
    const tsEvent = fromRfc3339(time);
    if (typeof price !== 'string' || typeof size !== 'string' || tsEvent < 0 || !isIndex(id)) {
      return refuse('field', 'a match needs price, size, time and trade_id');
    }
    if (side !== 'buy' && side !== 'sell') return refuse('field', 'side is neither buy nor sell');
    this.#trades.clear();
    const taken = this.#trades.add(price, size, tsEvent, id, side === 'sell' ? TRADE_BUY : TRADE_SELL);
    return taken ? undefined : refuse('number', 'price or size is no positive decimal');
  }

  #ticker(frame: JsonObject, product: string, sink: FeedSink): Refusal | undefined {
    const message = this.#message;
    message.clear();
    const refusal =
      readTime(frame, message) ??
      addBest(frame['best_bid'], frame['best_bid_size'], message.bids) ??
      addBest(frame['best_ask'], frame['best_ask_size'], message.asks);
    if (refusal !== undefined) return refusal;
    if (message.levels === 0) sink.ignored();
    else sink.quote(product, message);
    return undefined;
  }

  #rejected({ message, reason }: JsonObject, sink: FeedSink): undefined {
    const product = typeof reason === 'string' ? REFUSED_PRODUCT.exec(reason)?.[1] : undefined;
    const why = reason === undefined ? oneLine(message) : `${oneLine(message)}: ${oneLine(reason)}`;
    const told = this.#secrets.reduce((text, secret) => text.replaceAll(secret, '(secret)'), why);
    sink.rejected(isSymbol(product) && !this.#secrets.includes(product) ? product : undefined, told);
    return undefined;
  }
}

/** Snapshots have a time only of late. */
function readTime({ time }: JsonObject, message: BookMessage): Refusal | undefined {
  if (time === undefined) return undefined;
  message.tsEvent = fromRfc3339(time);
  return message.tsEvent < 0 ? refuse('field', 'time is no time') : undefined;
}

/** Levels of a snapshot are `[price, size]`. */
function addLevels(value: unknown, side: DecimalLevels): Refusal | undefined {
  if (!Array.isArray(value)) return refuse('field', 'a side is no list');
  for (let i = 0; i < value.length; i++) {
    const level: unknown = value[i];
    if (!Array.isArray(level)) return refuse('field', 'a level is no list');
    const refusal = addLevel(level[0], level[1], side);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Changes are `[side, price, size]`, the size absolute. */
function addChanges(value: unknown, message: BookMessage): Refusal | undefined {
  if (!Array.isArray(value)) return refuse('field', 'changes is no list');
  for (let i = 0; i < value.length; i++) {
    const change: unknown = value[i];
    if (!Array.isArray(change)) return refuse('field', 'a change is no list');
    const side: unknown = change[0];
    if (side !== 'buy' && side !== 'sell') return refuse('field', 'side is neither buy nor sell');
    const refusal = addLevel(change[1], change[2], side === 'buy' ? message.bids : message.asks);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function addLevel(price: unknown, size: unknown, side: DecimalLevels): Refusal | undefined {
  if (typeof price !== 'string' || typeof size !== 'string') return refuse('field', 'a level needs price and size');
  return side.add(price, size) ? undefined : refuse('number', 'a level is no decimal');
}

/** An empty side is told as nothing or as a price of 0; the size is told only of late. */
function addBest(price: unknown, size: unknown, side: DecimalLevels): Refusal | undefined {
  if (price === undefined || price === '' || (typeof price === 'string' && Number(price) === 0)) return undefined;
  return addLevel(price, size ?? '0', side);
}
