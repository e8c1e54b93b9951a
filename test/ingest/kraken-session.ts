/** Endless sessions of Kraken, depth 10, with right and wrong checksums: WebSocket v1, and v2, whose numbers stand bare and keep their digits. */
import { KrakenExchange, type TextLevel } from '../feeds/kraken-exchange.js';
import type { Random } from '../fuzz/random.js';
import { changesOf, MIDDLE, price, size, type VenueSession } from './venue-session.js';

const DEPTH = 10;
const TIME = '2023-07-30T15:29:58.343415Z';
const CROSSING = price(MIDDLE + 20);

abstract class KrakenSession implements VenueSession {
  abstract readonly native: string;
  readonly depth = DEPTH;
  readonly id = -1;
  protected readonly random: Random;
  protected readonly exchange = new KrakenExchange(DEPTH);

  constructor(random: Random) {
    this.random = random;
    this.exchange.change([[price(MIDDLE - 5), '1.000']], [[price(MIDDLE + 5), '1.000']]);
  }

  abstract snapshot(): string;
  /** The message of these changes, its checksum right. */
  protected abstract update(): string;
  protected abstract trade(): string;
  /** The message with another checksum. */
  protected abstract spoil(text: string): string;

  next(): string[] {
    if (this.random.chance(0.1)) return [this.trade()];
    const text = this.update();
    return [this.random.chance(0.01) ? this.spoil(text) : text];
  }

  levels() {
    const numbers = (side: readonly TextLevel[]) =>
      side.map(([p, s]): [number, number] => [Math.round(Number(p) * 100), Math.round(Number(s) * 1000)]);
    return { bids: numbers(this.exchange.bids), asks: numbers(this.exchange.asks) };
  }

  /** Changes of a side, now and then with a digit that its grid does not have. */
  protected rows(sign: number): TextLevel[] {
    return changesOf(this.random, sign, new Map()).map(([ticks, lots]) => {
      const text = size(lots);
      return [price(ticks), lots > 0 && this.random.chance(0.003) ? `${text}0` : text];
    });
  }

  /** Tells changes that now and then cross the book, which is then as if they had not been. */
  protected told(bids: TextLevel[], crosses: boolean, tell: (bids: TextLevel[]) => string): string {
    if (!crosses) return tell(bids);
    const text = tell([...bids, [CROSSING, '1.000']]);
    this.exchange.change([[CROSSING, '0']], []);
    return text;
  }
}

export class KrakenV1Session extends KrakenSession {
  readonly native = 'XBT/USD';

  snapshot(): string {
    return this.exchange.v1Snapshot();
  }

  protected update(): string {
    const { random } = this;
    const bids = random.chance(0.7) ? this.rows(-1) : [];
    const asks = random.chance(0.7) ? this.rows(1) : [];
    if (bids.length + asks.length === 0) asks.push([price(MIDDLE + 3), '2.500']);
    return this.told(bids, random.chance(0.003), (all) => this.exchange.v1Update(all, asks));
  }

  protected spoil(text: string): string {
    return text.replace(/"c":"\d/, '"c":"1');
  }

  protected trade(): string {
    const { random } = this;
    const trade = () => [
      price(MIDDLE),
      size(1 + random.below(99)),
      '1534614057.321597',
      random.pick(['s', 'b']),
      'l',
      '',
    ];
    return JSON.stringify([0, Array.from({ length: 1 + random.below(3) }, trade), 'trade', this.native]);
  }
}

export class KrakenV2Session extends KrakenSession {
  readonly native = 'BTC/USD';

  snapshot(): string {
    return this.exchange.v2Snapshot();
  }

  protected update(): string {
    const bids = this.rows(-1);
    return this.told(bids, this.random.chance(0.005), (all) => this.exchange.v2Update(all, this.rows(1)));
  }

  protected spoil(text: string): string {
    return text.replace(/"checksum":\d/, '"checksum":1');
  }

  protected trade(): string {
    const { random } = this;
    const trade = (_: unknown, id: number) => {
      const side = random.pick(['buy', 'sell']);
      const numbers = `"price":${price(MIDDLE)},"qty":${size(1 + random.below(99))}`;
      return `{"symbol":"${this.native}","side":"${side}",${numbers},"ord_type":"market","trade_id":${id},"timestamp":"${TIME}"}`;
    };
    const trades = Array.from({ length: 1 + random.below(3) }, trade);
    return `{"channel":"trade","type":"update","data":[${trades.join(',')}]}`;
  }
}
