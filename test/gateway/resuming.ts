/** One symbol on a desk whose views outlast their readers, and where a client is that comes back. */
import type { GatewayLimits } from '../../host/gateway/limits.js';
import type { CodecName } from '../../host/wire/codec.js';
import type { ReaderPosition } from '../../host/wire/control.js';
import { Desk, type DeskClient } from './desk.js';
import { Market } from './market.js';

export const SYMBOL = 'simulated:ONE';
export const OPTIONS = { intervalMs: 10 } as const;

export function scene(limits: Partial<GatewayLimits> = {}, codec: CodecName = 'fast') {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  const desk = new Desk(market, { lingerMs: 1_000, heartbeatMs: 1e9, slowMs: 1e9, messagesPerSecond: 1e9, ...limits });
  let at = 0;
  const step = (): void => {
    source.change([[100 - (at % 9), 10 + at++]], [[101 + (at % 7), at % 3]]);
    source.trade(100, 101);
    desk.time.pass(10);
  };
  const options = { ...OPTIONS, codec };
  /** Where a client is, as it counts. */
  const place = ({ frames }: DeskClient, before = 0): ReaderPosition => {
    const last = frames.at(-1)!;
    return {
      epoch: last.epoch,
      sequence: last.sequence,
      trades: frames.reduce((sum, { trades, missed }) => sum + trades + missed, before),
    };
  };
  return { market, source, desk, step, options, place };
}
