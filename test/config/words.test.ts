/** Durations as people write them, and the word that was probably meant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../host/config/duration.js';
import { nearMatch } from '../../host/config/near-match.js';

describe('duration', () => {
  it('has a number and a unit', () => {
    expect(['250ms', '10s', '1.5 s', '5m', '24h', ' 0s '].map(parseDuration)).toEqual([
      250, 10_000, 1500, 300_000, 86_400_000, 0,
    ]);
  });

  it('is nothing else', () => {
    for (const text of ['', '10', 's', '-1s', '1e3s', '1 day', '10S', '1s1s', '9'.repeat(400).concat('s')]) {
      expect(parseDuration(text), text).toBeUndefined();
    }
  });
});

describe('near match', () => {
  const names = ['binance-spot', 'kraken-v1', 'kraken-v2', 'port', 'host'];

  it('finds what was meant', () => {
    expect(nearMatch('binance-spott', names)).toBe('binance-spot');
    expect(nearMatch('Kraken-V2', names)).toBe('kraken-v2');
    expect(nearMatch('prot', names)).toBe('port');
    expect(nearMatch('pot', names)).toBe('port');
  });

  it('finds nothing where nothing is near', () => {
    expect(nearMatch('coinbase', names)).toBeUndefined();
    expect(nearMatch('xy', names)).toBeUndefined();
    expect(nearMatch('', names)).toBeUndefined();
    expect(nearMatch('port', [])).toBeUndefined();
  });

  it('finds a name after any one edit', () => {
    const name = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('delete', 'insert', 'swap'), (word, at, edit) => {
        const i = at % (word.length - 1);
        const edited = {
          delete: word.slice(0, i) + word.slice(i + 1),
          insert: `${word.slice(0, i)}q${word.slice(i)}`,
          swap: word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2),
        }[edit];
        expect(nearMatch(edited, [word])).toBe(word);
      }),
    );
  });
});
