/** Instruments in Binance's exchangeInfo, spot and futures. */
import type { Instrument, InstrumentsResult } from './instrument.js';
import { instrumentOf, stepOf } from './instrument-parsing.js';
import { isObject, isSymbol, type JsonObject } from './json-value.js';

/** Reads `{"symbols":[{"symbol":…,"filters":[…]}…]}`. A symbol without steps is left out: its grid is inferred. */
export function parseBinanceInstruments(text: string): InstrumentsResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  const symbols = isObject(value) ? value['symbols'] : undefined;
  if (!Array.isArray(symbols)) return { ok: false, reason: 'no list "symbols", as exchangeInfo has it' };
  const instruments: Instrument[] = [];
  for (const entry of symbols) {
    const instrument = isObject(entry) ? readSymbol(entry) : undefined;
    if (instrument !== undefined) instruments.push(instrument);
  }
  return { ok: true, instruments };
}

function readSymbol(entry: JsonObject): Instrument | undefined {
  const { symbol, filters } = entry;
  if (!isSymbol(symbol) || !Array.isArray(filters)) return undefined;
  const price = stepOf(filter(filters, 'PRICE_FILTER')?.['tickSize']);
  const size = stepOf(filter(filters, 'LOT_SIZE')?.['stepSize']);
  return price === undefined || size === undefined ? undefined : instrumentOf(symbol, price, size);
}

function filter(filters: readonly unknown[], type: string): JsonObject | undefined {
  return filters.filter(isObject).find((entry) => entry['filterType'] === type);
}
