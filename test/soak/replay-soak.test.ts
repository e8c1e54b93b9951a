/** The memory of the core does not change, and the heap stays where it is, however often recordings are replayed. */
import { describe, expect, it } from 'vitest';
import { skipCaptures } from '../captures.js';
import { held, ReplaySoak } from './replay-soak.js';

/** After which the engine has compiled what it will, and caches are full. */
const WARM_UP_FRAMES = 15_000;
const FRAMES = 60_000;
/** What the test runner and the compiler may add meanwhile. A leak of 100 bytes a frame is 6 MB. */
const HEAP_SLACK_BYTES = 4_000_000;

describe.skipIf(skipCaptures)('replayed over and over', () => {
  it(`the core's memory is the same and the heap no larger after ${FRAMES} frames`, () => {
    const soak = new ReplaySoak({
      venue: 'kraken-v1',
      file: 'kraken/v1-book10-xbtusd-20230830.gz',
      codec: 'dense',
    });
    let frames = 0;
    while (frames < WARM_UP_FRAMES) frames += soak.lap();
    const before = held([soak]);
    while (frames < WARM_UP_FRAMES + FRAMES) frames += soak.lap();
    const after = held([soak]);
    expect(after.cores).toBe(before.cores);
    expect(after.buffers).toBeLessThanOrEqual(before.buffers + HEAP_SLACK_BYTES);
    expect(after.heap).toBeLessThan(before.heap + HEAP_SLACK_BYTES);
    expect(soak.roundTrips.failed).toBe(0);
    expect(soak.roundTrips.ok).toBeGreaterThan(FRAMES / 10);
  });
});
