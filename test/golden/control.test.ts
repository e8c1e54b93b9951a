/**
 * Golden sessions: what a host answers to a client's requests, message by message and frame by frame, is what it was
 * when the file was written. TICKWIRE_WRITE_GOLDEN=1 writes those that are missing; one that exists is never written
 * again, because clients of its version are out there.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseHostMessage } from '../../web/client/host-message.js';
import { type Exchange, sessions } from './sessions.js';

const folder = new URL('./control/', import.meta.url);
const pathOf = (name: string): URL => new URL(`${name}.json`, folder);

if (process.env['TICKWIRE_WRITE_GOLDEN'] === '1') {
  for (const [name, play] of Object.entries(sessions)) {
    if (!existsSync(pathOf(name))) writeFileSync(pathOf(name), `${JSON.stringify(play(), null, 1)}\n`);
  }
}

const names = readdirSync(folder).map((file) => file.replace('.json', ''));
const read = (name: string): Exchange[] => JSON.parse(readFileSync(pathOf(name), 'utf8')) as Exchange[];

describe('golden sessions', () => {
  it('are there for every session', () => {
    expect(names.toSorted()).toEqual(Object.keys(sessions).toSorted());
  });

  it.each(names)('%s is what the host says', (name) => {
    const golden = read(name);
    expect(golden.length).toBeGreaterThan(2);
    expect(JSON.parse(JSON.stringify(sessions[name]!()))).toEqual(golden);
  });

  it.each(names)('%s is understood by the client library', (name) => {
    for (const { answers } of read(name)) {
      for (const answer of answers) {
        if (typeof answer !== 'string') expect(parseHostMessage(JSON.stringify(answer))).toEqual(answer);
      }
    }
  });
});
