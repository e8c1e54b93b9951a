/** Parsed decimals in whole steps of a grid. */

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** mantissa × 10^-decimals in steps of unit × 10^-gridDecimals; undefined where it is none, or none of 2^53 - 1 last digits. */
export function stepsOf(mantissa: number, decimals: number, gridDecimals: number, unit: number): number | undefined {
  if (mantissa === 0) return 0;
  const shift = gridDecimals - decimals;
  if (shift < 0 || shift > 18) return undefined;
  const scaled = BigInt(mantissa) * 10n ** BigInt(shift);
  return scaled > MOST || scaled % BigInt(unit) !== 0n ? undefined : Number(scaled / BigInt(unit));
}
