/** Which thread a symbol goes to: the same configuration gives the same shards, and what runs stays where it is. */
import { expect, it } from 'vitest';
import { Shards } from '../../host/runtime/threads/shards.js';

const shown = (shards: Shards, threads: number) =>
  Array.from({ length: threads }, (_, thread) =>
    [...shards.of(thread)].flatMap(([venue, natives]) => natives.map((native) => `${venue}:${native}`)),
  );

it('deals symbols out in the order of the configuration, over all venues', () => {
  const shards = new Shards(3);
  shards.deal('a', ['A', 'B', 'C', 'D']);
  shards.deal('b', ['E', 'F']);
  expect(shown(shards, 3)).toEqual([
    ['a:A', 'a:D'],
    ['a:B', 'b:E'],
    ['a:C', 'b:F'],
  ]);
  expect([shards.count(), shards.count(0)]).toEqual([6, 2]);
  expect([...shards.all()]).toEqual([
    ['a', ['A', 'B', 'C', 'D']],
    ['b', ['E', 'F']],
  ]);
});

it('has every venue in every thread, so that a symbol of it can come', () => {
  const shards = new Shards(2);
  shards.deal('a', ['A']);
  expect([...shards.of(1)]).toEqual([['a', []]]);
});

it('puts a new symbol where the fewest are, and one that was there before where it was', () => {
  const shards = new Shards(2);
  shards.deal('a', ['A', 'B', 'C']);
  expect(shards.add('a', 'D')).toBe(1);
  expect(shards.add('a', 'E')).toBe(0);
  expect(shards.remove('a', 'D')).toBe(1);
  expect(shards.remove('a', 'B')).toBe(1);
  expect(shards.remove('a', 'A')).toBe(0);
  expect(shown(shards, 2)).toEqual([['a:C', 'a:E'], []]);
  expect(shards.add('a', 'A')).toBe(0);
  expect(shards.add('a', 'F')).toBe(1);
  expect(shards.remove('a', 'nowhere')).toBe(-1);
  expect(shown(shards, 2)).toEqual([['a:C', 'a:E', 'a:A'], ['a:F']]);
  expect([...shards.all()]).toEqual([['a', ['C', 'E', 'A', 'F']]]);
});
