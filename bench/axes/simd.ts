/** SIMD over our own scalar build, on columns. */
import type { Axis } from '../axis.js';
import { kernelsOf, plannedKernel } from '../kernel-contest.js';

export const simd: Axis = {
  name: 'simd',
  title: 'SIMD over scalar on columns of 4,096',
  method:
    'The two builds of the core on block codecs and reductions over columns of 4,096 numbers. Reading a ' +
    'column is unpacking codec 2 (alone 3.8× as fast with vectors), judging prices and sizes, and their ' +
    'fingerprint. Writing one has no vectors: each change is written behind the one before. Results are equal to ' +
    'the last bit.',
  goals: [{ text: '≥ 3× against the scalar build', of: 'simd', against: 'scalar', atLeast: 3 }],
  plan(setting) {
    return kernelsOf('simd').map((kernel) => plannedKernel(setting, kernel, () => setting.session()));
  },
};
