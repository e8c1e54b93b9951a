/**
 * Ten minutes of replay at maximum speed, venue by venue in turn: the memory of the cores does not change, and the
 * heap stays where it was after warm-up. TICKWIRE_SOAK_SECONDS sets another duration.
 */
import { describe, expect, it } from 'vitest';
import { skipCaptures } from '../captures.js';
import { held, type Recording, ReplaySoak } from '../soak/replay-soak.js';

const SECONDS = Number(process.env['TICKWIRE_SOAK_SECONDS'] ?? 600);
const WARM_UP_LAPS = 2;
const HEAP_SLACK_BYTES = 16_000_000;

const RECORDINGS: readonly Recording[] = [
  { venue: 'binance-spot', file: 'binance-spot/btcusdt-20240808.gz', codec: 'dense' },
  { venue: 'binance-usdm', file: 'binance-usdm/btcusdt-20240808.gz', codec: 'fast' },
  { venue: 'kraken-v1', file: 'kraken/v1-book1000-10pairs-20210417.gz', codec: 'dense' },
  { venue: 'coinbase', file: 'coinbase/exchange-level2-ticker-matches-20210417.gz', codec: 'fast' },
  { venue: 'okx', file: 'okx/v5-books-trades-tickers-20220513.gz', codec: 'dense' },
];

describe.skipIf(skipCaptures)(`replay at maximum speed for ${SECONDS} s`, () => {
  it("leaves the cores' memory as it is and the heap bounded", { timeout: (SECONDS + 600) * 1_000 }, () => {
    const soaks = RECORDINGS.map((recording) => new ReplaySoak(recording));
    for (let lap = 0; lap < WARM_UP_LAPS; lap++) for (const soak of soaks) soak.lap();
    const before = held(soaks);
    let most = before;
    let frames = 0;
    let laps = 0;
    for (const end = performance.now() + SECONDS * 1_000; performance.now() < end; laps++) {
      for (const soak of soaks) frames += soak.lap();
      const now = held(soaks);
      expect(now.cores).toBe(before.cores);
      if (now.heap > most.heap) most = now;
    }
    const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
    console.log(
      `${frames} frames in ${laps} laps: cores ${mb(before.cores)} throughout, heap ${mb(before.heap)} after warm-up, ${mb(most.heap)} at most`,
    );
    expect(frames).toBeGreaterThan(0);
    expect(most.heap).toBeLessThan(before.heap + HEAP_SLACK_BYTES);
    for (const { roundTrips } of soaks) expect(roundTrips.failed).toBe(0);
  });
});
