/** What comes before the loop: compiling and instantiating the module. */

import { type Build, instantiateCoreSync } from '../../host/core/index.js';
import { artefactBytes } from '../artefact.js';
import type { Axis } from '../axis.js';
import type { Contest } from '../contest.js';

const BUILDS: readonly Build[] = ['simd', 'scalar'];
/** A page's: a few books. */
const CAPACITY = { streams: 8, levels: 4_096, totalLevels: 32_768, models: 2 };

export const startup: Axis = {
  name: 'startup',
  title: 'Compiling and instantiating the core',
  method:
    'Once a process or page, and no part of the loops: `new WebAssembly.Module` of the artefact, and an instance of ' +
    'the compiled module with a memory for eight books. Both builds have the same exports.',
  goals: [],
  plan: () => [
    {
      name: 'compile',
      make: () =>
        contest('compile', (build) => {
          const bytes = artefactBytes(build, 'private');
          let module: WebAssembly.Module | undefined;
          let run = 0;
          return {
            run() {
              module = new WebAssembly.Module(unlike(bytes, run++));
            },
            digest: () => exportsOf(module!),
          };
        }),
    },
    {
      name: 'instantiate',
      make: () =>
        contest('instantiate', (build) => {
          const source = new WebAssembly.Module(artefactBytes(build, 'private'));
          return {
            run() {
              instantiateCoreSync({ source, build, capacity: CAPACITY });
            },
            digest: () => exportsOf(source),
          };
        }),
    },
  ],
};

function contest(name: string, work: (build: Build) => { run(): void; digest(): string }): Contest {
  const contestants = BUILDS.map((build) => ({ name: build, ...work(build) }));
  return { name, input: 'the private artefact', item: 'core', items: 1, unit: 'ns', contestants };
}

/** The same module with a section of its own, which means nothing: an engine compiles bytes that it knows once. */
function unlike(bytes: Uint8Array<ArrayBuffer>, run: number): Uint8Array<ArrayBuffer> {
  const section = Uint8Array.of(0, 6, 1, 120, run, run >> 8, run >> 16, run >> 24);
  const module = new Uint8Array(bytes.length + section.length);
  module.set(bytes);
  module.set(section, bytes.length);
  return module;
}

function exportsOf(module: WebAssembly.Module): string {
  return WebAssembly.Module.exports(module)
    .map(({ name }) => name)
    .sort()
    .join();
}
