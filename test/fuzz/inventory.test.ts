/** The list of decoders is whole, what it names is there, and the documentation shows it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VENUE_IDS } from '../../host/feeds/venue.js';
import { CODEC_NAMES } from '../../host/wire/codec.js';
import { goldenFrames } from '../feeds/golden-frames.js';
import { FUZZ_INPUTS, inventory } from './inventory.js';
import { framesByDecoder } from './kinds.js';

const root = new URL('../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');

describe('every decoder', () => {
  it.each(inventory)('has its campaign: $decoder', ({ test }) => {
    expect(text(test)).toMatch(/import \{[^}]*FUZZ_INPUTS[^}]*\}/);
    expect(text(test)).toMatch(/i < FUZZ_INPUTS|, FUZZ_INPUTS\)/);
  });

  it('of frames has golden ones to damage, and every venue, too', () => {
    const coded = CODEC_NAMES.flatMap((codec) => [`delta, ${codec}`, `snapshot, ${codec}`]);
    const names = [...coded, 'analytics', 'status', 'trades'];
    expect([...framesByDecoder.keys()]).toEqual(expect.arrayContaining(names));
    expect(Object.keys(goldenFrames).sort()).toEqual([...VENUE_IDS].sort());
  });

  it('is in docs/RELIABILITY.md with its test', () => {
    const rows = inventory.map(({ decoder, from, test }) => `| ${decoder} | ${from} | \`${test}\` |`);
    const reliability = text('docs/RELIABILITY.md');
    expect(rows.filter((row) => !reliability.includes(row))).toEqual([]);
    expect(reliability).toContain(FUZZ_INPUTS.toLocaleString('en'));
  });
});
