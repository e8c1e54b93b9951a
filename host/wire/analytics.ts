/**
 * The contract of the analytics kernels: what the core (`host/core/analytics`) and its plain TypeScript
 * twin (`host/reference/analytics`) both do, with the same bits. docs/ANALYTICS.md has formulas, sources,
 * warm-up, units and precision of each kernel; the layout is `assembly/analytics/layout`.
 *
 * A kernel takes records (rows of doubles, each with a time in µs and whether the book was in sync) and
 * holds values with a mark of their quality. Prices and sizes are in whatever unit the records use,
 * ticks and lots as a rule. Nothing throws on data.
 */
import {
  ANALYTICS_ARGUMENT,
  BLOCK_MAX_PARAMS,
  DEPTH_FIELDS,
  KERNEL_AMIHUD,
  KERNEL_COVARIANCE,
  KERNEL_EWMA,
  KERNEL_IMBALANCE,
  KERNEL_KYLE,
  KERNEL_MICROPRICE,
  KERNEL_ORDER_FLOW,
  KERNEL_QUANTILES,
  KERNEL_TOUCH,
  KERNEL_TRADE_FLOW,
  KERNEL_TWAP,
  KERNEL_VOLATILITY,
  KERNEL_VPIN,
  KERNEL_VWAP,
  PAIR_FIELDS,
  SAMPLE_FIELDS,
  TRADED_FIELDS,
} from '../../assembly/analytics/layout.js';

export interface KernelShape {
  /** A KERNEL_* of the layout. */
  readonly id: number;
  /** Doubles of a record. */
  readonly recordFields: number;
  /** Names and defaults, in the core's order. */
  readonly params: readonly (readonly [name: string, byDefault: number])[];
  readonly values: readonly string[];
}

const LEVELS = Array.from({ length: 10 }, (_, i) => i + 1);

export const KERNEL_SHAPES = {
  touch: { id: KERNEL_TOUCH, recordFields: DEPTH_FIELDS, params: [], values: ['mid', 'spread', 'weightedMid'] },
  imbalance: {
    id: KERNEL_IMBALANCE,
    recordFields: DEPTH_FIELDS,
    params: [],
    values: ['imbalance1', 'imbalance5', 'imbalance10'],
  },
  orderFlow: {
    id: KERNEL_ORDER_FLOW,
    recordFields: DEPTH_FIELDS,
    params: [
      ['levels', 10],
      ['intervalUs', 1_000_000],
    ],
    values: [...LEVELS.map((level) => `flow${level}`), ...LEVELS.map((level) => `flowSoFar${level}`)],
  },
  tradeFlow: {
    id: KERNEL_TRADE_FLOW,
    recordFields: TRADED_FIELDS,
    params: [['tauUs', 10_000_000]],
    values: ['cvd', 'bought', 'sold', 'tradesPerSecond', 'buysPerSecond', 'sellsPerSecond', 'signedLotsPerSecond'],
  },
  vwap: {
    id: KERNEL_VWAP,
    recordFields: TRADED_FIELDS,
    params: [['intervalUs', 60_000_000]],
    values: ['vwap', 'lots', 'vwapSoFar', 'lotsSoFar'],
  },
  twap: {
    id: KERNEL_TWAP,
    recordFields: SAMPLE_FIELDS,
    params: [['intervalUs', 60_000_000]],
    values: ['twap', 'twapSoFar'],
  },
  ewma: { id: KERNEL_EWMA, recordFields: SAMPLE_FIELDS, params: [['tauUs', 10_000_000]], values: ['mean'] },
  volatility: {
    id: KERNEL_VOLATILITY,
    recordFields: SAMPLE_FIELDS,
    params: [
      ['intervalUs', 1_000_000],
      ['returns', 300],
    ],
    values: ['realisedVariance', 'realisedVolatility', 'bipowerVariation', 'jumpVariation'],
  },
  kyle: {
    id: KERNEL_KYLE,
    recordFields: TRADED_FIELDS,
    params: [
      ['intervalUs', 10_000_000],
      ['bars', 60],
    ],
    values: ['lambda', 'alpha', 'rSquared'],
  },
  amihud: {
    id: KERNEL_AMIHUD,
    recordFields: TRADED_FIELDS,
    params: [
      ['intervalUs', 60_000_000],
      ['bars', 60],
    ],
    values: ['illiquidity'],
  },
  vpin: {
    id: KERNEL_VPIN,
    recordFields: TRADED_FIELDS,
    // No default volume fits every instrument: 0 is refused.
    params: [
      ['bucketLots', 0],
      ['buckets', 50],
      ['barUs', 0],
      ['changes', 60],
    ],
    values: ['vpin', 'bucketImbalance', 'bucketsEnded', 'bucketFill', 'priceDeviation'],
  },
  quantiles: {
    id: KERNEL_QUANTILES,
    recordFields: SAMPLE_FIELDS,
    params: [
      ['accuracy', 0.01],
      ['bins', 2048],
      ['first', 0.5],
      ['second', 0.9],
      ['third', 0.99],
    ],
    values: ['first', 'second', 'third', 'count', 'moved'],
  },
  covariance: {
    id: KERNEL_COVARIANCE,
    recordFields: PAIR_FIELDS,
    params: [['pairs', 300]],
    values: ['covariance', 'correlation', 'varianceX', 'varianceY'],
  },
  microprice: {
    id: KERNEL_MICROPRICE,
    recordFields: DEPTH_FIELDS,
    params: [
      ['buckets', 10],
      ['spreads', 3],
      ['fitUs', 300_000_000],
      ['least', 1_000],
      ['tick', 1],
    ],
    values: ['microprice', 'adjustment', 'fits', 'transitions'],
  },
} as const satisfies Record<string, KernelShape>;

