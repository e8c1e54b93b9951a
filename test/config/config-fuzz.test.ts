/** Damaged configurations and instruments files: a checked one, or lines that say what is wrong; never an exception. */
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../host/config/config.js';
import { parseInstrumentsFile } from '../../host/feeds/instruments-file.js';
import { venueById } from '../../host/feeds/venues.js';
import { mutate } from '../feeds/frame-mutation.js';
import { FUZZ_INPUTS } from '../fuzz/inventory.js';
import { Random } from '../fuzz/random.js';

const SEED = 20_240_813;
const CONFIGS = [
  'venues:\n  kraken-v2:\n    symbols: [BTC/USD, ETH/USD]\n    depth: 100\n    staleAfter: 2.5s\ngateway: { port: 0 }\n',
  '{"venues":{"binance-spot":{"symbols":["BTCUSDT"]}},"log":{"level":"debug"}}',
  'core: { build: simd }\ngateway:\n  host: 127.0.0.1\n  port: 8080\n',
];
const INSTRUMENTS = [
  '{"symbols":{"BTCUSDT":{"tick":"0.01","lot":"0.00001"},"ETHUSDT":{"tick":0.01,"lot":1e-4,"priceDecimals":8}}}',
  '{"symbols":[{"symbol":"BTCUSDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01"},{"filterType":"LOT_SIZE","stepSize":"0.001"}]}]}',
];

describe(`with seed ${SEED}`, () => {
  // Most of it is spent in the parser of YAML.
  it(`${FUZZ_INPUTS} configurations`, { timeout: 240_000 }, () => {
    const random = new Random(SEED);
    let taken = 0;
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      const text = mutate(random.pick(CONFIGS), random);
      const result = parseConfig(text);
      if (result.ok) taken++;
      else if (result.problems.length === 0 || result.problems.some((line) => line === '' || line.includes('\n'))) {
        expect.fail(`${JSON.stringify(text)}: ${JSON.stringify(result.problems)}`);
      }
    }
    expect(taken).toBeGreaterThan(500);
    expect(taken).toBeLessThan(FUZZ_INPUTS - 500);
  });

  it(`${FUZZ_INPUTS} instruments files`, () => {
    const random = new Random(SEED + 1);
    const venue = venueById('binance-spot')!;
    let taken = 0;
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      const text = mutate(random.pick(INSTRUMENTS), random);
      const result = parseInstrumentsFile(text, venue);
      if (result.ok) taken++;
      else if (result.reason === '' || result.reason.includes('\n')) expect.fail(`${text}: ${result.reason}`);
    }
    expect(taken).toBeGreaterThan(500);
    expect(taken).toBeLessThan(FUZZ_INPUTS - 500);
  });
});
