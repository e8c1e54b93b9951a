/** Whose a recorded frame is: found in its text without parsing it whole. */
import type { BuiltInVenueId } from '../venue.js';

export interface FrameAddress {
  /** The venue's own spelling. */
  readonly symbol: string;
  /** `depth`, `trade`, `bookTicker` … of Binance; `book`, `trade`, `ticker` … of the others. */
  readonly kind: string;
  /** Binance: the stream's name as recorded, empty where it was recorded without. */
  readonly stream: string;
}

/** Undefined for what is of no stream: heartbeats, answers, bare snapshots, noise. */
export type AddressReader = (text: string) => FrameAddress | undefined;

const STREAM = /^\s*\{\s*"stream"\s*:\s*"([^"@]{1,64})@([^"@]{1,32})([^"]{0,32})"/;
const EVENT = /"e"\s*:\s*"(\w{1,32})"/;
const SYMBOL = /"s"\s*:\s*"([^"]{1,64})"/;
/** Events whose stream is named otherwise. */
const KIND_OF_EVENT: Readonly<Record<string, string>> = { depthUpdate: 'depth' };

/** The symbol of a Binance stream name in upper case, and its kind: `btcusdt@depth@100ms` is BTCUSDT, depth. */
export function binanceStream(name: string): FrameAddress | undefined {
  const [symbol = '', kind = ''] = name.split('@');
  return symbol === '' || kind === '' ? undefined : { symbol: symbol.toUpperCase(), kind, stream: name };
}

function binance(text: string): FrameAddress | undefined {
  const named = STREAM.exec(text);
  if (named !== null) {
    const [, symbol, kind, rest] = named;
    return { symbol: symbol!.toUpperCase(), kind: kind!, stream: `${symbol}@${kind}${rest}` };
  }
  const symbol = SYMBOL.exec(text)?.[1];
  if (symbol === undefined) return undefined;
  const event = EVENT.exec(text)?.[1];
  if (event !== undefined) return { symbol, kind: KIND_OF_EVENT[event] ?? event, stream: '' };
  return /"B"\s*:/.test(text) && /"A"\s*:/.test(text) ? { symbol, kind: 'bookTicker', stream: '' } : undefined;
}

const CHANNEL = /"([a-z]{1,32})(-\d{1,5})?"\s*,\s*"([^"]{1,64})"\s*\]\s*$/;
/** Longest end of a frame that names channel and pair. */
const TAIL_CHARS = 160;

function krakenV1(text: string): FrameAddress | undefined {
  const named = text.startsWith('[') ? CHANNEL.exec(text.slice(-TAIL_CHARS)) : null;
  return named === null ? undefined : { symbol: named[3]!, kind: named[1]!, stream: '' };
}

const V2_CHANNEL = /"channel"\s*:\s*"(\w{1,32})"/;
const V2_SYMBOL = /"symbol"\s*:\s*"([^"]{1,64})"/;

function krakenV2(text: string): FrameAddress | undefined {
  const kind = V2_CHANNEL.exec(text)?.[1];
  const symbol = V2_SYMBOL.exec(text)?.[1];
  if (kind === undefined || symbol === undefined || kind === 'instrument' || kind === 'status') return undefined;
  return /"method"\s*:/.test(text) ? undefined : { symbol, kind, stream: '' };
}

/** Text longer than this is a book's: who it is of stands at its beginning or its end. */
const ENDS_CHARS = 512;
const COINBASE_TYPE = /"type"\s*:\s*"(\w{1,32})"/;
const COINBASE_PRODUCT = /"product_id"\s*:\s*"([^"]{1,64})"/;
const COINBASE_KINDS: Readonly<Record<string, string>> = {
  snapshot: 'book',
  l2update: 'book',
  match: 'trade',
  ticker: 'ticker',
};

/** The beginning and the end of a text. */
function ends(text: string): string {
  return text.length <= 2 * ENDS_CHARS ? text : `${text.slice(0, ENDS_CHARS)} ${text.slice(-ENDS_CHARS)}`;
}

function coinbase(text: string): FrameAddress | undefined {
  const outline = ends(text);
  const kind = COINBASE_KINDS[COINBASE_TYPE.exec(outline)?.[1] ?? ''];
  const symbol = COINBASE_PRODUCT.exec(outline)?.[1];
  return kind === undefined || symbol === undefined ? undefined : { symbol, kind, stream: '' };
}

const OKX_CHANNEL = /"channel"\s*:\s*"([\w-]{1,32})"/;
const OKX_INSTRUMENT = /"instId"\s*:\s*"([^"]{1,64})"/;
/** Channels whose kind is named otherwise. */
const OKX_KINDS: Readonly<Record<string, string>> = { books: 'book', trades: 'trade', tickers: 'ticker' };

function okx(text: string): FrameAddress | undefined {
  const outline = ends(text);
  const channel = OKX_CHANNEL.exec(outline)?.[1];
  const symbol = OKX_INSTRUMENT.exec(outline)?.[1];
  if (channel === undefined || symbol === undefined || /"event"\s*:/.test(outline)) return undefined;
  return { symbol, kind: OKX_KINDS[channel] ?? channel, stream: '' };
}

const READERS: Readonly<Record<BuiltInVenueId, AddressReader>> = {
  'binance-spot': binance,
  'binance-usdm': binance,
  'binance-coinm': binance,
  'kraken-v1': krakenV1,
  'kraken-v2': krakenV2,
  coinbase,
  okx,
};

export function addressReader(venue: BuiltInVenueId): AddressReader {
  return READERS[venue];
}
