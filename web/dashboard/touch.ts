/** What the two best levels of a book say: mid, spread in price, ticks and basis points. */
import type { LevelColumns } from '../../host/wire/core.js';

export interface Touch {
  readonly bidTicks: number;
  readonly askTicks: number;
  /** Twice the mid, so that half a tick stays an integer. */
  readonly midTicksTwice: number;
  readonly spreadTicks: number;
  /** Spread over mid, in 1/10,000. */
  readonly spreadBps: number;
}

/** Undefined where a side is empty: there is no mid then. */
export function touch(bids: LevelColumns, asks: LevelColumns): Touch | undefined {
  const bidTicks = bids.ticks[0];
  const askTicks = asks.ticks[0];
  if (bidTicks === undefined || askTicks === undefined) return undefined;
  const midTicksTwice = bidTicks + askTicks;
  const spreadTicks = askTicks - bidTicks;
  return { bidTicks, askTicks, midTicksTwice, spreadTicks, spreadBps: (spreadTicks / midTicksTwice) * 20_000 };
}

/** `0.016 bp`: two significant digits where it is small. */
export function formatBps(bps: number): string {
  const magnitude = Math.abs(bps);
  const decimals = magnitude === 0 || magnitude >= 99.5 ? 0 : magnitude >= 9.95 ? 1 : magnitude >= 0.995 ? 2 : 3;
  return `${bps.toFixed(decimals)} bp`;
}
