/** Symbols are spread over connections within the venue's limits, each exactly once. */
import { describe, expect, it } from 'vitest';
import { binanceSpot } from '../../host/feeds/binance.js';
import { krakenV2 } from '../../host/feeds/kraken.js';
import { groupSymbols, MAX_URL_CHARS } from '../../host/feeds/live/symbol-groups.js';

const names = (count: number) => Array.from({ length: count }, (_, i) => `SYMBOL${i}`);

describe('symbol groups', () => {
  it("keep to the venue's number of symbols", () => {
    const most = krakenV2.limits.symbolsPerConnection;
    expect(groupSymbols(names(most), krakenV2, krakenV2.urls, 10).map((group) => group.length)).toEqual([most]);
    expect(groupSymbols(names(most + 1), krakenV2, krakenV2.urls, 10).map((group) => group.length)).toEqual([most, 1]);
    expect(groupSymbols([], krakenV2, krakenV2.urls, 10)).toEqual([]);
  });

  it('keep addresses short enough', () => {
    const symbols = names(500);
    const groups = groupSymbols(symbols, binanceSpot, binanceSpot.urls, 0);
    expect(groups.flat()).toEqual(symbols);
    const lengths = groups.map((group) => binanceSpot.subscription(group, binanceSpot.urls, 0).url.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MAX_URL_CHARS);
    expect(Math.min(...lengths)).toBeGreaterThan(MAX_URL_CHARS / 4);
  });
});
