/**
 * However a network drops, repeats and reorders a session, a book that is shown as live equals the
 * exchange's at the same position; and once the network behaves again, it is live.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binanceSpot, binanceUsdm } from '../../host/feeds/binance.js';
import { krakenV1 } from '../../host/feeds/kraken.js';
import { okx } from '../../host/feeds/okx.js';
import type { Venue } from '../../host/feeds/venue.js';
import { BookRig } from './book-rig.js';
import { KrakenExchange } from './kraken-exchange.js';
import { OkxExchange } from './okx-exchange.js';

/** Sizes by price, in whole numbers; prices below 50 are bids, above 50 asks. */
type Change = readonly [price: number, size: number];
const price = fc.oneof(fc.integer({ min: 1, max: 49 }), fc.integer({ min: 51, max: 99 }));
const change: fc.Arbitrary<Change> = fc.tuple(price, fc.integer({ min: 0, max: 5 }));
/** What becomes of a message on its way. */
const fate = fc.constantFrom('arrives', 'arrives', 'arrives', 'arrives', 'drop', 'repeat', 'late');
const step = fc.tuple(fc.array(change, { minLength: 1, maxLength: 4 }), fate);

/** The messages in the order in which they arrive. */
function arrivals<T>(steps: readonly (readonly [T, string])[]): T[] {
  const order: T[] = [];
  let held: T | undefined;
  for (const [message, what] of steps) {
    if (what === 'late' && held === undefined) {
      held = message;
      continue;
    }
    if (what !== 'drop') order.push(message);
    if (what === 'repeat') order.push(message);
    if (held !== undefined) order.push(held);
    held = undefined;
  }
  return order;
}

