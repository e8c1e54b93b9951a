/** One of the three that a kernel is compared on, and what it can make. In Node and in browsers. */
import type { Analytics } from '../../host/wire/analytics.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';

export type TwinName = 'simd' | 'scalar' | 'ts';

export interface Twin {
  readonly name: TwinName;
  /** Whether the clock may be as coarse as 0.1 ms, as browsers' are: what a kernel times itself must be longer then. */
  readonly hasCoarseClock: boolean;
  /** A fresh core. */
  core(capacity?: Partial<CoreCapacity>): Core;
  /** Fresh analytics kernels. */
  analytics(): Analytics;
}
