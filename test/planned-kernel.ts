/** A kernel of a plan by its own name, for tests: of the mid unless said otherwise. */
import { SOURCE_MID } from '../assembly/analytics/layout.js';
import type { PlannedKernel } from '../host/wire/analytics-plan.js';

export function plannedKernel(
  name: PlannedKernel['kernel'],
  params: PlannedKernel['params'] = {},
  source: PlannedKernel['source'] = SOURCE_MID,
): PlannedKernel {
  return { name, kernel: name, params, source };
}
