/** What the page says of a book: only one condition of all may look live. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REASON_NAMES, STATE_NAMES } from '../../host/wire/state.js';
import { type BookCondition, listedState, liveness, reasonWords, stateTone } from '../../web/dashboard/liveness.js';

const live: BookCondition = {
  link: 'open',
  linkReason: '',
  symbols: 3,
  offered: true,
  state: 'live',
  reason: 'none',
  filled: true,
};

const conditions = fc.record<BookCondition>({
  link: fc.constantFrom('connecting', 'open', 'lost', 'unreachable', 'refused'),
  linkReason: fc.constantFrom('', 'the host will not talk to this client'),
  symbols: fc.constantFrom(undefined, 0, 3),
  offered: fc.boolean(),
  state: fc.constantFrom('connecting', 'syncing', 'live', 'stale', 'closed'),
  reason: fc.constantFrom(...REASON_NAMES, 'behind', 'fingerprint', 'truncated', 'not_synced'),
  filled: fc.boolean(),
});

describe('liveness', () => {
  it('is live only with an open connection, an offered symbol and a live state', () => {
    expect(liveness(live)).toMatchObject({ live: true, tone: 'live', headline: 'Live' });
    fc.assert(
      fc.property(conditions, (condition) => {
        const said = liveness(condition);
        const { link, symbols, offered, state } = condition;
        expect(said.live).toBe(link === 'open' && symbols !== undefined && offered && state === 'live');
        expect(said.tone === 'live').toBe(said.live);
        expect(said.headline).not.toBe('');
        expect(said.detail).toMatch(/\.$/);
      }),
    );
  });

  it('names the reason and says that the figures are of the past', () => {
    expect(liveness({ ...live, state: 'stale', reason: 'gap' })).toMatchObject({
      tone: 'stale',
      headline: 'Not live',
      detail: expect.stringMatching(/went missing.*last that was in sync/),
    });
    expect(liveness({ ...live, link: 'lost' }).detail).toMatch(/connection to the host lost.*last that arrived/);
  });

  it('tells no symbols, an unknown symbol and a missing book apart', () => {
    expect(liveness({ ...live, symbols: 0, offered: false, filled: false }).headline).toBe('No symbols');
    expect(liveness({ ...live, offered: false, filled: false }).headline).toBe('No such symbol');
    expect(liveness({ ...live, offered: false }).detail).toMatch(/no longer offers it.*last that was in sync/);
    expect(liveness({ ...live, state: 'syncing', filled: false }).headline).toBe('Syncing');
  });
});

it('every reason has words, and those of a refused frame name the code', () => {
  expect(REASON_NAMES.filter((reason) => reason !== 'none' && reasonWords(reason) === '')).toEqual([]);
  expect(reasonWords('none')).toBe('');
  expect(reasonWords('not_synced')).toBe('a frame was refused (not synced)');
});

it('of the host states only live is live', () => {
  expect(STATE_NAMES.filter((state) => stateTone(listedState(state)) === 'live')).toEqual(['live']);
});
