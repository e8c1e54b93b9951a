/** Analytics of a configuration: which kernels are computed of which symbols, with which parameters. */
import { z } from 'zod';
import {
  MAX_BINS,
  MAX_BUCKETS,
  MAX_SPREADS,
  MAX_WINDOW,
  MIN_BINS,
  MIN_BUCKETS,
  MIN_WINDOW,
  SAMPLE_FIELDS,
  SOURCE_LOTS,
  SOURCE_MID,
  SOURCE_SPREAD,
  SOURCE_TRADE,
  TRADED_FIELDS,
} from '../../assembly/analytics/layout.js';
import { KERNEL_SHAPES, type KernelName } from '../wire/analytics.js';
import type { PlannedKernel } from '../wire/analytics-plan.js';
import { DURATION_FORM, formatDuration, parseDuration } from './duration.js';
import { nearMatch } from './near-match.js';

/** Kernels of one symbol's messages; a covariance is of two symbols. */
export const STREAM_KERNELS = (Object.keys(KERNEL_SHAPES) as KernelName[]).filter(
  (name) => name !== 'covariance',
) as readonly KernelName[];

const SOURCES = { mid: SOURCE_MID, trade: SOURCE_TRADE, spread: SOURCE_SPREAD, lots: SOURCE_LOTS } as const;
const MAX_DURATION_MS = 86_400_000;

/** What a parameter may be: the core's ranges. Times are given as durations, without the unit in their name. */
const RANGES: { readonly [param: string]: readonly [least: number, most: number] } = {
  levels: [1, 10],
  returns: [MIN_WINDOW, MAX_WINDOW],
  bars: [MIN_WINDOW, MAX_WINDOW],
  bucketLots: [1, Number.MAX_SAFE_INTEGER],
  changes: [MIN_WINDOW, MAX_WINDOW],
  accuracy: [0.0001, 0.5],
  bins: [MIN_BINS, MAX_BINS],
  first: [0, 1],
  second: [0, 1],
  third: [0, 1],
  spreads: [1, MAX_SPREADS],
  least: [1, Number.MAX_SAFE_INTEGER],
  tick: [2 ** -100, Number.MAX_SAFE_INTEGER],
};
const FRACTIONS = ['accuracy', 'first', 'second', 'third', 'tick'];
/** Those that may be 0: no grid of intervals, no bars. */
const OR_NONE = ['vwap.interval', 'twap.interval', 'vpin.bar'];

type Fault = (path: readonly PropertyKey[], expected: string) => void;
type Given = Readonly<Record<string, unknown>>;

function rangeOf(kernel: KernelName, param: string): readonly [number, number] {
  if (param !== 'buckets') return RANGES[param]!;
  return kernel === 'vpin' ? [1, MAX_WINDOW] : [MIN_BUCKETS, MAX_BUCKETS];
}

/** A parameter's value for the core; undefined, and told, where it is none. */
function paramValue(kernel: KernelName, param: string, given: unknown, fault: Fault): number | undefined {
  if (param.endsWith('Us')) {
    const name = param.slice(0, -2);
    if (given === 0 && OR_NONE.includes(`${kernel}.${name}`)) return 0;
    const ms = typeof given === 'string' ? parseDuration(given) : undefined;
    if (ms !== undefined && ms >= 1 && ms <= MAX_DURATION_MS) return ms * 1000;
    fault([name], `${DURATION_FORM}, from 1 ms to ${MAX_DURATION_MS} ms`);
    return undefined;
  }
  const [least, most] = rangeOf(kernel, param);
  const isFraction = FRACTIONS.includes(param);
  const isRight = typeof given === 'number' && given >= least && given <= most;
  if (isRight && (isFraction || Number.isInteger(given))) return given as number;
  fault([param], `${isFraction ? 'a number' : 'an integer'} from ${least} to ${most}`);
  return undefined;
}

/** What a kernel may see, by name; the first is the default. */
function sourcesOf(kernel: KernelName): (keyof typeof SOURCES)[] {
  const { recordFields } = KERNEL_SHAPES[kernel];
  if (recordFields === SAMPLE_FIELDS) return ['mid', 'trade', 'spread', 'lots'];
  return recordFields === TRADED_FIELDS ? ['trade', 'mid'] : [];
}

