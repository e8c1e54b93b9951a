/** How the page writes prices and sizes: exact, of constant width, readable. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountFormat, groupDecimal, shownDecimals, trailingZeros } from '../../web/dashboard/amount.js';

describe('amounts', () => {
  it('show the decimals that the grid can need', () => {
    expect(shownDecimals(1, 2)).toBe(2);
    expect(shownDecimals(1_000_000, 8)).toBe(2);
    expect(shownDecimals(25, 2)).toBe(2);
    expect(shownDecimals(100, 2)).toBe(0);
    expect(shownDecimals(1000, 2)).toBe(0);
    expect(shownDecimals(1, 0)).toBe(0);
  });

  it('are filled with zeros and grouped by thousands', () => {
    expect(groupDecimal('61837.6', 2)).toBe('61,837.60');
    expect(groupDecimal('999', 2)).toBe('999.00');
    expect(groupDecimal('1234567', 0)).toBe('1,234,567');
    expect(groupDecimal('0.00001', 5)).toBe('0.00001');
  });

  it('of a venue that pads its prices look as the venue quotes them', () => {
    const format = new AmountFormat({ priceDecimals: 8, tick: 1_000_000, sizeDecimals: 8, lot: 1000 });
    expect(format.price(6_183_763)).toBe('61,837.63');
    expect(format.exactPrice(6_183_760)).toBe('61837.6');
    expect(format.size(12_300)).toBe('0.12300');
    expect(format.exactSize(12_300)).toBe('0.123');
    expect(format.mid(6_183_763 + 6_183_764)).toBe('61,837.635');
  });

  it('keep every digit of the largest integers', () => {
    const format = new AmountFormat({ priceDecimals: 2, tick: 1, sizeDecimals: 0, lot: 1 });
    expect(format.price(Number.MAX_SAFE_INTEGER)).toBe('90,071,992,547,409.91');
  });

  it('are the exact decimal again without commas and trailing zeros', () => {
    const grids = fc.record({
      priceDecimals: fc.integer({ min: 0, max: 10 }),
      tick: fc.integer({ min: 1, max: 1_000_000 }),
      sizeDecimals: fc.integer({ min: 0, max: 10 }),
      lot: fc.integer({ min: 1, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 2 ** 40 }), (grid, ticks) => {
        const format = new AmountFormat(grid);
        const shown = format.price(ticks);
        expect(shown.slice(0, trailingZeros(shown)).replaceAll(',', '')).toBe(format.exactPrice(ticks));
        expect((shown.split('.')[1] ?? '').length).toBe(format.priceDecimals);
      }),
    );
  });
});

describe('trailing zeros', () => {
  it('begin after the last digit that counts', () => {
    expect(trailingZeros('0.12300')).toBe(5);
    expect(trailingZeros('1.000')).toBe(1);
    expect(trailingZeros('100')).toBe(3);
    expect(trailingZeros('0.1')).toBe(3);
  });
});
