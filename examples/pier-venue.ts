/**
 * A venue of one's own, worked through: Pier, an exchange that does not exist. `docs/ADDING-A-VENUE.md`
 * explains each part; `test/examples/pier-venue.test.ts` runs it against a small Pier of its own.
 *
 * Pier sends text frames of JSON. Books are counted: each message's `n` is one more than the last.
 *
 *   {"t":"full","m":"BTC-EUR","n":7,"at":1700000000000,"b":[["100.0","1.5"]],"a":[["100.5","2"]]}
 *   {"t":"diff","m":"BTC-EUR","n":8,"at":1700000000050,"b":[["100.0","0"]],"a":[]}
 *   {"t":"trade","m":"BTC-EUR","id":41,"at":1700000000060,"p":"100.5","q":"0.25","taker":"b"}
 *   {"t":"alive"}   {"t":"ok","m":"BTC-EUR"}   {"t":"no","m":"X-Y","why":"no such market"}
 */
import {
  BookMessage,
  type Continuity,
  type DecimalLevels,
  type Fault,
  type FeedDecoder,
  type FeedSink,
  type Instrument,
  type InstrumentsResult,
  MAX_FRAME_BYTES,
  TRADE_BUY,
  TRADE_SELL,
  TradeBatch,
  type Venue,
} from 'tickwire';

type Fields = Readonly<Record<string, unknown>>;

/** Why a frame cannot be used: thrown inside the decoder, never out of it. */
class Refusal extends Error {
  readonly fault: Fault;
  constructor(fault: Fault, reason: string) {
    super(reason);
    this.fault = fault;
  }
}

/** Step 2 of the guide: what a frame means. Its messages are reused, so that a frame makes no garbage. */
class PierDecoder implements FeedDecoder {
  readonly #message = new BookMessage();
  readonly #trades = new TradeBatch();

  decode(text: string, sink: FeedSink): void {
    let market: string | undefined;
    try {
      const frame = parse(text);
      // A frame of a book that turns out unusable is told with its market: the book may have to begin anew.
      if (frame['t'] === 'full' || frame['t'] === 'diff') market = symbolOf(frame);
      this.#tell(frame, sink);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sink.malformed(error.fault, error.message, market);
    }
  }

  /** Asked only of venues whose snapshots come over REST. */
  decodeSnapshot(text: string, _symbol: string, sink: FeedSink): void {
    this.decode(text, sink);
  }

  /** Everything is read before anything is told: a frame is used whole, or not at all. */
  #tell(frame: Fields, sink: FeedSink): void {
    const { t, why } = frame;
    if (t === 'full') sink.snapshot(symbolOf(frame), this.#readBook(frame));
    else if (t === 'diff') sink.diff(symbolOf(frame), this.#readBook(frame));
    else if (t === 'trade') sink.trades(symbolOf(frame), this.#readTrade(frame));
    else if (t === 'alive') sink.heartbeat();
    else if (t === 'ok') sink.subscribed(symbolOf(frame), 0);
    else if (t === 'no') sink.rejected(symbolOf(frame), typeof why === 'string' ? why : 'no reason given');
    else throw new Refusal('unknown', 'an unknown kind of frame');
  }

  #readBook(frame: Fields): BookMessage {
    const message = this.#message;
    message.clear();
    message.lastId = integer(frame, 'n');
    message.tsEvent = integer(frame, 'at') * 1000;
    readLevels(frame['b'], message.bids);
    readLevels(frame['a'], message.asks);
    return message;
  }

  #readTrade(frame: Fields): TradeBatch {
    const { p, q, taker } = frame;
    if (typeof p !== 'string' || typeof q !== 'string' || (taker !== 'b' && taker !== 's')) {
      throw new Refusal('field', 'a trade needs p, q and taker');
    }
    this.#trades.clear();
    // Prices and sizes go in as text: no float ever holds one.
    const side = taker === 'b' ? TRADE_BUY : TRADE_SELL;
    if (!this.#trades.add(p, q, integer(frame, 'at') * 1000, integer(frame, 'id'), side)) {
      throw new Refusal('number', 'p or q is no positive decimal');
    }
    return this.#trades;
  }
}

