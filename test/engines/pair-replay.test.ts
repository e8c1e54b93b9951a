/** A pair over two recorded sessions: the same bits again and in the three cores, and what the formula gives over all mids at once. */
import { describe, expect, it } from 'vitest';
import { QUALITY_SYNCED } from '../../assembly/analytics/layout.js';
import { INFO_BEST_ASK, INFO_BEST_BID } from '../../assembly/layout.js';
import { LocalBus } from '../../host/bus/local.js';
import { computePairs } from '../../host/engines/pair-analytics.js';
import { binanceSpot } from '../../host/feeds/binance.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import { FrameRouter } from '../../host/feeds/frame-router.js';
import { SymbolBook } from '../../host/feeds/symbol-book.js';
import { analyticsTwins } from '../analytics-twins.js';
import { capture, skipCaptures } from '../captures.js';
import { cores } from '../cores.js';

const INTERVAL_US = 500_000;
const PAIRS = 40;
const LINES = 12_000;
const NATIVES = ['BTCUSDT', 'ETHUSDT'] as const;

type Twin = (typeof cores)[number]['name'];

/** Both sessions in the order in which they were received. */
function* merged() {
  const readers = NATIVES.map(
    (native) => new CaptureReader(capture(`binance-spot/${native.toLowerCase()}-20240808.gz`)),
  );
  const more = readers.map((reader) => reader.next());
  for (let i = 0; i < LINES && more.some(Boolean); i++) {
    const at = more[1] && (!more[0] || readers[1]!.tsRecv < readers[0]!.tsRecv) ? 1 : 0;
    const { text, tsRecv } = readers[at]!;
    yield { at, text, tsRecv };
    more[at] = readers[at]!.next();
  }
  for (const reader of readers) reader.close();
}

function replayed(twin: Twin) {
  const core = cores.find(({ name }) => name === twin)!.make({ levels: 16_384, totalLevels: 65_536 });
  const analytics = analyticsTwins.find(({ name }) => name === twin)!.make();
  const bus = new LocalBus();
  let stream = 9;
  const { refused } = computePairs({
    plans: [
      {
        name: 'both',
        symbols: ['binance-spot:BTCUSDT', 'binance-spot:ETHUSDT'],
        intervalUs: INTERVAL_US,
        pairs: PAIRS,
      },
    ],
    ...{ bus, publisher: bus, core, analytics, nextStreamId: () => stream++ },
  });
  expect(refused).toEqual([]);
  const values: string[] = [];
  const mids: [time: number, mid: number][][] = [[], []];
  bus.subscribe({
    onBook: ({ symbol, tsEvent, core, stream }) => {
      const mid = (core.info(stream, INFO_BEST_BID) + core.info(stream, INFO_BEST_ASK)) / 2;
      mids[symbol.endsWith(NATIVES[0]) ? 0 : 1]!.push([tsEvent, mid]);
    },
    onAnalytics: (source) => values.push(Buffer.from(source.analytics!.read().slice().buffer).toString('hex')),
  });
  const sessions = NATIVES.map((native, at) => {
    const book = new SymbolBook({
      ...{ venue: binanceSpot, native, core, streamId: at + 1, epoch: () => 1, publisher: bus },
      requestSnapshot: () => false,
      toleratesQuotes: true,
    });
    const unnamedSnapshot = (...told: Parameters<SymbolBook['snapshot']>) => book.snapshot(...told);
    return { book, router: new FrameRouter({ venue: binanceSpot, book: () => book, unnamedSnapshot }) };
  });
  const begun = [false, false];
  for (const { at, text, tsRecv } of merged()) {
    const { book, router } = sessions[at]!;
    if (!begun[at]) book.connected(tsRecv);
    begun[at] = true;
    router.frame(text, tsRecv);
  }
  return { values, mids, last: [...bus.source('pair:both')!.analytics!.read()] };
}

/** The mid at the end of each interval from the first in which both are known. */
function closes(mids: readonly (readonly [time: number, mid: number])[], from: number, until: number): number[] {
  const found: number[] = [];
  for (let interval = from; interval <= until; interval++) {
    found.push(mids.findLast(([time]) => Math.floor(time / INTERVAL_US) <= interval)![1]);
  }
  return found;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.skipIf(skipCaptures)('a pair over two recorded sessions', () => {
  it('gives the same values again, and in the three cores', () => {
    const runs = cores.map(({ name }) => replayed(name).values);
    expect(runs[0]!.length).toBeGreaterThan(PAIRS);
    for (const run of [...runs, replayed('simd').values]) expect(run).toEqual(runs[0]);
  });

  it('has the covariance and the correlation of the returns in its window, by the formula', () => {
    const { mids, last } = replayed('simd');
    const interval = (time: number) => Math.floor(time / INTERVAL_US);
    // An interval counts once both were heard of after its end.
    const until = Math.min(...mids.map((side) => interval(side.at(-1)![0]))) - 1;
    const [x, y] = mids.map((side) => {
      const ends = closes(side, until - PAIRS, until);
      return ends.slice(1).map((end, i) => end / ends[i]! - 1);
    }) as [number[], number[]];
    const [meanX, meanY] = [mean(x), mean(y)];
    const sum = (of: (i: number) => number) => x.reduce((total, _, i) => total + of(i), 0);
    const sumXY = sum((i) => (x[i]! - meanX) * (y[i]! - meanY));
    const [sumXX, sumYY] = [sum((i) => (x[i]! - meanX) ** 2), sum((i) => (y[i]! - meanY) ** 2)];
    const [covariance, correlation] = [last[1]!, last[4]!];
    expect(correlation / (sumXY / Math.sqrt(sumXX * sumYY))).toBeCloseTo(1, 9);
    expect(covariance / (sumXY / (PAIRS - 1))).toBeCloseTo(1, 9);
    expect(last.filter((_, i) => i % 3 === 2)).toEqual([1, 1, 1, 1].map(() => QUALITY_SYNCED));
  });
});
