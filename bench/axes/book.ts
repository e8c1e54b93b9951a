/** Level updates, already parsed, into a book. */
import type { Axis } from '../axis.js';
import { kernelsOf, plannedKernel } from '../kernel-contest.js';
import { cBook } from '../peers/c-book.js';
import { ccxtLevels } from '../peers/ccxt-levels.js';

export const book: Axis = {
  name: 'book',
  title: 'Level updates of a book of 1,000 levels a side',
  method:
    'Entries that are integers already, one call a message, the copy into the core counted. ccxt stores the same ' +
    'numbers in its `OrderBookSide`s; C is the same algorithm, compiled with `gcc -O3 -march=native`. Fingerprints of ' +
    'all levels are compared.',
  goals: [
    {
      text: '≥ 60× against ccxt OrderBookSide',
      contests: /^update$/,
      of: 'simd',
      against: 'ccxt',
      atLeast: 60,
    },
    { text: "≤ 1.5× C's time", contests: /^update$/, of: 'simd', against: 'C', atMost: 1.5 },
  ],
  plan(setting) {
    return kernelsOf('book').map((kernel) =>
      plannedKernel(
        setting,
        kernel,
        () => setting.session(),
        async (session) => (kernel.name === 'update' ? [await ccxtLevels(session), ...optional(cBook(session))] : []),
      ),
    );
  },
};

function optional<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
