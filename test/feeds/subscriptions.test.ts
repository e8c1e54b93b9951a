/** Every venue takes symbols in and lets them go on an open connection, in words that its replay understands. */
import { describe, expect, it } from 'vitest';
import { coinbaseWords } from '../../host/feeds/replay/coinbase-words.js';
import { krakenV1Words } from '../../host/feeds/replay/kraken-v1-words.js';
import { krakenV2Words } from '../../host/feeds/replay/kraken-v2-words.js';
import { okxWords } from '../../host/feeds/replay/okx-words.js';
import { StreamRequests } from '../../host/feeds/simulated/stream-requests.js';
import { VENUE_IDS } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';

const SYMBOLS = ['A-B', 'C-D'];

/** What a connection is subscribed to after messages, as the other side keeps it. */
function held(id: string, messages: readonly string[]): string[] {
  if (id.startsWith('binance')) {
    const requests = new StreamRequests(true, 100);
    for (const message of messages) expect(JSON.parse(requests.answer(message))).toEqual({ result: null, id: 1 });
    return [...requests.streams].sort();
  }
  const topics = new Set<string>();
  for (const message of messages) {
    const change = (kind: string, name: string) => (kind === 'subscribe' ? topics.add(name) : topics.delete(name));
    if (id.startsWith('kraken')) {
      const request = (id === 'kraken-v1' ? krakenV1Words : krakenV2Words).read(message);
      if (request.kind !== 'subscribe' && request.kind !== 'unsubscribe') throw new Error(`not understood: ${message}`);
      for (const symbol of request.symbols) change(request.kind, `${request.channel} ${symbol}`);
      continue;
    }
    const request = (id === 'okx' ? okxWords : coinbaseWords).read(message);
    if (request.kind !== 'subscribe' && request.kind !== 'unsubscribe') throw new Error(`not understood: ${message}`);
    for (const { channel, symbol } of request.topics) change(request.kind, `${channel} ${symbol}`);
  }
  return [...topics].sort();
}

describe('subscriptions of an open connection', () => {
  it.each(VENUE_IDS)('of %s: more is what a fresh connection has, fewer is what remains', (id) => {
    const venue = venueById(id)!;
    const all = venue.subscribe!(SYMBOLS, 10);
    const { messages } = venue.subscription(SYMBOLS, venue.urls, 10);
    if (messages.length > 0) expect(held(id, all)).toEqual(held(id, messages));
    expect(held(id, all).length).toBeGreaterThanOrEqual(4);
    expect(held(id, [...all, ...venue.unsubscribe!(['A-B'], 10)])).toEqual(held(id, venue.subscribe!(['C-D'], 10)));
    expect(held(id, [...all, ...venue.unsubscribe!(SYMBOLS, 10)])).toEqual([]);
  });
});
