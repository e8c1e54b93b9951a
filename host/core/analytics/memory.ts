/** A memory for analytics kernels alone, and the core's functions over it. */
import { instantiateSync } from '@assemblyscript/loader';
import { MEMORY_BASE } from '../../../assembly/layout.js';
import type { AnalyticsExports } from './exports.js';
import { WasmAnalytics } from './wasm-analytics.js';

const PAGE_BYTES = 65_536;

export interface AnalyticsMemory {
  /** The artefact `<build>-<kind>.wasm`, compiled. */
  readonly module: WebAssembly.Module;
  /** Default: private. */
  readonly kind?: 'private' | 'shared';
  /** For blocks and records together. Default: 1 MiB. */
  readonly bytes?: number;
}

/**
 * Kernels in a memory of their own, which cannot grow.
 * @throws RangeError where there is no such memory; WebAssembly.LinkError where the artefact is for the
 *   other kind
 */
export function createAnalytics({ module, kind = 'private', bytes = 1_048_576 }: AnalyticsMemory): WasmAnalytics {
  const pages = Math.ceil((MEMORY_BASE + bytes) / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: kind === 'shared' });
  const { exports } = instantiateSync(module, { env: { memory } });
  return new WasmAnalytics(exports as unknown as AnalyticsExports, memory, MEMORY_BASE, bytes);
}
