/** One process to many clients: what a delivered update costs. */
import type { Axis } from '../axis.js';
import type { Contest } from '../contest.js';
import { type FanOutSize, fanOut } from '../peers/fan-out.js';
import { type Setting, scaled } from '../setting.js';

/** 1.5 million updates a second and core. */
const UPDATE_NS = 667;

export const fanout: Axis = {
  name: 'fanout',
  title: 'One process to many clients',
  method:
    'A process with a gateway, or with a loop of `ws.send` over the very same frames, sends books of 20 levels a side ' +
    'to clients in another process, over loopback. In a tick every book changes; ticks come back to back. An update is ' +
    "one book's change at one client; the time is the CPU, user and system, of the sending process from the first tick " +
    'until every client has read every frame. Every client decodes all of it: the hashes of the bytes that they got ' +
    'are one, and so are their books.',
  goals: [
    { text: '≥ 7× updates a CPU second, against ws.send', of: 'gateway', against: 'ws.send', atLeast: 7 },
    { text: '≤ 667 ns CPU an update (1.5 M a second and core)', of: 'gateway', atMost: UPDATE_NS },
  ],
  plan(setting) {
    const eight = planned(setting, { clients: 1_000, symbols: 8, ticks: 50 });
    if (setting.scale === 'tiny') return [eight];
    return [eight, planned(setting, { clients: 500, symbols: 20, ticks: 50 })];
  },
};

function planned(setting: Setting, full: FanOutSize) {
  const clients = scaled(setting, full.clients, full.clients / 2, 4);
  const ticks = scaled(setting, full.ticks, full.ticks / 2, 2);
  const { symbols } = full;
  const name = `${symbols} updates a tick`;
  return {
    name,
    async make(): Promise<Contest> {
      const size = { clients, symbols, ticks };
      return {
        name,
        input: `${clients} clients, ${symbols} symbols, ${ticks} ticks`,
        item: 'update',
        items: clients * symbols * ticks,
        unit: 'ns',
        contestants: [await fanOut('gateway', size), await fanOut('ws.send', size)],
      };
    },
  };
}
