/** Counts, bytes, ages, spreads and addresses as the page writes them. */
import { expect, it } from 'vitest';
import { hashOfSymbol, splitSymbol, symbolOfHash } from '../../web/dashboard/location-symbol.js';
import { formatAge, formatBytes, formatCount, formatDuration, formatRate } from '../../web/dashboard/quantity.js';
import { formatBps, touch } from '../../web/dashboard/touch.js';

it('bytes have three digits and the next unit at a thousand', () => {
  const shown = [0, 812, 999, 1000, 9_994, 99_949, 999_499, 999_500, 3.2e12].map(formatBytes);
  expect(shown).toEqual(['0 B', '812 B', '999 B', '1.00 kB', '9.99 kB', '99.9 kB', '999 kB', '1.00 MB', '3.20 TB']);
});

it('rates, counts and durations are short', () => {
  expect([0, 0.4, 9.94, 9.96, 128.4].map(formatRate)).toEqual(['0', '0.4', '9.9', '10', '128']);
  expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([0.42, 14.2, -3.2, 1250].map(formatDuration)).toEqual(['0.4 ms', '14 ms', '-3.2 ms', '1.3 s']);
});

it('ages go from seconds to hours and never below zero', () => {
  const ages = [-5, 0, 999, 1000, 99_999, 100_000, 5_999_999, 6_000_000];
  expect(ages.map(formatAge)).toEqual(['< 1 s', '< 1 s', '< 1 s', '1 s', '99 s', '1 min', '99 min', '1 h']);
});

it('the touch is the two best levels, and nothing where a side is empty', () => {
  const side = (...ticks: number[]) => ({ ticks: Float64Array.from(ticks), lots: Float64Array.from(ticks) });
  expect(touch(side(100, 99), side(103, 104))).toEqual({
    bidTicks: 100,
    askTicks: 103,
    midTicksTwice: 203,
    spreadTicks: 3,
    spreadBps: (3 / 101.5) * 10_000,
  });
  expect(touch(side(), side(103))).toBeUndefined();
  expect(touch(side(100), side())).toBeUndefined();
  expect([0, 0.0016, 0.16, 4.2, 42, 420].map(formatBps)).toEqual([
    '0 bp',
    '0.002 bp',
    '0.160 bp',
    '4.20 bp',
    '42.0 bp',
    '420 bp',
  ]);
});

it('a symbol survives the address, and any address is read', () => {
  for (const symbol of ['binance-spot:BTCUSDT', 'kraken-v2:BTC/USD', 'own:50% & #1 ü']) {
    expect(symbolOfHash(hashOfSymbol(symbol))).toBe(symbol);
  }
  expect(hashOfSymbol('kraken-v2:BTC/USD')).toBe('#kraken-v2:BTC/USD');
  expect(symbolOfHash('')).toBeUndefined();
  expect(symbolOfHash('#')).toBeUndefined();
  expect(symbolOfHash('#100%')).toBe('100%');
  expect(splitSymbol('kraken-v2:BTC/USD')).toEqual({ venue: 'kraken-v2', native: 'BTC/USD' });
  expect(splitSymbol('odd')).toEqual({ venue: '', native: 'odd' });
});