function planned(name: string, given: Given, fault: Fault): PlannedKernel | undefined {
  const kernel = (given['kernel'] ?? name) as KernelName;
  if (!STREAM_KERNELS.includes(kernel)) {
    const near = nearMatch(String(kernel), STREAM_KERNELS);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    fault(
      given['kernel'] === undefined ? [] : ['kernel'],
      `the name of a kernel, or a key kernel with one of ${STREAM_KERNELS.join(', ')}${hint}`,
    );
    return undefined;
  }
  const { params } = KERNEL_SHAPES[kernel];
  const keyOf = (param: string) => param.replace(/Us$/, '');
  const sources = sourcesOf(kernel);
  const known = ['kernel', ...(sources.length > 0 ? ['of'] : []), ...params.map(([param]) => keyOf(param))];
  let isRight = true;
  const wrong: Fault = (path, expected) => {
    isRight = false;
    fault(path, expected);
  };
  for (const key of Object.keys(given))
    if (!known.includes(key)) wrong([key], `none: ${kernel} has ${known.slice(1).join(', ') || 'no parameters'}`);
  const of = given['of'] ?? sources[0] ?? 'mid';
  if (sources.length > 0 && !sources.includes(of as 'mid')) wrong(['of'], `one of ${sources.join(', ')}`);
  const values: Record<string, number> = {};
  for (const [param] of params) {
    const value = given[keyOf(param)];
    if (value === undefined && param !== 'bucketLots') continue;
    const taken = paramValue(kernel, param, value, wrong);
    if (taken !== undefined) values[param] = taken;
  }
  return isRight ? { name, kernel, params: values, source: SOURCES[of as 'mid'] } : undefined;
}

const kernelsForm = 'a mapping of names to parameters, such as { touch: {}, vpin: { bucketLots: 1000 } }';
const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;

const kernels = z
  .record(z.string(), z.record(z.string(), z.unknown(), { error: kernelsForm }).nullable(), { error: kernelsForm })
  .transform((given, context) =>
    Object.entries(given).flatMap(([name, params]) => {
      const fault: Fault = (path, expected) => {
        context.addIssue({ code: 'custom', path: [name, ...path], message: expected });
      };
      if (namePattern.test(name)) return planned(name, params ?? {}, fault) ?? [];
      fault([], 'a name of up to 32 letters, digits, - and _, a letter first');
      return [];
    }),
  );

const symbolsForm = 'a list of symbols such as [binance-spot:BTCUSDT], where * stands for any characters';

export const analytics = z.array(
  z.strictObject(
    {
      symbols: z
        .array(z.string({ error: symbolsForm }).min(1, { error: symbolsForm }), { error: symbolsForm })
        .default(['*']),
      kernels,
    },
    { error: 'a mapping with symbols and kernels' },
  ),
  { error: 'a list of mappings with symbols and kernels' },
);

export type AnalyticsRules = z.output<typeof analytics>;

/** What is computed of a symbol: the kernels of all rules that match it; of two with one name the later. */
export function plannedFor(rules: AnalyticsRules, symbol: string): PlannedKernel[] {
  const found = new Map<string, PlannedKernel>();
  for (const rule of rules) {
    if (!rule.symbols.some((pattern) => matches(pattern, symbol))) continue;
    for (const kernel of rule.kernels) found.set(kernel.name, kernel);
  }
  return [...found.values()];
}

function matches(pattern: string, symbol: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(symbol);
}

/** Rules as a file gives them: the way back. */
export function writtenRules(rules: AnalyticsRules): object[] {
  return rules.map((rule) => ({
    symbols: rule.symbols,
    kernels: Object.fromEntries(rule.kernels.map((planned) => [planned.name, writtenKernel(planned)])),
  }));
}

function writtenKernel({ name, kernel, params, source }: PlannedKernel): object {
  const of = sourcesOf(kernel).find((known) => SOURCES[known] === source);
  const values = Object.entries(params).map(([param, value]) => {
    if (!param.endsWith('Us')) return [param, value];
    return [param.slice(0, -2), value === 0 ? 0 : formatDuration(value / 1000)];
  });
  return { ...(name !== kernel && { kernel }), ...(of !== undefined && { of }), ...Object.fromEntries(values) };
}
