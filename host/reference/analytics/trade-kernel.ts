/** Kernels on trades. */
import { TRADED_LOTS, TRADED_PRICE, TRADED_SIDE } from '../../../assembly/analytics/layout.js';
import { TRADE_BUY, TRADE_SELL, TRADE_UNKNOWN } from '../../../assembly/layout.js';
import { isInteger, isPrice, ReferenceKernel } from './kernel.js';

export interface TradeRow {
  readonly price: number;
  readonly lots: number;
  /** 1: the aggressor bought; -1: it sold; 0: unknown. */
  readonly sign: number;
}

export abstract class TradeKernel extends ReferenceKernel {
  protected accepts(records: Float64Array, at: number): boolean {
    const lots = records[at + TRADED_LOTS]!;
    if (lots === 0) return true;
    return (
      isInteger(lots, 1) &&
      isPrice(records[at + TRADED_PRICE]!) &&
      isInteger(records[at + TRADED_SIDE]!, 0, TRADE_UNKNOWN)
    );
  }

  protected take(records: Float64Array, at: number, synced: boolean, before: number): void {
    const lots = records[at + TRADED_LOTS]!;
    const side = records[at + TRADED_SIDE]!;
    const trade: TradeRow = {
      price: records[at + TRADED_PRICE]!,
      lots,
      sign: side === TRADE_BUY ? 1 : side === TRADE_SELL ? -1 : 0,
    };
    this.takeTrade(lots === 0 ? undefined : trade, synced, before);
  }

  /** Undefined: time passes, nothing else. */
  protected abstract takeTrade(trade: TradeRow | undefined, synced: boolean, before: number): void;
}
