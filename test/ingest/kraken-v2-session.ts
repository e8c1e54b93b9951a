/** An endless session of Kraken's WebSocket v2, depth 10: numbers stand bare, and keep their digits. */
import { KrakenExchange, type TextLevel } from '../feeds/kraken-exchange.js';
import type { Random } from '../fuzz/random.js';
import { changesOf, MIDDLE, price, size, type VenueSession } from './venue-session.js';

const TIME = '2023-07-30T15:29:58.343415Z';

export class KrakenV2Session implements VenueSession {
  readonly native = 'BTC/USD';
  readonly depth = 10;
  readonly id = -1;
  readonly #random: Random;
  readonly #exchange = new KrakenExchange(10);

  constructor(random: Random) {
    this.#random = random;
    this.#exchange.change([[price(MIDDLE - 5), '1.000']], [[price(MIDDLE + 5), '1.000']]);
  }

  next(): string[] {
    const random = this.#random;
    if (random.chance(0.1)) return [this.#trade()];
    const rows = (sign: number): TextLevel[] =>
      changesOf(random, sign, new Map()).map(([ticks, lots]) => {
        const text = size(lots);
        return [price(ticks), lots > 0 && random.chance(0.003) ? `${text}0` : text];
      });
    const bids = rows(-1);
    const isCrossed = random.chance(0.005);
    if (isCrossed) bids.push([price(MIDDLE + 20), '1.000']);
    const text = this.#exchange.v2Update(bids, rows(1));
    // As if it had not been.
    if (isCrossed) this.#exchange.change([[price(MIDDLE + 20), '0']], []);
    return [random.chance(0.01) ? text.replace(/"checksum":\d/, '"checksum":1') : text];
  }

  snapshot(): string {
    return this.#exchange.v2Snapshot();
  }

  levels() {
    const numbers = (side: readonly TextLevel[]) =>
      side.map(([p, s]): [number, number] => [Math.round(Number(p) * 100), Math.round(Number(s) * 1000)]);
    return { bids: numbers(this.#exchange.bids), asks: numbers(this.#exchange.asks) };
  }

  #trade(): string {
    const random = this.#random;
    const trade = (_: unknown, id: number) => {
      const side = random.pick(['buy', 'sell']);
      const numbers = `"price":${price(MIDDLE)},"qty":${size(1 + random.below(99))}`;
      return `{"symbol":"${this.native}","side":"${side}",${numbers},"ord_type":"market","trade_id":${id},"timestamp":"${TIME}"}`;
    };
    const trades = Array.from({ length: 1 + random.below(3) }, trade);
    return `{"channel":"trade","type":"update","data":[${trades.join(',')}]}`;
  }
}
