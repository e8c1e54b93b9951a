/** The instruments of the simulated exchange: price grids and what is typical of each book. */

/** Wire scale of Binance spot: every price and size has 8 decimals. */
export const WIRE_DECIMALS = 8;

export interface SimulatedInstrument {
  /** As in `BTCUSDT`: the base and the quote asset's names one after the other. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Price of a tick and size of a lot, in units of 10^-8. */
  readonly tickUnits: number;
  readonly lotUnits: number;
  /** Where the price starts, and what it is drawn back to, in ticks. */
  readonly startTicks: number;
  /** Typical size of an order near the touch, in lots. */
  readonly typicalLots: number;
  /** Typical distance between neighbouring levels near the touch, in ticks. */
  readonly gapTicks: number;
}

const E8 = 10 ** WIRE_DECIMALS;

function usdt(
  base: string,
  tick: number,
  lot: number,
  price: number,
  typicalSize: number,
  gapTicks: number,
): SimulatedInstrument {
  return {
    symbol: `${base}USDT`,
    base,
    quote: 'USDT',
    tickUnits: Math.round(tick * E8),
    lotUnits: Math.round(lot * E8),
    startTicks: Math.round(price / tick),
    typicalLots: Math.round(typicalSize / lot),
    gapTicks,
  };
}

/** All that can be asked for by name. */
export const INSTRUMENTS: readonly SimulatedInstrument[] = [
  usdt('BTC', 0.01, 0.00001, 61_837.64, 0.08, 10),
  usdt('ETH', 0.01, 0.0001, 2_683.81, 1.5, 3),
  usdt('SOL', 0.01, 0.001, 154.72, 12, 1),
  usdt('XRP', 0.0001, 0.1, 0.5893, 2_500, 1),
  usdt('DOGE', 0.00001, 1, 0.10274, 12_000, 1),
  usdt('SHIB', 0.00000001, 1, 0.00001389, 9_000_000, 1),
];

export const DEFAULT_SYMBOLS: readonly string[] = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'SHIBUSDT'];

export function instrumentOf(symbol: string): SimulatedInstrument | undefined {
  return INSTRUMENTS.find((instrument) => instrument.symbol === symbol);
}

/** `count` times `units` × 10^-8 as Binance writes it: exact, 8 decimals, trailing zeros kept. */
export function wireDecimal(count: number, units: number): string {
  const product = count * units;
  const exact = Number.isSafeInteger(product) ? String(product) : String(BigInt(count) * BigInt(units));
  const digits = exact.padStart(WIRE_DECIMALS + 1, '0');
  const point = digits.length - WIRE_DECIMALS;
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
