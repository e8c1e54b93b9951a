/** The chosen symbol in the page's address: `#binance-spot:BTCUSDT`, so that a link opens the same book. */

/** The symbol of an address fragment; undefined where it holds none. */
export function symbolOfHash(hash: string): string | undefined {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the text as it stands.
    return text;
  }
}

/** The fragment of a symbol, `#` included; `:` and `/` stay readable. */
export function hashOfSymbol(symbol: string): string {
  return `#${encodeURIComponent(symbol).replaceAll('%3A', ':').replaceAll('%2F', '/')}`;
}

/** `binance-spot:BTCUSDT` as venue and the venue's own name. */
export function splitSymbol(symbol: string): { venue: string; native: string } {
  const colon = symbol.indexOf(':');
  return colon < 0 ? { venue: '', native: symbol } : { venue: symbol.slice(0, colon), native: symbol.slice(colon + 1) };
}
