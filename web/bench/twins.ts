/** The three twins in a browser's worker: the two builds fetched and compiled, and plain TypeScript. */
import type { Twin } from '../../bench/kernels/twin.js';
import { createAnalytics } from '../../host/core/analytics/index.js';
import { type Build, detectBuild, instantiateCoreSync } from '../../host/core/index.js';
import { createReferenceAnalytics } from '../../host/reference/analytics/index.js';
import { createReferenceCore } from '../../host/reference/core.js';

async function wasm(build: Build, url: string): Promise<Twin> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the ${build} build could not be fetched: status ${answer.status}`);
  const source = await WebAssembly.compile(await answer.arrayBuffer());
  return {
    name: build,
    hasCoarseClock: true,
    core: (capacity = {}) => instantiateCoreSync({ source, build, capacity }),
    analytics: () => createAnalytics({ module: source }),
  };
}

/** Without SIMD where the engine has none. */
export async function browserTwins(urls: Readonly<Record<Build, string>>): Promise<Twin[]> {
  const builds: Build[] = detectBuild() === 'simd' ? ['simd', 'scalar'] : ['scalar'];
  const loaded = await Promise.all(builds.map((build) => wasm(build, urls[build])));
  return [
    ...loaded,
    { name: 'ts', hasCoarseClock: true, core: createReferenceCore, analytics: createReferenceAnalytics },
  ];
}
