/** The simulated exchange as a venue: Binance spot's protocol at another address. */
import { binanceSpot } from '../binance.js';
import type { Venue } from '../venue.js';

export const simulatedVenue: Venue = {
  ...binanceSpot,
  id: 'simulated',
  // Near, and never quiet for long: one that hangs is to be noticed while somebody watches.
  heartbeat: { pingIntervalMs: 2_000, silenceMs: 5_000 },
  // Where `tickwire simulate` listens by default.
  urls: { ws: 'ws://127.0.0.1:9443', rest: 'http://127.0.0.1:9443' },
};
