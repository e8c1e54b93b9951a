/** Instruments in Kraken's REST AssetPairs and in the instrument channel of WebSocket v2. */
import { isLosslessNumber, parse } from 'lossless-json';
import type { Instrument, InstrumentsResult } from './instrument.js';
import { instrumentOf, isDecimals, stepOf, stepOfDecimals } from './instrument-parsing.js';
import { isObject, isSymbol, type JsonObject } from './json-value.js';

/** Assets whose name differs between v1 (and REST) and v2. */
const V2_ASSETS: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };

/** `XBT/USD` of v1 and REST as v2 spells it, `BTC/USD`. */
export function krakenV2Symbol(symbol: string): string {
  return symbol
    .split('/')
    .map((asset) => V2_ASSETS[asset] ?? asset)
    .join('/');
}

/** Reads an AssetPairs answer, the pairs of one without its envelope, or an instrument channel message. */
export function parseKrakenInstruments(text: string, v2: boolean): InstrumentsResult {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  if (!isObject(value)) return { ok: false, reason: 'not an object' };
  if (Array.isArray(value['error']) && value['error'].length > 0) {
    return {
      ok: false,
      reason: `the venue answers ${value['error'].filter((line) => typeof line === 'string').join(', ')}`,
    };
  }
  if (value['channel'] === 'instrument') {
    const pairs = isObject(value['data']) ? readKrakenV2Pairs(value['data']['pairs']) : undefined;
    return pairs === undefined ? { ok: false, reason: 'no list data.pairs' } : { ok: true, instruments: pairs };
  }
  const pairs = isObject(value['result']) ? value['result'] : value;
  const instruments: Instrument[] = [];
  for (const entry of Object.values(pairs)) {
    const instrument = isObject(entry) ? readAssetPair(entry, v2) : undefined;
    if (instrument !== undefined) instruments.push(instrument);
  }
  if (instruments.length === 0) return { ok: false, reason: 'no pair with wsname, pair_decimals and lot_decimals' };
  return { ok: true, instruments };
}

/** The `pairs` of an instrument message; undefined where it is no list. Pairs without steps are left out. */
export function readKrakenV2Pairs(value: unknown): readonly Instrument[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isObject).flatMap((pair) => {
    const price = stepOf(plain(pair['price_increment']));
    const size = stepOf(plain(pair['qty_increment']));
    if (!isSymbol(pair['symbol']) || price === undefined || size === undefined) return [];
    const wirePrice = number(pair['price_precision']);
    const wireSize = number(pair['qty_precision']);
    return [instrumentOf(pair['symbol'], price, size, wirePrice, wireSize)];
  });
}

/** pair_decimals says nothing of the digits on the wire of v1, which are more for most pairs. */
function readAssetPair(pair: JsonObject, v2: boolean): Instrument | undefined {
  const name = pair['wsname'];
  const price = stepOf(plain(pair['tick_size'])) ?? stepOfDecimals(number(pair['pair_decimals']));
  const size = stepOfDecimals(number(pair['lot_decimals']));
  if (!isSymbol(name) || price === undefined || size === undefined) return undefined;
  return instrumentOf(v2 ? krakenV2Symbol(name) : name, price, size);
}

function plain(value: unknown): unknown {
  return isLosslessNumber(value) ? value.value : value;
}

function number(value: unknown): number | undefined {
  const decimals = isLosslessNumber(value) ? Number(value.value) : value;
  return isDecimals(decimals) ? decimals : undefined;
}
