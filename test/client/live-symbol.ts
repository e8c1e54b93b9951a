/** A market of one live symbol with a client that is welcomed, and ways to look at what that is told. */
import type { Message, Subscription } from '../../web/client/exports.js';
import { type Level, Market } from '../gateway/market.js';
import { Pipe } from './pipe.js';

export const SYMBOL = 'simulated:ONE';
export const BIDS: Level[] = [
  [100, 5],
  [99, 6],
];
export const ASKS: Level[] = [
  [101, 3],
  [103, 4],
];

/** A client of a gateway with one live symbol. */
export async function open(options = {}, limits = {}) {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin(BIDS, ASKS);
  const pipe = await Pipe.open(market, options, limits);
  return { market, source, pipe, client: pipe.client };
}

/** One line a message, as they are told. */
export function log(subscription: Subscription): string[] {
  const lines: string[] = [];
  subscription.on('message', (message) => lines.push(line(message)));
  return lines;
}

export function line(message: Message): string {
  switch (message.type) {
    case 'state':
      return `${message.state} ${message.reason}`;
    case 'trade':
      return `trade ${message.side} ${message.price} ${message.size}`;
    case 'trades_missed':
      return `missed ${message.count}`;
    case 'disconnect':
      return `disconnect ${message.code}`;
    case 'recovered':
      return `recovered ${message.recovery} ${message.missedTrades}`;
    case 'analytics':
      return `analytics ${message.changed.join()}`;
    default:
      return `${message.type} ${message.sequence} live=${message.book.live}`;
  }
}

export const levels = ({ book }: Subscription): { bids: Level[]; asks: Level[] } => ({
  bids: Array.from(book.bids.ticks, (ticks, at) => [ticks, book.bids.lots[at]!]),
  asks: Array.from(book.asks.ticks, (ticks, at) => [ticks, book.asks.lots[at]!]),
});
