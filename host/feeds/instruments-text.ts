/** Instruments as a file in the neutral form that `parseInstrumentsFile` reads. */
import { formatDecimal } from '../wire/decimal.js';
import type { Instrument } from './instrument.js';

export function instrumentsText(instruments: Iterable<Instrument>): string {
  const symbols = Object.fromEntries(
    [...instruments].map(({ symbol, grid, wirePriceDecimals, wireSizeDecimals }) => [
      symbol,
      {
        tick: formatDecimal(1, grid.tick, grid.priceDecimals),
        lot: formatDecimal(1, grid.lot, grid.sizeDecimals),
        ...(wirePriceDecimals !== undefined && { priceDecimals: wirePriceDecimals }),
        ...(wireSizeDecimals !== undefined && { sizeDecimals: wireSizeDecimals }),
      },
    ]),
  );
  return `${JSON.stringify({ symbols }, null, 2)}\n`;
}
