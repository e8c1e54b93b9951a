/** From a feed's bytes to the book at a client, on an open-loop schedule. */
import type { Axis } from '../axis.js';
import type { Contest } from '../contest.js';
import { type PipelineSize, pipeline } from '../peers/pipeline.js';
import { scaled } from '../setting.js';

const STALL_MS = 100;
const ONE_CLIENT_NS = 100_000;
/** What p99 must at least show of the stall: a fiftieth of the schedule or more waits for its end. */
const STALL_SEEN_NS = 40e6;

export const latency: Axis = {
  name: 'latency',
  title: 'From feed bytes to the book at a client',
  method:
    'An exchange, a host and clients, each in a process, over loopback. The exchange sends 50,000 level changes a second ' +
    "(500 messages of 100 levels, four symbols) in Binance's words on an open-loop schedule; a latency is from a " +
    "message's intended time until a client's book has it, merged or not. tickwire: the whole host, views without an " +
    'interval, the client library. ccxt: `ws`, `JSON.parse`, ccxt `OrderBook`, each diff as JSON to every client, which ' +
    "parses it into ccxt's book. The time is the percentile that the contest is named for, a run's median over all " +
    "clients. After each run every client's books are compared with the exchange's. The contest with a stall checks " +
    'the measurement itself: the host is stopped for 100 ms, which p99 must show.',
  goals: [
    { text: 'p99 ≤ a quarter of ccxt, 100 clients', contests: /^p99/, of: 'tickwire', against: 'ccxt', atLeast: 4 },
    { text: 'p50 ≤ 100 µs, one client', contests: /^p50/, of: 'tickwire', atMost: ONE_CLIENT_NS },
    { text: 'a stall of 100 ms shows in p99 (≥ 40 ms)', contests: /stall/, of: 'tickwire', atLeast: STALL_SEEN_NS },
  ],
  plan(setting) {
    const seconds = scaled(setting, 3, 1.5, 0.2);
    const clients = scaled(setting, 100, 100, 1);
    const stalled = planned('1 client, a stall', { clients: 1, seconds, percentile: 'p99', stallMs: STALL_MS });
    // Each starts six processes, and one shows that all of them work.
    if (setting.scale === 'tiny') return [stalled];
    return [
      planned('p50, 1 client', { clients: 1, seconds, percentile: 'p50' }),
      planned(`p99, ${clients} clients`, { clients, seconds, percentile: 'p99' }),
      stalled,
    ];
  },
};

function planned(name: string, size: PipelineSize) {
  return {
    name,
    async make(): Promise<Contest> {
      return {
        name,
        input: 'generated, seed 20240808',
        item: size.percentile,
        items: 1,
        unit: 'ns',
        contestants: [await pipeline('tickwire', size), await pipeline('ccxt', size)],
      };
    },
  };
}
