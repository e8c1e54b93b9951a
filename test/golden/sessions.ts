/** The sessions that golden files hold; each is written once and then stays as long as its protocol version is read. */
import type { ClientMessage, HostMessage } from '../../host/wire/control.js';
import { Desk } from '../gateway/desk.js';
import { Market, type TestSource } from '../gateway/market.js';

/** What happened, and what the client read then: control messages, and messages of frames as hex. */
export interface Exchange {
  readonly did: ClientMessage | string;
  readonly answers: readonly (HostMessage | string)[];
}

class Script {
  readonly exchanges: Exchange[] = [];
  readonly market = new Market();
  readonly #desk: Desk;
  readonly #client: ReturnType<Desk['connect']>;

  constructor(symbols: readonly string[], limits = {}) {
    for (const symbol of symbols) this.begin(symbol);
    this.#desk = new Desk(this.market, { heartbeatMs: 1e9, ...limits });
    this.#client = this.#desk.connect();
    this.#read('connect');
  }

  begin(symbol: string): TestSource {
    const source = this.market.add(symbol);
    source.begin([[100, 5]], [[101, 3]]);
    return source;
  }

  ask(message: ClientMessage): void {
    this.#client.requests.onText(JSON.stringify(message));
    this.#read(message);
  }

  /** @param isRead what comes of it is read */
  pass(what: string, ms: number, isRead = true): void {
    this.#desk.time.pass(ms);
    if (isRead) this.#read(what);
  }

  #read(did: ClientMessage | string): void {
    const answers: (HostMessage | string)[] = [];
    for (let messages = this.#client.socket.read(); messages.length > 0; messages = this.#client.socket.read()) {
      for (const each of messages) answers.push(each instanceof Uint8Array ? Buffer.from(each).toString('hex') : each);
      this.#desk.time.turn();
    }
    this.exchanges.push({ did, answers });
  }
}

/** By the names of their files. */
export const sessions: { readonly [name: string]: () => Exchange[] } = {
  patterns() {
    const script = new Script(['okx:A', 'okx:B', 'kraken-v2:A/B'], { subscriptions: 3 });
    script.ask({ type: 'match', id: 1, symbols: ['okx:*'], depth: 2, intervalMs: 5 });
    script.begin('okx:C').change([[99, 2]], []);
    script.pass('a symbol came', 0);
    script.ask({ type: 'match', id: 2, symbols: ['*'] });
    script.ask({ type: 'unsubscribe', id: 3, stream: 1, match: 1 });
    script.ask({ type: 'unmatch', id: 4, match: 1 });
    script.ask({ type: 'unmatch', id: 5, match: 1 });
    return script.exchanges;
  },

  change() {
    const script = new Script([], { depth: 4 });
    const source = script.begin('okx:A');
    script.ask({ type: 'subscribe', id: 1, symbol: 'okx:A', depth: 1, intervalMs: 20 });
    source.trade(100);
    script.ask({ type: 'change', id: 2, stream: 1, depth: 9, codec: 'dense', analytics: ['touch', 'none'] });
    source.change([[99, 2]], []);
    script.pass('the book changed', 20);
    script.ask({ type: 'change', id: 3, stream: 2, depth: 4 });
    script.ask({ type: 'change', id: 4, stream: 1, depth: 4 });
    return script.exchanges;
  },

  tiers() {
    const script = new Script([], { sendHighBytes: 300, sendLowBytes: 60, tierStalls: 1, tierCalmMs: 1_000 });
    const source = script.begin('okx:A');
    script.ask({ type: 'subscribe', id: 1, symbol: 'okx:A', depth: 2, intervalMs: 10 });
    for (let at = 0; at < 40; at++) {
      source.change([[100, 10 + at]], []);
      script.pass('', 10, false);
    }
    script.pass('the client read nothing for 400 ms', 0);
    script.pass('it kept up', 1_000);
    script.ask({ type: 'adapt', id: 2, adaptive: false });
    return script.exchanges;
  },

  latency() {
    const script = new Script([]);
    const source = script.begin('okx:A');
    script.ask({ type: 'subscribe', id: 1, symbol: 'okx:A', depth: 2, intervalMs: 10 });
    script.ask({ type: 'measure', id: 2, intervalMs: 20 });
    source.change([[100, 9]], []);
    script.pass('the book changed', 10);
    script.ask({ type: 'echo', id: 3, probe: 1, received: 1_700_000_000_012_000, decoded: 1_700_000_000_012_300 });
    script.ask({ type: 'measure', id: 4, intervalMs: 0 });
    return script.exchanges;
  },
};
