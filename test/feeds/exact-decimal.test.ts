/** Decimal text becomes exact integers, or is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DECIMALS } from '../../assembly/layout.js';
import { ExactDecimal, MAX_DECIMAL_CHARS } from '../../host/feeds/exact-decimal.js';

function read(text: string) {
  const number = new ExactDecimal();
  return number.read(text) ? [number.mantissa, number.decimals, number.sentDecimals] : undefined;
}

describe('a decimal', () => {
  it.each([
    ['0', [0, 0, 0]],
    ['0.00000000', [0, 0, 8]],
    ['61837.63000000', [6183763, 2, 8]],
    ['61800', [618, -2, 0]],
    ['0.00001', [1, 5, 5]],
    ['100.10', [1001, 1, 2]],
    ['007.50', [75, 1, 2]],
    ['9007199254740991', [9007199254740991, 0, 0]],
    ['9007199254740991.000', [9007199254740991, 0, 3]],
    ['90071992547409910000000000', [9007199254740991, -10, 0]],
    ['1e3', [1, -3, 0]],
    ['1E+3', [1, -3, 0]],
    ['12.50e-7', [125, 8, 9]],
    ['1.5e1', [15, 0, 0]],
    ['0e99', [0, 0, 0]],
    ['1e-18', [1, 18, 18]],
    ['0.0000000000000000010', [1, 18, 19]],
    ['1e31', [1, -31, 0]],
  ])('%s is read', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each(
    ['', '-1', '+1', '-0', 'NaN', 'Infinity', '1e999', '1e-100', '.5', '5.', '.', '1.2.3', '1,5', ' 1', '1 ', '0x1f']
      .concat([
        '9007199254740992',
        '1.0000000000000001',
        '1e-19',
        '0.0000000000000000001',
        '1e32',
        '1e',
        '1e+',
        'e5',
        '1e5.0',
        '1_000',
        '１',
        '1\n',
        '1'.repeat(MAX_DECIMAL_CHARS + 1),
        '9'.repeat(400),
      ])
      .map((text) => [text]),
  )('%j is refused', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('of the longest length is read', () => {
    expect(read(`7.${'0'.repeat(MAX_DECIMAL_CHARS - 2)}`)).toEqual([7, 0, MAX_DECIMAL_CHARS - 2]);
  });

  it('is worth what its digits say', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 20n });
    fc.assert(
      fc.property(digits, fc.nat(20), fc.integer({ min: -30, max: 30 }), (value, fraction, exponent) => {
        const padded = value.toString().padStart(fraction + 1, '0');
        const point = padded.length - fraction;
        const text = `${padded.slice(0, point)}${fraction > 0 ? '.' : ''}${padded.slice(point)}e${exponent}`;
        const number = read(text);
        // Both sides × 10^60, so that no exponent is negative.
        const shift = 60n;
        const expected = value * 10n ** (shift - BigInt(fraction) + BigInt(exponent));
        const stripped = value === 0n ? 0n : BigInt(value.toString().replace(/0+$/, ''));
        const places = fraction - exponent - (value.toString().length - stripped.toString().length);
        const isHeld = stripped <= BigInt(Number.MAX_SAFE_INTEGER) && places <= MAX_DECIMALS && places >= -31;
        expect(number !== undefined).toBe(value === 0n || isHeld);
        if (number === undefined) return;
        const [mantissa, decimals] = number;
        expect(BigInt(mantissa!) * 10n ** (shift - BigInt(decimals!))).toBe(expected);
      }),
    );
  });
});
