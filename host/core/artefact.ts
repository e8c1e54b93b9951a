/** The core's compiled artefacts from the package's own files, in Node. */
import { existsSync, readFileSync } from 'node:fs';
import type { Build, MemoryKind } from './index.js';

const modules = new Map<string, WebAssembly.Module>();

/** Compiled once, for all who share it. @throws Error where it is not built */
export function artefact(build: Build, kind: MemoryKind | 'reader'): WebAssembly.Module {
  const name = `${build}-${kind}.wasm`;
  const known = modules.get(name);
  if (known) return known;
  // Beside this file's compiled twin (dist/host/core), or below the sources' root.
  const compiled = new URL(`../../core/${name}`, import.meta.url);
  const url = existsSync(compiled) ? compiled : new URL(`../../dist/core/${name}`, import.meta.url);
  if (!existsSync(url)) throw new Error(`core: ${name} is not built, run: npm run build:core`);
  const module = new WebAssembly.Module(readFileSync(url));
  modules.set(name, module);
  return module;
}