class BinanceExchange {
  readonly #book = new Map<number, number>([
    [50.5, 1],
    [49.5, 1],
  ]);
  readonly #isFutures: boolean;
  #id = 100;
  #previous = 100;
  /** The book at each id at which a diff left it. */
  readonly history = new Map<number, string>();

  constructor(isFutures: boolean) {
    this.#isFutures = isFutures;
    this.history.set(this.#id, this.text());
  }

  diff(changes: readonly Change[]): string {
    const latest = new Map(changes);
    for (const [price, size] of latest) {
      if (size === 0) this.#book.delete(price);
      else this.#book.set(price, size);
    }
    const U = this.#id + 1;
    // Several update ids a diff; futures leave holes between them.
    this.#id += 3;
    const u = this.#id;
    if (this.#isFutures) this.#id += 2;
    const side = (isBid: boolean) =>
      [...latest].filter(([p]) => p < 50 === isBid).map(([p, s]) => [String(p), String(s)]);
    const message = {
      e: 'depthUpdate',
      E: 1,
      T: 1,
      s: 'BTCUSDT',
      U,
      u,
      pu: this.#previous,
      b: side(true),
      a: side(false),
    };
    this.#previous = u;
    this.history.set(u, this.text());
    return JSON.stringify(message);
  }

  snapshot(): string {
    const levels = (isBid: boolean) =>
      [...this.#book].filter(([p]) => p < 50 === isBid).map(([p, s]) => [String(p), String(s)]);
    return JSON.stringify({ lastUpdateId: this.#previous, bids: levels(true), asks: levels(false) });
  }

  text(): string {
    const levels = [...this.#book].sort(([a], [b]) => a - b);
    return levels.map(([p, s]) => `${p}×${s}`).join(' ');
  }
}

const bookText = (rig: BookRig) => [...rig.bids.reverse(), ...rig.asks].join(' ');

function followsBinance(
  venue: Venue,
  isFutures: boolean,
  steps: readonly (readonly [readonly Change[], string])[],
  delay: number,
): void {
  const exchange = new BinanceExchange(isFutures);
  const rig = new BookRig(venue, { native: 'BTCUSDT' });
  rig.book.connected(1);
  // Messages with the snapshot that the exchange would have given at that moment.
  const sent = steps.map(([changes, what]) => [[exchange.diff(changes), exchange.snapshot()], what] as const);
  const later = [1, 2, 3, 4, 5, 6].map(
    (size) => [[exchange.diff([[10, size % 5]]), exchange.snapshot()], 'arrives'] as const,
  );
  let answered = 0;
  let due = 0;
  for (const [diff, snapshot] of arrivals([...sent, ...later])) {
    rig.frame(diff!);
    if (rig.book.state === 'live') expect(bookText(rig)).toBe(exchange.history.get(rig.book.lastId));
    // A request is answered some messages later, one at a time.
    if (rig.asked > answered && due++ >= delay) {
      answered = rig.asked;
      due = 0;
      rig.frame(snapshot!);
      if (rig.book.state === 'live') expect(bookText(rig)).toBe(exchange.history.get(rig.book.lastId));
    }
  }
  expect(rig.status).toBe('live none');
  expect(bookText(rig)).toBe(exchange.text());
}

const steps = fc.array(step, { maxLength: 40 });
const delay = fc.integer({ min: 0, max: 1 });

describe('a faulty session', () => {
  it('of Binance spot', () => {
    fc.assert(
      fc.property(steps, delay, (session, wait) => followsBinance(binanceSpot, false, session, wait)),
      { numRuns: 300 },
    );
  });

  it('of Binance futures', () => {
    fc.assert(
      fc.property(steps, delay, (session, wait) => followsBinance(binanceUsdm, true, session, wait)),
      { numRuns: 300 },
    );
  });

  it('of OKX, by its ids alone', () => {
    fc.assert(
      fc.property(steps, (session) => {
        const exchange = new OkxExchange();
        exchange.hasChecksums = false;
        const rig = new BookRig(okx, { native: 'BTC-USDT' });
        rig.book.connected(1);
        rig.frame(exchange.snapshot([['49.5', '1']], [['50.5', '1']]));
        const history = new Map<number, string>();
        const send = (changes: readonly Change[]) => {
          const side = (isBid: boolean) =>
            changes.filter(([p]) => p < 50 === isBid).map(([p, s]) => [`${p}`, `${s}`] as const);
          const update = exchange.update(side(true), side(false));
          const { bids, asks } = exchange.levels();
          history.set(exchange.seqId, [...bids.reverse(), ...asks].map(([p, s]) => `${p}×${s}`).join(' '));
          return { update, snapshot: exchange.snapshotAgain() };
        };
        const sent = session.map(([changes, what]) => [send(changes), what] as const);
        const later = [1, 2, 3].map((size) => [send([[10, size]]), 'arrives'] as const);
        let answered = 0;
        for (const { update, snapshot } of arrivals([...sent, ...later])) {
          rig.frame(update);
          if (rig.book.state === 'live') expect(bookText(rig)).toBe(history.get(rig.book.lastId));
          if (rig.asked === answered) continue;
          answered = rig.asked;
          rig.frame(snapshot);
          expect(bookText(rig)).toBe(history.get(rig.book.lastId));
        }
        expect([rig.status, bookText(rig)]).toEqual(['live none', history.get(exchange.seqId)]);
      }),
      { numRuns: 300 },
    );
  });

  it('of Kraken, where the checksum covers the whole book', () => {
    fc.assert(
      fc.property(steps, (session) => {
        const exchange = new KrakenExchange(10);
        exchange.change([['49.5', '1']], [['50.5', '1']]);
        const rig = new BookRig(krakenV1, { native: 'XBT/USD' });
        rig.book.connected(1);
        rig.frame(exchange.v1Snapshot());
        const send = (changes: readonly Change[]) => {
          const side = (isBid: boolean) =>
            changes.filter(([p]) => p < 50 === isBid).map(([p, s]) => [`${p}.0`, `${s}`] as const);
          const update = exchange.v1Update(side(true), side(false));
          const levels = [...exchange.bids].reverse().concat(exchange.asks);
          const text = levels.map(([p, s]) => `${p.replace('.0', '')}×${s}`).join(' ');
          return { update, snapshot: exchange.v1Snapshot(), text };
        };
        const sent = session.map(([changes, what]) => [send(changes), what] as const);
        const later = [1, 2, 3].map((size) => [send([[10, size]]), 'arrives'] as const);
        let answered = 0;
        let last = '';
        for (const { update, snapshot, text } of arrivals([...sent, ...later])) {
          const before = rig.book.counters.checksumsOk;
          rig.frame(update);
          if (rig.book.counters.checksumsOk > before) expect(bookText(rig)).toBe(text);
          if (rig.asked > answered) {
            answered = rig.asked;
            rig.frame(snapshot);
            expect(bookText(rig)).toBe(text);
          }
          last = text;
        }
        expect([rig.status, bookText(rig)]).toEqual(['live none', last]);
      }),
      { numRuns: 300 },
    );
  });
});
