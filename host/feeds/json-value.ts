/** Questions about parsed JSON of unknown shape. */
import { MAX_SYMBOL_CHARS } from './venue.js';

/** A JSON object; its fields are still of unknown type. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An integer that a number holds exactly, not negative. */
export function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Text that may be a venue's symbol: printable, without spaces, not too long. */
export function isSymbol(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_SYMBOL_CHARS && /^[!-~]+$/.test(value);
}

/** What a venue gives as a reason, as one line that is safe to show. */
export function oneLine(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') return 'no reason given';
  return value.replace(/[^ -~]+/g, ' ').slice(0, 200);
}
