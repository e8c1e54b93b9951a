/** The three twins in Node: the core's artefacts from the package's own files, and the reference. */
import { createAnalytics } from '../host/core/analytics/index.js';
import { type Build, loadCoreSync } from '../host/core/node.js';
import { createReferenceAnalytics } from '../host/reference/analytics/index.js';
import { createReferenceCore } from '../host/reference/core.js';
import { artefactBytes } from './artefact.js';
import type { Twin } from './kernels/twin.js';

function wasm(build: Build): Twin {
  return {
    name: build,
    hasCoarseClock: false,
    core: (capacity = {}) => loadCoreSync({ build, capacity }),
    analytics: () => createAnalytics({ module: new WebAssembly.Module(artefactBytes(build, 'private')) }),
  };
}

export const nodeTwins: readonly Twin[] = [
  wasm('simd'),
  wasm('scalar'),
  { name: 'ts', hasCoarseClock: false, core: createReferenceCore, analytics: createReferenceAnalytics },
];
