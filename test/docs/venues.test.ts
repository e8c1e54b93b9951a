/** The table of venues in docs/ADDING-A-VENUE.md says what their code says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { VENUE_IDS } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';

const text = readFileSync(new URL('../../docs/ADDING-A-VENUE.md', import.meta.url), 'utf8');

it('the table of capabilities is that of the code, and names every venue', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const yes = (is: boolean) => (is ? 'yes' : 'no');
  const expected = VENUE_IDS.map((id) => {
    const { sequence, checksum, snapshot, l3, quotes, instruments, auth } = venueById(id)!.capabilities;
    return `| \`${id}\` | ${[yes(sequence), yes(checksum), snapshot, yes(l3), quotes, instruments, auth].join(' | ')} |`;
  });
  expect(rows).toEqual(expected);
});

it('every capability has what it promises', () => {
  for (const id of VENUE_IDS) {
    const venue = venueById(id)!;
    const { checksum, snapshot, instruments } = venue.capabilities;
    expect(venue.createChecksum !== undefined, id).toBe(checksum);
    expect(venue.snapshotRequest('A', venue.urls) !== undefined, id).toBe(snapshot === 'rest');
    expect(venue.resubscribe('A', 10).length > 0, id).toBe(snapshot === 'stream');
    expect(venue.instrumentsRequest(['A'], venue.urls) !== undefined, id).toBe(instruments === 'rest');
  }
});

it('it says plainly what Coinbase cannot prove', () => {
  expect(text).toMatch(/Coinbase's book updates carry no sequence.*nothing proves the absence of a gap/);
});
