/** Analytics of a symbol while its book moves: what is fed and when, and that a replay gives the same frames. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { QUALITY_SYNCED, QUALITY_TAINTED, SOURCE_TRADE } from '../../assembly/analytics/layout.js';
import type { MarketDataPublisher } from '../../host/bus/market-data.js';
import { binanceSpot } from '../../host/feeds/binance.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import { FrameRouter } from '../../host/feeds/frame-router.js';
import { SymbolBook } from '../../host/feeds/symbol-book.js';
import { AnalyticsTable } from '../../host/gateway/analytics-table.js';
import type { PlannedKernel } from '../../host/wire/analytics-plan.js';
import { setBytes } from '../../host/wire/kernel-bytes.js';
import { capture, skipCaptures } from '../captures.js';
import { cores } from '../cores.js';
import { plannedKernel as kernel } from '../planned-kernel.js';
import { BookRig } from './book-rig.js';

const S = 1_000_000;

const PLAN: readonly PlannedKernel[] = [
  kernel('touch'),
  kernel('imbalance'),
  kernel('orderFlow', { intervalUs: S }),
  kernel('tradeFlow', {}, SOURCE_TRADE),
  kernel('vwap', { intervalUs: 10 * S }, SOURCE_TRADE),
  kernel('twap', { intervalUs: 10 * S }),
  kernel('ewma', { tauUs: S }),
  kernel('volatility', { intervalUs: S, returns: 20 }),
  kernel('kyle', { intervalUs: S, bars: 10 }, SOURCE_TRADE),
  kernel('amihud', { intervalUs: S, bars: 10 }, SOURCE_TRADE),
  kernel('vpin', { bucketLots: 100_000, buckets: 5 }, SOURCE_TRADE),
  kernel('quantiles'),
  kernel('microprice', { fitUs: 5 * S, least: 50 }),
];

const diff = (id: number, seconds: number, b: [string, string][] = [], a: [string, string][] = []) => ({
  ...{ e: 'depthUpdate', E: seconds * 1_000, s: 'BTCUSDT', U: id, u: id, b, a },
});
const trade = (p: string, q: string, seconds: number) => ({
  ...{ e: 'trade', E: seconds * 1_000, T: seconds * 1_000, s: 'BTCUSDT', t: 1, p, q, m: true },
});
const snapshot = (lastUpdateId: number, ask: string) => ({ lastUpdateId, bids: [['99', '1']], asks: [[ask, '1']] });

/** A live book: 99×1, 101×1. */
function live(plan: readonly PlannedKernel[], capacity = {}): BookRig {
  const rig = new BookRig(binanceSpot, { native: 'BTCUSDT', analytics: plan, capacity });
  rig.book.connected(1);
  rig.frame(diff(10, 1, [['98', '2']]), snapshot(9, '101'));
  expect(rig.status).toBe('live none');
  rig.take();
  return rig;
}

/** [value, mark] of a value by its name. */
function value(rig: BookRig, name: string): [number, number] {
  const { names, read } = { names: rig.book.analytics!.names, read: rig.book.analytics!.read() };
  const at = names.indexOf(name) * 3;
  return [read[at + 1]!, read[at + 2]!];
}

