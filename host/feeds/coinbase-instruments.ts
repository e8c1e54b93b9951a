/** Instruments in Coinbase Exchange's /products. */
import type { Instrument, InstrumentsResult } from './instrument.js';
import { instrumentOf, stepOf } from './instrument-parsing.js';
import { isObject, isSymbol, type JsonObject, oneLine } from './json-value.js';

/** Reads a list of products, or one product. A product without steps is left out: its grid is inferred. */
export function parseCoinbaseInstruments(text: string): InstrumentsResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  if (isObject(value) && 'message' in value) {
    return { ok: false, reason: `the venue answers ${oneLine(value['message'])}` };
  }
  const products = isObject(value) && 'id' in value ? [value] : value;
  if (!Array.isArray(products)) return { ok: false, reason: 'not a list of products, as /products has it' };
  const instruments: Instrument[] = [];
  for (const entry of products as unknown[]) {
    const instrument = isObject(entry) ? readProduct(entry) : undefined;
    if (instrument !== undefined) instruments.push(instrument);
  }
  if (instruments.length > 0 || products.length === 0) return { ok: true, instruments };
  return { ok: false, reason: 'no product with id, quote_increment and base_increment' };
}

function readProduct({ id, quote_increment, base_increment }: JsonObject): Instrument | undefined {
  const price = stepOf(quote_increment);
  const size = stepOf(base_increment);
  return !isSymbol(id) || price === undefined || size === undefined ? undefined : instrumentOf(id, price, size);
}
