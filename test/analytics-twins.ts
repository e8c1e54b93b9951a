/** The three implementations of the analytics kernels: plain TypeScript, and the core's two builds. */
import { readFileSync } from 'node:fs';
import { createAnalytics } from '../host/core/analytics/index.js';
import { createReferenceAnalytics } from '../host/reference/analytics/index.js';
import type { Analytics } from '../host/wire/analytics.js';

export interface AnalyticsTwin {
  readonly name: 'reference' | 'scalar' | 'simd';
  /** Room for any kernel. */
  readonly make: () => Analytics;
}

const modules = new Map<string, WebAssembly.Module>();

/** The core's artefact as built by `npm run build:core`. */
export function analyticsModule(build: 'scalar' | 'simd', kind: 'private' | 'shared' = 'private'): WebAssembly.Module {
  const file = `${build}-${kind}.wasm`;
  const known = modules.get(file);
  if (known !== undefined) return known;
  const module = new WebAssembly.Module(readFileSync(new URL(`../dist/core/${file}`, import.meta.url)));
  modules.set(file, module);
  return module;
}

/** The first is the oracle. */
export const analyticsTwins: readonly AnalyticsTwin[] = [
  { name: 'reference', make: createReferenceAnalytics },
  { name: 'scalar', make: () => createAnalytics({ module: analyticsModule('scalar') }) },
  { name: 'simd', make: () => createAnalytics({ module: analyticsModule('simd') }) },
];
