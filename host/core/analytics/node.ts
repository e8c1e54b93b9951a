/** The Node entry of `tickwire/analytics`: kernels for a program of one's own, from the package's own artefacts. */
import { artefact } from '../artefact.js';
import { detectBuild } from '../build.js';
import type { Build } from '../index.js';
import { type AnalyticsMemory, createAnalytics, type WasmAnalytics } from './index.js';

export * from './index.js';

export interface LoadAnalyticsOptions extends Omit<AnalyticsMemory, 'module'> {
  /** Default: what the engine can run. */
  readonly build?: Build;
}

/**
 * Kernels in a memory of their own, which cannot grow.
 * @throws RangeError where there is no such memory; Error where the artefact is not built
 */
export function loadAnalytics({ build = detectBuild(), ...memory }: LoadAnalyticsOptions = {}): WasmAnalytics {
  return createAnalytics({ ...memory, module: artefact(build, memory.kind ?? 'private') });
}
