/** What is wrong with a configuration: one line a problem, with the path of the key and what would be right. */
import type { z } from 'zod';
import { nearMatch } from './near-match.js';

/** How much of a wrong value is shown. */
const MAX_VALUE_CHARS = 60;

/** Sections in whose place somebody may have written a key or a token itself. */
const SECRET_PLACE = /^gateway\.auth(\.keys(\[\d+\])?)?$/;

/**
 * @param raw what was checked, to show the wrong value
 * @param keysAt the keys that the schema knows at a path, to tell which one was meant
 */
export function problems(
  error: z.ZodError,
  raw: unknown,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [wrongValue(issue.path, valueAt(raw, issue.path), issue.message)];
    return issue.keys.map((key) => unknownKey(issue.path, key, keysAt(issue.path)));
  });
}

function wrongValue(path: readonly PropertyKey[], value: unknown, expected: string): string {
  const where = path.length === 0 ? 'the whole' : pathText(path);
  if (value === undefined) return `${where}: missing; expected ${expected}`;
  return `${where}: ${SECRET_PLACE.test(where) ? '' : `${shown(value)} is `}not usable; expected ${expected}`;
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): string {
  const near = nearMatch(key, known);
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean ${pathText([...path, near])}?`;
  return `${pathText([...path, key])}: unknown key; ${hint}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    // A name in a file may hold line ends.
    const name = String(key).replace(/\p{C}+/gu, '\u{fffd}');
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let found = raw;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return found;
}

function shown(value: unknown): string {
  const text = withoutPassword(JSON.stringify(value) ?? String(value));
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}…` : text;
}

/** An address that is shown is shown without the user and password in it. */
export function withoutPassword(text: string): string {
  return text.replace(/(:\/\/)[^\s/?#"']*@/g, '$1…@');
}
