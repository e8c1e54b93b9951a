/** No drift over 10^8 updates of each analytics kernel. */
import { describe, it } from 'vitest';
import { checkDrift, driftCases } from '../analytics/drift.js';
import { analyticsTwins } from '../analytics-twins.js';

describe.each(analyticsTwins.filter(({ name }) => name !== 'reference'))('without drift, $name', (twin) => {
  it.each(driftCases)('$name over 10^8 updates', (drift) => checkDrift(twin, drift, 1e8));
});