function parse(text: string): Fields {
  if (text.length > MAX_FRAME_BYTES) throw new Refusal('size', 'too long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('json', 'not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('shape', 'not an object');
  return value as Fields;
}

function symbolOf(frame: Fields): string {
  const market = frame['m'];
  if (typeof market !== 'string' || !/^[!-~]{1,64}$/.test(market)) throw new Refusal('symbol', 'm is no market');
  return market;
}

/** Small enough that a time in µs is still exact. */
function integer(frame: Fields, name: string): number {
  const value = frame[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2 ** 42) return value;
  throw new Refusal('field', `${name} is no usable integer`);
}

function readLevels(value: unknown, side: DecimalLevels): void {
  if (!Array.isArray(value)) throw new Refusal('field', 'a side is no list');
  for (const level of value as unknown[]) {
    const [price, size] = Array.isArray(level) ? (level as unknown[]) : [];
    if (typeof price !== 'string' || typeof size !== 'string') throw new Refusal('field', 'a level needs two texts');
    if (!side.add(price, size)) throw new Refusal('number', 'a level is no decimal');
  }
}

/** Step 3: how messages follow one another. The two questions about snapshots are of venues with REST snapshots. */
const counted: Continuity = {
  isBeforeSnapshot: (diff, snapshotId) => diff.lastId <= snapshotId,
  bridges: (diff, snapshotId) => diff.lastId === snapshotId + 1,
  isOld: (diff, lastId) => diff.lastId <= lastId,
  follows: (diff, lastId) => diff.lastId === lastId + 1,
};

/** Step 4: price and size steps. `[{"m":"BTC-EUR","tick":"0.5","lot":"0.001"}]` */
function parseMarkets(text: string): InstrumentsResult {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  if (!Array.isArray(list)) return { ok: false, reason: 'not a list of markets' };
  return { ok: true, instruments: (list as Fields[]).flatMap(readMarket) };
}

/** A market without usable steps is left out: its grid is inferred from its prices. */
function readMarket(market: Fields | null): Instrument[] {
  const steps = [market?.['tick'], market?.['lot']].map((step) => /^\d{1,6}(?:\.(\d{1,9}))?$/.exec(String(step)));
  const [tick, lot] = steps.map((match) => {
    const decimals = match?.[1]?.length ?? 0;
    return { unit: match === null ? 0 : Number(match[0].replace('.', '')), decimals };
  });
  const symbol = market?.['m'];
  if (typeof symbol !== 'string' || !tick?.unit || !lot?.unit) return [];
  return [
    { symbol, grid: { priceDecimals: tick.decimals, tick: tick.unit, sizeDecimals: lot.decimals, lot: lot.unit } },
  ];
}

/** Steps 1 and 5: what it can prove, where it is, what it bears, and what is sent to it. */
export const pier: Venue = {
  id: 'pier',
  capabilities: {
    sequence: true,
    checksum: false,
    quotes: 'none',
    snapshot: 'stream',
    instruments: 'rest',
    l3: false,
    auth: 'none',
  },
  urls: { ws: 'wss://stream.pier.example', rest: 'https://pier.example' },
  limits: {
    connectionLifetimeMs: 0,
    symbolsPerConnection: 50,
    messagesPerSecond: 10,
    restWeight: { capacity: 10, refillPerSecond: 5 },
    frameBytes: MAX_FRAME_BYTES,
  },
  heartbeat: { pingIntervalMs: 10_000, silenceMs: 20_000 },
  continuity: counted,
  depths: [],
  createDecoder: () => new PierDecoder(),
  subscription: (symbols, urls) => ({ url: urls.ws, messages: [JSON.stringify({ do: 'follow', m: symbols })] }),
  resubscribe: (symbol) => [JSON.stringify({ do: 'follow', m: [symbol] })],
  snapshotRequest: () => undefined,
  instrumentsRequest: (_symbols, urls) => ({ url: `${urls.rest}/markets`, weight: 1 }),
  parseInstruments: parseMarkets,
};
