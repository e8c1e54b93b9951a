/**
 * The user's instruments: a file in a neutral form, or a venue's own answer saved as it came.
 *
 * Neutral: `{"symbols":{"BTCUSDT":{"tick":"0.01","lot":"0.00001"}}}`, symbols as the venue spells
 * them. `"priceDecimals"` and `"sizeDecimals"` may say how many digits stand behind the point on the
 * wire, where a checksum over text needs it and the messages do not show it.
 */
import { isLosslessNumber, parse } from 'lossless-json';
import type { Instrument, InstrumentsResult } from './instrument.js';
import { instrumentOf, isDecimals, stepOf } from './instrument-parsing.js';
import { isObject, isSymbol, type JsonObject } from './json-value.js';
import type { Venue } from './venue.js';

export function parseInstrumentsFile(text: string, venue: Venue): InstrumentsResult {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  const symbols = isObject(value) ? value['symbols'] : undefined;
  return isObject(symbols) ? readNeutral(symbols) : venue.parseInstruments(text);
}

function readNeutral(symbols: JsonObject): InstrumentsResult {
  const instruments: Instrument[] = [];
  for (const [symbol, entry] of Object.entries(symbols)) {
    const instrument = isSymbol(symbol) && isObject(entry) ? readEntry(symbol, entry) : undefined;
    if (instrument === undefined) {
      return { ok: false, reason: `symbol ${JSON.stringify(symbol)} needs "tick" and "lot", positive decimals` };
    }
    instruments.push(instrument);
  }
  return { ok: true, instruments };
}

function readEntry(symbol: string, entry: JsonObject): Instrument | undefined {
  const price = stepOf(plain(entry['tick']));
  const size = stepOf(plain(entry['lot']));
  const wirePrice = decimals(entry['priceDecimals']);
  const wireSize = decimals(entry['sizeDecimals']);
  if (price === undefined || size === undefined || wirePrice === null || wireSize === null) return undefined;
  return instrumentOf(symbol, price, size, wirePrice, wireSize);
}

/** Undefined where absent, null where unusable. */
function decimals(value: unknown): number | undefined | null {
  if (value === undefined) return undefined;
  const number = isLosslessNumber(value) ? Number(value.value) : value;
  return isDecimals(number) ? number : null;
}

function plain(value: unknown): unknown {
  return isLosslessNumber(value) ? value.value : value;
}
