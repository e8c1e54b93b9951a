/** Every shared case, for one implementation of a core. */
import { describe } from 'vitest';
import { advanceCases } from './advance.js';
import { fingerprintCases } from './fingerprint.js';
import { l2Cases } from './l2.js';
import type { MakeCore } from './rig.js';

export function describeCore(name: string, make: MakeCore): void {
  describe(`core ${name}`, () => {
    l2Cases(make);
    advanceCases(make);
    fingerprintCases(make);
  });
}
