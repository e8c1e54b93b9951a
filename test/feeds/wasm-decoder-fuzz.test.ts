/** The core's decoder and the one in TypeScript on damaged frames: the same result or the same refusal, and no harm. */
import { describe, expect, it } from 'vitest';
import { VENUES } from '../../assembly/layout.js';
import { type Build, loadCoreSync } from '../../host/core/node.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import type { BuiltInVenueId } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { capture, haveCaptures } from '../captures.js';
import { deadCanaries, setCanaries } from '../core/canaries.js';
import { FUZZ_INPUTS } from '../fuzz/inventory.js';
import { Random } from '../fuzz/random.js';
import { DecoderPair } from './decoder-pair.js';
import { mutate } from './frame-mutation.js';
import { goldenFrames } from './golden-frames.js';

const RECORDED: readonly (readonly [BuiltInVenueId, string])[] = [
  ['binance-spot', 'binance-spot/btcusdt-20240808.gz'],
  ['binance-usdm', 'binance-usdm/btcusdt-20240808.gz'],
  ['binance-coinm', 'binance-coinm/btcusd_perp-20240808.gz'],
  ['kraken-v1', 'kraken/v1-book10-xbtusd-20230830.gz'],
  ['kraken-v2', 'kraken/v2-book10-btcusd-20230730-first100.gz'],
  ['coinbase', 'coinbase/exchange-level2-ticker-matches-20210417.gz'],
  ['okx', 'okx/v5-books-trades-tickers-20220513.gz'],
];
const builds: Build[] = ['simd', 'scalar'];

/** Golden frames, and as many recorded ones of moderate length where there are any: all kinds come often. */
function framesOf(id: BuiltInVenueId, file: string): readonly string[] {
  const frames = Array.from({ length: 30 }, () => goldenFrames[id]).flat();
  if (!haveCaptures) return frames;
  const reader = new CaptureReader(capture(file));
  while (frames.length < 400 && reader.next()) if (reader.text.length < 3_000) frames.push(reader.text);
  reader.close();
  return frames;
}

describe.each(RECORDED)('%s', (id, file) => {
  it(`agrees with both cores on ${FUZZ_INPUTS} damaged frames`, () => {
    const seed = 20_240_808;
    const random = new Random(seed);
    const frames = framesOf(id, file);
    const pairs = builds.map((build) => new DecoderPair(venueById(id)!, build));
    const told: Record<string, number> = {};
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      const text = mutate(random.pick(frames), random);
      for (const pair of pairs.slice(1)) pair.tell(text);
      const [[event, fault] = ['nothing']] = pairs[0]!.tell(text);
      const key = event === 'malformed' ? `${event} ${fault}` : event;
      told[key] = (told[key] ?? 0) + 1;
    }
    const kinds = [
      'diff',
      'trades',
      'snapshot',
      'malformed json',
      'malformed field',
      'malformed number',
      'malformed symbol',
    ];
    for (const kind of kinds) expect(told[kind], `${kind} of seed ${seed}`).toBeGreaterThan(20);
    for (const pair of pairs) expect(pair.deferred).toBeLessThan(FUZZ_INPUTS / 5);
  });
});

describe.each(builds)('the %s core', (build) => {
  it('keeps to its regions whatever bytes it reads, wherever they lie', () => {
    const random = new Random(7);
    const core = loadCoreSync({
      build,
      capacity: { streams: 1, levels: 4, totalLevels: 1, trades: 1, results: 1, bytes: 512 },
    });
    setCanaries(core);
    const frames = Object.values(goldenFrames)
      .flat()
      .map((frame) => Buffer.from(frame));
    for (let i = 0; i < 20_000; i++) {
      const bytes = random.chance(0.2)
        ? random.bytes(random.below(300))
        : Buffer.from(mutate(random.pick(frames).toString(), random));
      const from = random.chance(0.5) ? Math.max(0, 512 - bytes.length) : 0;
      core.input.set(bytes.subarray(0, 512), from);
      const to = Math.min(512, from + bytes.length);
      expect(core.parse(random.below(VENUES), from, to)).toBeGreaterThanOrEqual(0);
    }
    expect(deadCanaries(core)).toEqual([]);
  });

  it('refuses bytes that are no UTF-8, and a call that cannot be', () => {
    const core = loadCoreSync({
      build,
      capacity: { streams: 1, levels: 1, totalLevels: 1, trades: 1, results: 1, bytes: 64 },
    });
    const parse = (...bytes: number[]) => {
      const text = [0x22, ...bytes, 0x22];
      core.input.set(text);
      return [core.parse(0, 0, text.length), core.parsed[1]];
    };
    // A bare string is JSON, of the wrong shape.
    const legal = [
      [0x41],
      [0xc2, 0x80],
      [0xe0, 0xa0, 0x80],
      [0xed, 0x9f, 0xbf],
      [0xf0, 0x90, 0x80, 0x80],
      [0xf4, 0x8f, 0xbf, 0xbf],
    ];
    for (const bytes of legal) expect(parse(...bytes)).toEqual([1, 1]);
    const wrong = [
      [0x80],
      [0xc1, 0x80],
      [0xc2],
      [0xe0, 0x9f, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x8f, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff],
    ];
    for (const bytes of wrong) expect(parse(...bytes)).toEqual([1, 0]);
    for (const [venue, from, to] of [
      [-1, 0, 1],
      [9, 0, 1],
      [0.5, 0, 1],
      [0, 0, 65],
      [0, 2, 1],
      [0, -1, 1],
      [0, 0, Number.NaN],
    ] as const) {
      expect(core.parse(venue, from, to)).toBe(-17);
    }
  });
});
