/** A trade as the core gives it, as a message. */
import {
  TRADE_EVENT,
  TRADE_ID,
  TRADE_LOTS,
  TRADE_SELL,
  TRADE_SIDE,
  TRADE_TICKS,
  TRADE_UNKNOWN,
} from '../../assembly/layout.js';
import type { Grid } from '../../host/wire/core.js';
import { TradeMessage, type TradeSide } from './messages.js';

/** @param at where the record begins in the core's `trades` */
export function readTrade(trades: Float64Array, at: number, symbol: string, tsRecv: number, grid: Grid): TradeMessage {
  const fields = {
    symbol,
    id: present(trades[at + TRADE_ID]!),
    side: sideOf(trades[at + TRADE_SIDE]!),
    ticks: trades[at + TRADE_TICKS]!,
    lots: trades[at + TRADE_LOTS]!,
    tsEvent: present(trades[at + TRADE_EVENT]!),
    tsRecv,
  };
  return new TradeMessage(fields, grid);
}

function sideOf(side: number): TradeSide {
  if (side === TRADE_UNKNOWN) return 'unknown';
  return side === TRADE_SELL ? 'sell' : 'buy';
}

/** A number of the core, where -1 is absent. */
export function present(value: number): number | undefined {
  return value < 0 ? undefined : value;
}
