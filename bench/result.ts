/**
 * A result of the benchmark as a JSON file: its schema, which is checked on reading. Times are ns an item
 * and sizes bytes an item, as the contest's `unit` says.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from '../host/cli/usage-error.js';

const spread = z.strictObject({
  /** The middle one of the samples, and the quartiles around it. */
  median: z.number().nonnegative(),
  low: z.number().nonnegative(),
  high: z.number().nonnegative(),
  samples: z.int().positive(),
});

const contestant = z.strictObject({
  name: z.string().min(1),
  /** The first run of all, before the engine compiled it with its last tier; null where bytes are counted. */
  first: z.number().nonnegative().nullable(),
  /** Over the runs: the median of their medians, the least and the greatest. With one run: that run's. */
  median: z.number().nonnegative(),
  low: z.number().nonnegative(),
  high: z.number().nonnegative(),
  runs: z.array(spread).min(1),
  /** What else its last run showed, by name. */
  facts: z.record(z.string(), z.string()).optional(),
});

const contest = z.strictObject({
  axis: z.string().min(1),
  name: z.string().min(1),
  input: z.string(),
  item: z.string(),
  items: z.int().positive(),
  unit: z.enum(['ns', 'B']),
  contestants: z.array(contestant).min(1),
});

const verdict = z.strictObject({
  axis: z.string(),
  /** The contest judged, or "mean of …". */
  contest: z.string(),
  target: z.string(),
  /** As printed: a ratio, or a figure with its unit. */
  measured: z.string(),
  /** Null where it could not be measured here. */
  met: z.boolean().nullable(),
});

export const resultSchema = z.strictObject({
  /** Of this file's form. */
  schema: z.literal(1),
  machine: z.strictObject({
    cpu: z.string(),
    cores: z.int().positive(),
    /** What /proc/cpuinfo says the CPU can do; empty where there is no such file. */
    flags: z.array(z.string()),
    memoryBytes: z.number().nonnegative(),
    system: z.string(),
  }),
  /** The engine: Node's version, or the browser's name. */
  runtime: z.string().min(1),
  v8: z.string(),
  commit: z.string(),
  command: z.string(),
  /** ISO 8601, UTC. */
  date: z.iso.datetime(),
  scale: z.enum(['full', 'quick', 'tiny']),
  runs: z.int().positive(),
  contests: z.array(contest),
  verdicts: z.array(verdict),
  /** Contests that could not be held here, and why. */
  skipped: z.array(z.strictObject({ axis: z.string(), contest: z.string(), why: z.string() })),
});

export type Result = z.infer<typeof resultSchema>;
export type ContestResult = z.infer<typeof contest>;
export type ContestantResult = z.infer<typeof contestant>;
export type VerdictResult = z.infer<typeof verdict>;

/** @throws UsageError where the file cannot be read or is no result */
export function readResult(path: string): Result {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why =
      error instanceof SyntaxError ? 'is not JSON' : `cannot be read: ${(error as NodeJS.ErrnoException).code}`;
    throw new UsageError(`${path} ${why}`);
  }
  const parsed = resultSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new UsageError(`${path} is no result of the benchmark: ${issue.path.join('.') || 'it'}: ${issue.message}`);
}
