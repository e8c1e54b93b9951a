/** A flag of the command line with its twin in the environment: `--ws-url` and `TICKWIRE_WS_URL`. */
import { InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { nearMatch } from '../config/near-match.js';

const PREFIX = 'TICKWIRE_';

/** @param read answers the value; throws InvalidArgumentError of one line for text that it refuses */
export function flag<T>(spelling: string, description: string, read?: (text: string) => T): Option {
  const option = new Option(spelling, description);
  option.env(`${PREFIX}${option.name().replaceAll('-', '_').toUpperCase()}`);
  return read === undefined ? option : option.argParser(read);
}

/** Reads a text by the schema that its key in a configuration file has. */
export function bySchema<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => take(schema, text);
}

/** Reads one of some names; a near miss is told which one was meant. */
export function byName(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (names.includes(text)) return text;
    const near = nearMatch(text, names);
    const hint = near === undefined ? `Expected one of ${names.join(', ')}.` : `Did you mean ${near}?`;
    throw new InvalidArgumentError(hint);
  };
}

/** As `bySchema`, for lists with commas between. */
export function listBySchema<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) =>
    take(
      schema,
      text.split(',').map((part) => part.trim()),
    );
}

/** As `bySchema`, for numbers. */
export function numberBySchema<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => take(schema, /^[-+.\deE]+$/.test(text) ? Number(text) : text);
}

function take<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidArgumentError(`Expected ${result.error.issues[0]?.message}.`);
}

/** Variables of ours that no flag has: misspelt, most likely. */
export function strangers(env: NodeJS.ProcessEnv, known: ReadonlySet<string>): string[] {
  return Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.has(name));
}
