/** Every shared case, for one implementation of a core. */
import { describe } from 'vitest';
import { advanceCases } from './advance.js';
import { analyticsFrameCases } from './analytics-frame.js';
import { argumentCases } from './arguments.js';
import { attachedCases } from './attached.js';
import { catchUpCases } from './catch-up.js';
import { codeCases } from './codes.js';
import { deltaCases } from './delta.js';
import { denseCases } from './dense.js';
import { fastCases } from './fast.js';
import { fastCatchUpCases } from './fast-catch-up.js';
import { fingerprintCases } from './fingerprint.js';
import { headerCases } from './header.js';
import { l2Cases } from './l2.js';
import { limitCases } from './limits.js';
import { noChangeCases } from './no-change.js';
import type { MakeCore } from './rig.js';
import { snapshotCases } from './snapshot.js';
import { statusCases } from './status.js';
import { streamCases } from './stream.js';
import { tradesCases } from './trades.js';

export function describeCore(name: string, make: MakeCore): void {
  describe(`core ${name}`, () => {
    l2Cases(make);
    advanceCases(make);
    catchUpCases(make);
    fingerprintCases(make);
    snapshotCases(make);
    deltaCases(make);
    fastCases(make);
    fastCatchUpCases(make);
    noChangeCases(make);
    denseCases(make);
    tradesCases(make);
    statusCases(make);
    headerCases(make);
    streamCases(make);
    limitCases(make);
    argumentCases(make);
    codeCases(make);
    analyticsFrameCases(make);
    attachedCases(make);
  });
}
