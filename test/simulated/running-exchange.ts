/** Simulated exchanges for tests, on virtual time, closed after each test. */
import { afterEach } from 'vitest';
import { SimulatedExchange, type SimulatedExchangeOptions } from '../../host/feeds/simulated/simulated-exchange.js';
import { HaltingTime } from './halting-time.js';

const open: SimulatedExchange[] = [];

/** Call once in a test file. */
export function closeExchangesAfterEach(): void {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((exchange) => exchange.close()));
  });
}

/** Listens on a free port. Clients may send 1,000 messages a second unless `limits` says otherwise. */
export async function startExchange(options: SimulatedExchangeOptions = {}) {
  const time = new HaltingTime();
  const limits = { messagesPerSecond: 1000, ...options.limits };
  const exchange = new SimulatedExchange({ time, seed: 7, ...options, limits });
  open.push(exchange);
  const { wsUrl, restUrl, port } = await exchange.listen();
  const rest = async (path: string) => (await fetch(`${restUrl}${path}`)).json();
  return { time, exchange, wsUrl, restUrl, port, rest };
}
