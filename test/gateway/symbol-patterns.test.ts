/** Patterns of symbols: as a regular expression says, and at a cost that no pattern makes large. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SymbolPatterns } from '../../host/gateway/symbol-patterns.js';

const allows = (pattern: string, symbol: string): boolean => new SymbolPatterns([pattern]).allows(symbol);

describe('patterns of symbols', () => {
  it('stand for themselves but for the star', () => {
    expect(allows('binance-spot:BTCUSDT', 'binance-spot:BTCUSDT')).toBe(true);
    expect(allows('binance-spot:BTCUSDT', 'binance-spot:BTCUSDTX')).toBe(false);
    expect(allows('binance-spot:*', 'binance-spot:BTCUSDT')).toBe(true);
    expect(allows('binance-spot:*', 'binance-usdm:BTCUSDT')).toBe(false);
    expect(allows('*:BTC*', 'kraken-v2:BTC/USD')).toBe(true);
    expect(allows('*', '')).toBe(true);
    expect(allows('.*', 'binance-spot:BTCUSDT')).toBe(false);
    expect(allows('', 'x')).toBe(false);
    expect(new SymbolPatterns(['a:*', 'b:X']).allows('b:X')).toBe(true);
    expect(new SymbolPatterns([]).allows('b:X')).toBe(false);
  });

  it('match as a regular expression does', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ':'), { maxLength: 8 }).map((parts) => parts.join(''));
    const pattern = fc.array(fc.constantFrom('a', 'b', ':', '*'), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, text, (each, symbol) => {
        expect(allows(each, symbol)).toBe(new RegExp(`^${each.replaceAll('*', '.*')}$`).test(symbol));
      }),
      { numRuns: 5_000 },
    );
  });

  it('that would make a regular expression despair cost little', () => {
    expect(allows(`${'*a'.repeat(64)}`, `${'a'.repeat(127)}b`)).toBe(false);
  });
});
