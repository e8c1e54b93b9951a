/** The close codes of the host in one list, as for metrics. */
import * as control from './control.js';

export const ALL_CLOSE_CODES: readonly number[] = Object.entries(control).flatMap(([name, value]) =>
  name.startsWith('CLOSE_') ? [value as number] : [],
);