export type KernelName = keyof typeof KERNEL_SHAPES;
export const KERNEL_NAMES = Object.keys(KERNEL_SHAPES) as KernelName[];

/** Parameters by name; what is left out has its default. */
export type KernelParams = Readonly<Record<string, number>>;

export interface AnalyticsKernel {
  readonly name: KernelName;
  /** In the order of the shape; NaN is none. Current after every `push`; not to be written. */
  readonly values: Float64Array;
  /** A QUALITY_*: of the first value, and so of all. */
  readonly quality: number;
  /** The latest time seen, µs; -1 before the first record. */
  readonly time: number;
  /**
   * Takes the first `count` records (default: all), in order. Answers how many it took: the first that
   * cannot be (a number not finite or out of range, a size that is no integer) stops it and changes
   * nothing. -ANALYTICS_ARGUMENT where `records` does not hold `count`.
   */
  push(records: Float64Array, count?: number): number;
}

export interface Analytics {
  /** A fresh kernel, or -ANALYTICS_ARGUMENT (a parameter cannot be), -ANALYTICS_FULL (no room is left). */
  open(name: KernelName, params?: KernelParams): AnalyticsKernel | number;
}

/** A kernel's parameters in the core's order, BLOCK_MAX_PARAMS of them; or -ANALYTICS_ARGUMENT. */
export function orderedParams(name: KernelName, given: KernelParams): number[] | number {
  const { params }: KernelShape = KERNEL_SHAPES[name];
  if (Object.keys(given).some((key) => !params.some(([known]) => known === key))) return -ANALYTICS_ARGUMENT;
  const ordered = params.map(([key, byDefault]) => given[key] ?? byDefault);
  while (ordered.length < BLOCK_MAX_PARAMS) ordered.push(0);
  return ordered;
}

/** How many records a call may take; -ANALYTICS_ARGUMENT where there are not so many. */
export function recordCount(name: KernelName, records: Float64Array, count: number | undefined): number {
  const whole = Math.floor(records.length / KERNEL_SHAPES[name].recordFields);
  if (count === undefined) return whole;
  return Number.isInteger(count) && count >= 0 && count <= whole ? count : -ANALYTICS_ARGUMENT;
}
