/** No drift over 10^5 updates in plain TypeScript and 10^6 in the core; test/long has 10^8. */
import { describe, it } from 'vitest';
import { analyticsTwins } from '../analytics-twins.js';
import { checkDrift, driftCases } from './drift.js';

describe.each(analyticsTwins)('without drift, $name', (twin) => {
  it.each(driftCases)('$name', (drift) => checkDrift(twin, drift, twin.name === 'reference' ? 1e5 : 1e6));
});