describe('analytics of a symbol', () => {
  it('follow the book while it is in sync, and are told of after it', () => {
    const rig = live([kernel('touch')]);
    expect(value(rig, 'touch.spread')).toEqual([2, QUALITY_SYNCED]);
    rig.frame(diff(11, 2, [['100', '1']]));
    expect(rig.take()).toEqual(['book', 'analytics']);
    expect(value(rig, 'touch.spread')).toEqual([1, QUALITY_SYNCED]);
    rig.frame(trade('100', '1', 3));
    expect(rig.take()).toEqual(['trade 100×1', 'analytics']);
  });

  it('say that sync was lost, stay while it is, and go on after it', () => {
    const rig = live([kernel('touch'), kernel('tradeFlow', {}, SOURCE_TRADE)]);
    rig.frame(trade('99', '3', 1));
    rig.frame(diff(20, 2, [['100', '1']]));
    expect(rig.take().slice(-3)).toEqual(['stale gap', 'analytics', 'resyncing gap']);
    expect(value(rig, 'touch.spread')).toEqual([2, QUALITY_TAINTED]);
    rig.frame(trade('99', '4', 2), snapshot(19, '104'));
    expect(rig.status).toBe('live none');
    expect(value(rig, 'touch.spread')).toEqual([4, QUALITY_SYNCED]);
    expect(value(rig, 'tradeFlow.cvd')).toEqual([-3, QUALITY_SYNCED]);
    rig.frame(trade('99', '5', 3));
    expect(value(rig, 'tradeFlow.cvd')).toEqual([-8, QUALITY_TAINTED]);
  });

  it('take nothing of a message that was undone', () => {
    const rig = live([kernel('touch'), kernel('orderFlow')]);
    rig.frame(diff(11, 2, [['102', '1']]));
    expect(rig.status).toBe('resyncing crossed');
    expect(value(rig, 'touch.mid')).toEqual([100, QUALITY_TAINTED]);
    expect(value(rig, 'orderFlow.flowSoFar1')[0]).toBe(0);
  });

  it('begin anew where ticks come to mean something else', () => {
    const rig = live([kernel('touch'), kernel('tradeFlow', {}, SOURCE_TRADE)]);
    rig.frame(trade('99', '3', 1));
    expect(value(rig, 'tradeFlow.cvd')).toEqual([-3, QUALITY_SYNCED]);
    rig.frame(diff(11, 2, [['99.5', '1']]));
    expect(rig.take()).toContain('regridded');
    expect(value(rig, 'touch.spread')).toEqual([3, QUALITY_SYNCED]);
    expect(value(rig, 'tradeFlow.cvd')).toEqual([0, QUALITY_SYNCED]);
  });

  it('are none where the core has no room for all of them', () => {
    const plan = [kernel('touch'), kernel('imbalance')];
    expect(live(plan, { kernelBytes: setBytes(plan) }).book.analytics!.read().length).toBe(18);
    expect(live(plan, { kernelBytes: setBytes(plan) - 1 }).book.analytics!.read().length).toBe(0);
  });

  it('survive that the venue keeps another depth', () => {
    const rig = live([kernel('touch')]);
    rig.book.subscribed(5);
    rig.frame(diff(99, 2), snapshot(98, '102'));
    expect(rig.status).toBe('live none');
    expect(value(rig, 'touch.spread')).toEqual([3, QUALITY_SYNCED]);
  });
});

/** The analytics frames of a capture's first lines, one an observation, and what the reader has in the end. */
function replayed(
  make: (typeof cores)[number]['make'],
  lines: number,
): { hash: string; frames: number; known: number } {
  const core = make({ levels: 16_384, totalLevels: 65_536, values: 256, kernelBytes: setBytes(PLAN) });
  const grid = { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 };
  const view = core.openWriter(2, 1, 0, grid);
  const hash = createHash('sha256');
  let frames = 0;
  let table: AnalyticsTable | undefined;
  const publisher: MarketDataPublisher = {
    ...{ add() {}, remove() {}, book() {}, replaced() {}, trades() {}, state() {} },
    analytics: ({ analytics, tsRecv, tsEvent }) => {
      table ??= new AnalyticsTable(analytics!.names);
      const count = table.stage(analytics!, core);
      if (count === 0) return;
      const length = core.encodeAnalytics(view, 0, count, table.names.length, tsRecv, tsEvent);
      expect(length).toBeGreaterThan(0);
      table.sent();
      hash.update(core.output.subarray(0, length));
      frames++;
    },
  };
  const book = new SymbolBook({
    ...{ venue: binanceSpot, native: 'BTCUSDT', core, streamId: 1, epoch: () => 1, publisher, analytics: PLAN },
    requestSnapshot: () => false,
    toleratesQuotes: true,
  });
  const router = new FrameRouter({
    venue: binanceSpot,
    book: () => book,
    unnamedSnapshot: (message, tsRecv) => book.snapshot(message, tsRecv),
  });
  const reader = new CaptureReader(capture('binance-spot/btcusdt-20240808.gz'));
  for (let i = 0; i < lines && reader.next(); i++) {
    if (i === 0) book.connected(reader.tsRecv);
    router.frame(reader.text, reader.tsRecv);
  }
  reader.close();
  const marks = book.analytics!.read().filter((_, i) => i % 3 === 2);
  return { hash: hash.digest('hex'), frames, known: marks.filter((mark) => mark === QUALITY_SYNCED).length };
}

describe.skipIf(skipCaptures)('a replayed capture', () => {
  it('gives the same analytics frames again, and in the three cores', () => {
    const lines = 6_000;
    const runs = cores.map(({ make }) => replayed(make, lines));
    expect(runs[0]!.frames).toBeGreaterThan(1_000);
    expect(runs[0]!.known).toBeGreaterThan(40);
    expect(new Set(runs.map(({ hash }) => hash)).size).toBe(1);
    expect(replayed(cores[2]!.make, lines)).toEqual(runs[2]);
  });
});
