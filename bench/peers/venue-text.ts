/** What ccxt's exchange classes take out of a parsed frame: pairs of price and size as text, and whose. */

export interface ParsedBook {
  readonly symbol: string;
  readonly isSnapshot: boolean;
  readonly bids: readonly (readonly string[])[];
  readonly asks: readonly (readonly string[])[];
}

type Pairs = readonly (readonly string[])[];

// biome-ignore lint/suspicious/noExplicitAny: what JSON.parse made of a venue's text
type Parsed = any;

/** How a venue's frame is read; undefined where this peer does not know the venue. */
export function textReader(venueId: string): ((frame: Parsed) => ParsedBook) | undefined {
  if (venueId.startsWith('binance')) return binance;
  return venueId === 'coinbase' ? coinbase : undefined;
}

function binance(frame: Parsed): ParsedBook {
  const data = frame.data ?? frame;
  // A REST snapshot names no symbol: the sessions here have one.
  if (data.b === undefined) return { symbol: '', isSnapshot: true, bids: data.bids, asks: data.asks };
  return { symbol: '', isSnapshot: false, bids: data.b, asks: data.a };
}

function coinbase(frame: Parsed): ParsedBook {
  const symbol: string = frame.product_id;
  if (frame.type === 'snapshot') return { symbol, isSnapshot: true, bids: frame.bids, asks: frame.asks };
  const changes = frame.changes as Pairs;
  const of = (side: string) => changes.filter((change) => change[0] === side).map((change) => change.slice(1));
  return { symbol, isSnapshot: false, bids: of('buy'), asks: of('sell') };
}
