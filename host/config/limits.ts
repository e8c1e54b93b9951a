/**
 * Named limits as a section of a configuration, made from their defaults: the keys are the limits'
 * names, a limit in ms is a duration and loses the unit in its name (`slowMs` is `slow: 30s`).
 */
import { z } from 'zod';
import { decimal, duration, integer } from './field.js';

/** Limits, or groups of them. */
export interface Limits {
  readonly [name: string]: number | Limits;
}

const MAX_COUNT = 2 ** 31 - 1;
const MIN_MS = 1;

const mapping = { error: 'a mapping of keys to values' };

/** @returns a schema whose output is of the defaults' shape, whole */
export function limitsSection<T extends object>(defaults: T): z.ZodType<T> {
  return section(defaults as unknown as Limits) as unknown as z.ZodType<T>;
}

function section(defaults: Limits): z.ZodType {
  const shape = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      keyOf(name),
      typeof value === 'number' ? field(name, value).default(value) : section(value),
    ]),
  );
  return z
    .strictObject(shape, mapping)
    .transform((values) =>
      Object.fromEntries(Object.keys(defaults).map((name) => [name, (values as Limits)[keyOf(name)]])),
    )
    .prefault({});
}

function keyOf(name: string): string {
  return name.replace(/Ms$/, '');
}

function field(name: string, value: number): z.ZodType {
  if (name.endsWith('Ms')) return duration(MIN_MS);
  return Number.isInteger(value) ? integer(1, MAX_COUNT) : decimal(0.001, MAX_COUNT);
}
