/** The shared cases on every core, in private and in shared memory. */
import { describeCore } from './cases/core.js';
import { artefacts } from './cores.js';

for (const { name, make } of artefacts) describeCore(name, make);
