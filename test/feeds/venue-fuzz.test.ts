/** Damaged frames, REST snapshots and instruments of every venue through its decoder in TypeScript: events or a fault, never an exception. */
import { describe, expect, it } from 'vitest';
import { VENUE_IDS } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { FUZZ_INPUTS } from '../fuzz/inventory.js';
import { Random } from '../fuzz/random.js';
import { mutate } from './frame-mutation.js';
import { goldenFrames } from './golden-frames.js';
import { RecordingSink } from './recording-sink.js';

const SEED = 20_240_811;
/** One entry of each venue's list of instruments. */
const INSTRUMENTS = [
  '{"symbols":[{"symbol":"BTCUSDT","status":"TRADING","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01000000"},{"filterType":"LOT_SIZE","stepSize":"0.00001000"}]}]}',
  '{"error":[],"result":{"XXBTZUSD":{"altname":"XBTUSD","wsname":"XBT/USD","pair_decimals":1,"lot_decimals":8,"tick_size":"0.1"}}}',
  '[{"id":"BTC-USD","quote_increment":"0.01","base_increment":"0.00000001","status":"online"}]',
  '{"code":"0","data":[{"instId":"BTC-USDT","tickSz":"0.1","lotSz":"0.00000001","state":"live"}]}',
];

describe.each(VENUE_IDS)('%s', (id) => {
  const venue = venueById(id)!;

  it(`${FUZZ_INPUTS} frames: events, or one of ignored and malformed`, () => {
    const random = new Random(SEED);
    const decoder = venue.createDecoder();
    const sink = new RecordingSink();
    const told = { events: 0, malformed: 0 };
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      const text = mutate(random.pick(goldenFrames[id]), random);
      sink.told = [];
      decoder.decode(text, sink);
      const alone = sink.told.some(([event]) => event === 'ignored' || event === 'malformed');
      if (sink.told.length === 0 || (alone && sink.told.length > 1)) {
        expect.fail(`seed ${SEED}, ${text} tells ${JSON.stringify(sink.told)}`);
      }
      told[sink.told[0]![0] === 'malformed' ? 'malformed' : 'events']++;
    }
    expect(told.events).toBeGreaterThan(1_000);
    expect(told.malformed).toBeGreaterThan(1_000);
  });

  it(`${FUZZ_INPUTS} answers to requests: a snapshot or a fault, instruments or one line why not`, () => {
    const random = new Random(SEED + 1);
    const decoder = venue.createDecoder();
    const sink = new RecordingSink();
    const frames = [...goldenFrames[id], ...goldenFrames['binance-spot']];
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      if (i % 2 === 0) {
        sink.told = [];
        decoder.decodeSnapshot(mutate(random.pick(frames), random), 'BTCUSDT', sink);
        if (sink.told.length !== 1) expect.fail(`seed ${SEED}, input ${i}: ${JSON.stringify(sink.told)}`);
        continue;
      }
      const text = mutate(random.pick(INSTRUMENTS), random);
      const result = venue.parseInstruments(text);
      if (result.ok ? result.instruments === undefined : result.reason === '' || result.reason.includes('\n')) {
        expect.fail(`${text}: ${JSON.stringify(result)}`);
      }
    }
  });
});
