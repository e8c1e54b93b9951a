/** The close codes of the host in one list, as for metrics. */
import * as codes from './close.js';

export const ALL_CLOSE_CODES: readonly number[] = Object.entries(codes).flatMap(([name, value]) =>
  name.startsWith('CLOSE_') ? [value as number] : [],
);
