/**
 * Plays a client that loses its connection and comes back, against a gateway without a network: what both say, to the
 * byte, which is what a golden dialogue holds.
 */
import type { GatewayLimits } from '../../host/gateway/limits.js';
import type { CodecName } from '../../host/wire/codec.js';
import type { HostMessage, ReaderPosition } from '../../host/wire/control.js';
import { Desk, type DeskClient } from '../gateway/desk.js';
import { COARSE_GRID, Market } from '../gateway/market.js';

export interface Loss {
  readonly about: string;
  readonly codec: CodecName;
  readonly limits: Partial<GatewayLimits>;
  /** What became of its position, or its market, meanwhile. */
  readonly change?: 'invalid' | 'other life' | 'other grid';
}

/** Frames in hex, one message a text. */
export type Said =
  | { readonly client: object }
  | { readonly host: HostMessage }
  | { readonly frames: string }
  | { readonly connection: 'lost' | 'made' };

export interface Dialogue {
  readonly loss: Loss;
  readonly said: readonly Said[];
}

const SYMBOL = 'simulated:ONE';

export function playLoss(loss: Loss): Dialogue {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin(
    [
      [100, 5],
      [99, 6],
    ],
    [[101, 3]],
  );
  const desk = new Desk(market, { lingerMs: 1_000, ...loss.limits });
  const said: Said[] = [];
  const client = new Speaker(desk.connect(), said);
  const request = { type: 'subscribe' as const, symbol: SYMBOL, intervalMs: 10, codec: loss.codec };
  let at = 0;
  const step = (): void => {
    source.change([[100 - at, 10 + at++]], [[101 + at, at % 3]]);
    source.trade(100, 101);
    desk.time.pass(10);
  };

  client.ask(request);
  step();
  client.hear();
  const from = client.position();
  said.push({ connection: 'lost' });
  client.it.session.ended();
  step();
  step();
  if (loss.change === 'other grid') source.replace([[50, 1]], [[60, 2]], COARSE_GRID);
  said.push({ connection: 'made' });
  const back = new Speaker(desk.connect(false, client.it.reader), said);
  back.ask({ ...request, from: changed(from, loss) });
  desk.time.pass(loss.limits.generationMs ?? 10);
  back.hear();
  step();
  back.hear();
  return { loss, said };
}

function changed(from: ReaderPosition, { change }: Loss): ReaderPosition {
  if (change === 'invalid') return { ...from, sequence: 0 };
  return change === 'other life' ? { ...from, epoch: 7 } : from;
}

/** A client that writes down what it says and hears. */
class Speaker {
  readonly it: DeskClient;
  readonly #said: Said[];
  #controls = 0;

  constructor(it: DeskClient, said: Said[]) {
    this.it = it;
    this.#said = said;
    this.hear();
  }

  ask(request: Parameters<DeskClient['ask']>[0]): void {
    const id = this.it.ask(request);
    this.#said.push({ client: { ...request, id } });
    this.hear();
  }

  /** All there is. */
  hear(): void {
    while (this.it.socket.waiting > 0) {
      const data = this.it.data.length;
      this.it.read(1);
      for (const bytes of this.it.data.slice(data)) this.#said.push({ frames: Buffer.from(bytes).toString('hex') });
      for (const host of this.it.control.slice(this.#controls)) this.#said.push({ host });
      this.#controls = this.it.control.length;
    }
  }

  position(): ReaderPosition {
    const { stream, tradesSent } = this.it.of('subscribed')[0]!;
    const trades = this.it.frames.reduce((sum, frame) => sum + frame.trades + frame.missed, tradesSent);
    return { ...this.it.reader.place(stream), trades };
  }
}
