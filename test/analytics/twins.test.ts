/** Random rows through every kernel: the three implementations agree in every bit, however the rows are batched. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEPTH_FIELDS, PAIR_FIELDS, SAMPLE_FIELDS, TRADED_FIELDS } from '../../assembly/analytics/layout.js';
import {
  type AnalyticsKernel,
  KERNEL_NAMES,
  KERNEL_SHAPES,
  type KernelName,
  type KernelParams,
} from '../../host/wire/analytics.js';
import { analyticsTwins } from '../analytics-twins.js';

const interval = fc.constantFrom(1, 7, 100, 1_000);
const window = fc.constantFrom(2, 3, 10);

const params: { [Name in KernelName]: fc.Arbitrary<KernelParams> } = {
  touch: fc.constant({}),
  imbalance: fc.constant({}),
  orderFlow: fc.record({ levels: fc.integer({ min: 1, max: 10 }), intervalUs: interval }),
  tradeFlow: fc.record({ tauUs: interval }),
  vwap: fc.record({ intervalUs: fc.oneof(interval, fc.constant(0)) }),
  twap: fc.record({ intervalUs: fc.oneof(interval, fc.constant(0)) }),
  ewma: fc.record({ tauUs: interval }),
  volatility: fc.record({ intervalUs: interval, returns: window }),
  kyle: fc.record({ intervalUs: interval, bars: window }),
  amihud: fc.record({ intervalUs: interval, bars: window }),
  vpin: fc.record({
    bucketLots: fc.constantFrom(1, 10, 1_000),
    buckets: fc.constantFrom(1, 2, 5),
    barUs: fc.constantFrom(0, 1, 20),
    changes: window,
  }),
  quantiles: fc.record({
    accuracy: fc.constantFrom(0.001, 0.01, 0.3),
    bins: fc.constantFrom(16, 100, 2_048),
    first: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  covariance: fc.record({ pairs: window }),
  microprice: fc.record({
    buckets: fc.integer({ min: 2, max: 20 }),
    spreads: fc.integer({ min: 1, max: 5 }),
    fitUs: fc.constantFrom(100, 1_000),
    least: fc.constantFrom(1, 5),
    tick: fc.constantFrom(1, 0.5, 2),
  }),
};

const MOST = Number.MAX_SAFE_INTEGER;
/** Mostly what markets have, sometimes the edges, sometimes what cannot be. */
const step = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(-5, 5_000, 1e9) },
);
const sync = fc.oneof({ weight: 15, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(0, 0, 0.5) });
const price = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 98, max: 103 }) },
  { weight: 3, arbitrary: fc.double({ min: 2 ** -100, max: MOST, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, MOST, 2 ** -101) },
);
const lots = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 0, max: 30 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: MOST }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 1.5, Number.NaN, MOST + 1, MOST) },
);
const side = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: 0, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 3, 0.5) },
);
const number = fc.oneof(
  { weight: 10, arbitrary: fc.double({ min: -200, max: 200, noNaN: true }) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 2 ** -100, -(2 ** -101), MOST, -MOST) },
);
const positive = fc.oneof({ weight: 5, arbitrary: price }, { weight: 1, arbitrary: number });
const depthSide = fc
  .array(fc.tuple(price, lots), { maxLength: 10 })
  .map((levels) => [...levels, ...Array(10 - levels.length).fill([0, 0])] as [number, number][]);
const depthLevels = fc
  .tuple(depthSide, depthSide)
  .map(([bids, asks]) =>
    bids.flatMap((bid, i) => [...(bid[1] === 0 ? [0, 0] : bid), ...(asks[i]![1] === 0 ? [0, 0] : asks[i]!)]),
  );

function rows(name: KernelName): fc.Arbitrary<number[][]> {
  const fields: Record<number, fc.Arbitrary<number[]>> = {
    [DEPTH_FIELDS]: depthLevels,
    [TRADED_FIELDS]: fc.tuple(price, lots, side),
    [SAMPLE_FIELDS]: fc.tuple(name === 'volatility' ? positive : number),
    [PAIR_FIELDS]: fc.tuple(number, number),
  };
  return fc.array(fc.tuple(step, sync, fields[KERNEL_SHAPES[name].recordFields]!), { maxLength: 120 }).map((list) => {
    let time = 1_700_000_000_000_000;
    return list.map(([by, inSync, rest]) => {
      time += by;
      return [time, inSync, ...rest];
    });
  });
}

const open = (kernel: AnalyticsKernel | number): AnalyticsKernel => {
  if (typeof kernel === 'number') throw new Error(`no kernel but code ${kernel}`);
  return kernel;
};
const bitsOf = (values: Float64Array) => [
  ...new BigUint64Array(Float64Array.from(values, (x) => (Number.isNaN(x) ? Number.NaN : x)).buffer),
];

/** What is seen of a kernel after each batch; a row that cannot be is left out and the rest goes on. */
function play(kernel: AnalyticsKernel, all: readonly number[][], batch: number): unknown[] {
  const seen: unknown[] = [];
  for (let from = 0; from < all.length; ) {
    const some = all.slice(from, from + batch);
    const taken = kernel.push(Float64Array.from(some.flat()));
    seen.push([taken, kernel.quality, kernel.time, bitsOf(kernel.values)]);
    from += taken < some.length ? taken + 1 : taken;
  }
  return seen;
}

describe.each(KERNEL_NAMES)('%s', (name) => {
  it('has the same bits in the three', () => {
    fc.assert(
      fc.property(params[name], rows(name), (given, all) => {
        const [oracle, ...others] = analyticsTwins.map((twin) => play(open(twin.make().open(name, given)), all, 1));
        for (const other of others) expect(other).toEqual(oracle);
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on how rows are batched', () => {
    fc.assert(
      fc.property(params[name], rows(name), fc.integer({ min: 2, max: 130 }), (given, all, batch) => {
        for (const twin of analyticsTwins) {
          const one = play(open(twin.make().open(name, given)), all, 1).at(-1) as unknown[] | undefined;
          const many = play(open(twin.make().open(name, given)), all, batch).at(-1) as unknown[] | undefined;
          expect(many?.slice(1)).toEqual(one?.slice(1));
        }
      }),
      { numRuns: 40 },
    );
  });
});
