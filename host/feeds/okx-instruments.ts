/** Instruments in OKX's /api/v5/public/instruments, which answers for one type of instrument at a time. */
import type { Instrument, InstrumentsResult } from './instrument.js';
import { instrumentOf, stepOf } from './instrument-parsing.js';
import { isObject, isSymbol, type JsonObject, oneLine } from './json-value.js';

/** Reads `{"code":"0","data":[…]}`, or the list bare. An instrument without steps is left out: its grid is inferred. */
export function parseOkxInstruments(text: string): InstrumentsResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  if (isObject(value) && value['code'] !== undefined && String(value['code']) !== '0') {
    return { ok: false, reason: `the venue answers ${oneLine(value['code'])} ${oneLine(value['msg'])}` };
  }
  const list = isObject(value) ? value['data'] : value;
  if (!Array.isArray(list)) return { ok: false, reason: 'no list of instruments, as public/instruments has it' };
  const instruments: Instrument[] = [];
  for (const entry of list as unknown[]) {
    const instrument = isObject(entry) ? readInstrument(entry) : undefined;
    if (instrument !== undefined) instruments.push(instrument);
  }
  if (instruments.length > 0 || list.length === 0) return { ok: true, instruments };
  return { ok: false, reason: 'no instrument with instId, tickSz and lotSz' };
}

function readInstrument({ instId, tickSz, lotSz }: JsonObject): Instrument | undefined {
  const price = stepOf(tickSz);
  const size = stepOf(lotSz);
  return !isSymbol(instId) || price === undefined || size === undefined ? undefined : instrumentOf(instId, price, size);
}

/**
 * The query that lists a symbol among others of its type: `BTC-USDT` is spot, `BTC-USDT-SWAP` perpetual,
 * `BTC-USD-220527` a future, `BTC-USD-220527-30000-C` an option, listed by family.
 */
export function okxInstrumentsQuery(symbol: string): string {
  const parts = symbol.split('-');
  if (parts.length <= 2) return 'instType=SPOT';
  if (parts.at(-1) === 'SWAP') return 'instType=SWAP';
  if (parts.length <= 3) return 'instType=FUTURES';
  return `instType=OPTION&instFamily=${encodeURIComponent(parts.slice(0, 2).join('-'))}`;
}

/** Symbols that one request may ask about, together. */
export function okxInstrumentGroups(symbols: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const symbol of symbols) {
    const query = okxInstrumentsQuery(symbol);
    const group = groups.get(query);
    if (group === undefined) groups.set(query, [symbol]);
    else group.push(symbol);
  }
  return [...groups.values()];
}
