/**
 * Golden files: every core makes the same bytes of the same calls, and the same state of those bytes,
 * as when the file was written. TICKWIRE_WRITE_GOLDEN=1 writes those that are missing, from the
 * reference; one that exists is never written again, because peers of its version are out there.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../cases/bytes.js';
import { SMALL_CAPACITY } from '../cases/rig.js';
import { cores } from '../cores.js';
import { type Played, play } from './play.js';
import { scenarios } from './scenarios.js';

const folder = new URL('./v1/', import.meta.url);
const pathOf = (name: string): URL => new URL(`${name}.json`, folder);
const read = (name: string): Played => JSON.parse(readFileSync(pathOf(name), 'utf8')) as Played;

if (process.env['TICKWIRE_WRITE_GOLDEN'] === '1') {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (existsSync(pathOf(name))) continue;
    writeFileSync(pathOf(name), `${JSON.stringify(play(scenario, cores[0]!.make(SMALL_CAPACITY)), null, 1)}\n`);
  }
}

const names = readdirSync(folder).map((file) => file.replace('.json', ''));

describe('golden files', () => {
  it('are there for every scenario', () => {
    expect(names.toSorted()).toEqual(Object.keys(scenarios).toSorted());
  });

  for (const { name: core, make } of cores) {
    it.each(names)(`%s is what ${core} makes`, (name) => {
      const golden = read(name);
      const played = play(golden, make(SMALL_CAPACITY));
      expect(played.steps.some(({ frame }) => frame !== undefined)).toBe(true);
      expect(played).toEqual(golden);
    });
  }

  it('hold the frames that the protocol document explains', () => {
    const document = readFileSync(new URL('../../docs/PROTOCOL.md', import.meta.url), 'utf8');
    const blocks = [...document.matchAll(/```hex\n(.*?)```/gs)].map((block) => toHex(hex(block[1]!)));
    const frames = read('documented').steps.flatMap(({ frame }) => frame ?? []);
    expect(blocks).toEqual(frames.slice(0, blocks.length));
    expect(blocks.length).toBeGreaterThanOrEqual(3);
  });
});
