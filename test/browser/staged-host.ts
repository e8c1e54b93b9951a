/** A real gateway with the built dashboard over a market that the test moves by hand. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { Gateway } from '../../host/gateway/gateway.js';
import type { GatewaySecurity } from '../../host/gateway/security.js';
import type { GatewayTime } from '../../host/gateway/time.js';
import { Market, type TestSource } from '../gateway/market.js';

const dashboardFolder = fileURLToPath(new URL('../../dist/web/dashboard', import.meta.url));

const time: GatewayTime = {
  wallMicros: () => Date.now() * 1000,
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  soon: (run) => void setImmediate(run),
};

export class StagedHost {
  /** Room for more symbols and views than the page ever follows. */
  readonly market = new Market({ streams: 128 });
  readonly #gateway: Gateway;
  port = 0;

  private constructor(security: GatewaySecurity) {
    this.#gateway = new Gateway({
      bus: this.market.bus,
      registry: new Registry(),
      time,
      drawEpoch: () => Math.floor(Math.random() * 2 ** 48),
      software: 'test',
      dashboardFolder,
      security,
    });
  }

  /** @param security absent: no token is asked for */
  static async start(security: GatewaySecurity = {}): Promise<StagedHost> {
    if (!existsSync(dashboardFolder)) throw new Error('the dashboard is not built, run: npm run build');
    const host = new StagedHost(security);
    host.port = (await host.#gateway.listen('127.0.0.1', 0)).port;
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** A symbol whose last message came just now. */
  add(symbol: string): TestSource {
    const source = this.market.add(symbol);
    source.tsRecv = Date.now() * 1000;
    return source;
  }

  stop(): Promise<void> {
    return this.#gateway.close();
  }
}
