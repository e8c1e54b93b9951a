/** One of the three that a kernel is compared on, and what it can make. In Node and in browsers. */
import type { Analytics } from '../../host/wire/analytics.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';

export type TwinName = 'simd' | 'scalar' | 'ts';

export interface Twin {
  readonly name: TwinName;
  /** A fresh core. */
  core(capacity?: Partial<CoreCapacity>): Core;
  /** Fresh analytics kernels. */
  analytics(): Analytics;
}
