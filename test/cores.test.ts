/** The shared cases on every core that is there. */

import { describeCore } from './cases/core.js';
import { cores } from './cores.js';

for (const { name, make } of cores) describeCore(name, make);
