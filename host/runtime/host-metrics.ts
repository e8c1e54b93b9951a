/** Metrics of the process, of Node's event loop, and of what runs here. */
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { WasmCore } from '../core/index.js';
import { VERSION } from '../version.js';

export function registerHostMetrics(registry: Registry, core: WasmCore): void {
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'tickwire_build_info',
    help: '1; what runs is in the labels',
    labelNames: ['version', 'core'],
    registers: [registry],
  }).set({ version: VERSION, core: core.name }, 1);
  const { memory, capacity } = core;
  const sizes: [name: string, help: string, read: () => number][] = [
    ['memory_bytes', 'Memory of the WebAssembly core; its size is fixed at the start', () => memory.buffer.byteLength],
    ['streams_capacity', 'Streams that the core has room for, one a symbol and one a view', () => capacity.streams],
  ];
  for (const [name, help, read] of sizes) {
    new Gauge({
      name: `tickwire_core_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
}
