/** The shared cases on the four artefacts. */
import { loadCore } from '../../host/core/node.js';
import { describeCore } from '../cases/core.js';
import { SMALL_CAPACITY } from '../cases/rig.js';

for (const build of ['simd', 'scalar'] as const) {
  describeCore(build, (capacity) => loadCore({ build, capacity: { ...SMALL_CAPACITY, ...capacity } }));
}
