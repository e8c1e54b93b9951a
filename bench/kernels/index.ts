/** All kernels. One that is listed here is run by `npm run bench` and by the page at /bench. */
import { column } from './column.js';
import { decode } from './decode.js';
import { encode } from './encode.js';
import type { Kernel } from './kernel.js';
import { kernelBatch } from './kernel-batch.js';
import { observe } from './observe.js';
import { snapshot } from './snapshot.js';
import { update } from './update.js';
import { view } from './view.js';
import { worst } from './worst.js';

export const KERNELS: readonly Kernel[] = [
  update,
  view,
  observe,
  ...worst,
  snapshot,
  ...(['plain', 'fast', 'dense'] as const).flatMap((codec) => [encode(codec), decode(codec)]),
  column,
  ...(['covariance', 'quantiles', 'volatility', 'orderFlow'] as const).map(kernelBatch),
];
