/** The artefacts: what they import and export, which memory they take, and that it never grows. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INFO_SYNCED, REGIONS } from '../../assembly/layout.js';
import {
  detectBuild,
  instantiateCore,
  instantiateCoreSync,
  instantiateReaderCore,
  regionsOf,
} from '../../host/core/index.js';
import { type Build, loadCore, loadCoreSync, loadReaderCoreSync, type MemoryKind } from '../../host/core/node.js';
import { deadCanaries, setCanaries } from './canaries.js';

const CAPACITY = {
  streams: 4,
  levels: 256,
  totalLevels: 512,
  trades: 8,
  results: 4,
  bytes: 2048,
  models: 2,
  history: 16,
  values: 8,
  kernelBytes: 8_192,
};
const GRID = { priceDecimals: 1, tick: 1, sizeDecimals: 3, lot: 1 };
const builds: Build[] = ['simd', 'scalar'];
const kinds: MemoryKind[] = ['private', 'shared'];
const bytesOf = (build: Build, kind: MemoryKind | 'reader') =>
  readFileSync(new URL(`../../dist/core/${build}-${kind}.wasm`, import.meta.url));

describe.each(builds.flatMap((build) => kinds.map((memory) => ({ build, memory }))))(
  'artefact $build-$memory',
  ({ build, memory }) => {
    it('imports a memory and nothing else', () => {
      const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytesOf(build, memory)));
      expect(imports).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    });

    it('has the export list of the others', () => {
      const list = (b: Build, m: MemoryKind) =>
        WebAssembly.Module.exports(new WebAssembly.Module(bytesOf(b, m))).map(({ name }) => name);
      expect(list(build, memory)).toEqual(list('scalar', 'private'));
    });

    it('runs in the memory that was made for it, and in no other kind', async () => {
      const source = bytesOf(build, memory);
      const core = await instantiateCore({ source, build, memory, capacity: CAPACITY });
      expect(core.name).toBe(build);
      expect(core.memory.buffer instanceof SharedArrayBuffer).toBe(memory === 'shared');
      const other = memory === 'shared' ? 'private' : 'shared';
      await expect(instantiateCore({ source, build, memory: other, capacity: CAPACITY })).rejects.toThrow(
        WebAssembly.LinkError,
      );
      expect(instantiateCoreSync({ source, build, memory, capacity: CAPACITY }).info(0, 0)).toBeLessThan(0);
    });

    it('carries a book from a writer to a reader in a memory that cannot grow', async () => {
      const core = await loadCore({ build, memory, capacity: CAPACITY });
      const buffer = core.memory.buffer;
      expect(() => core.memory.grow(1)).toThrow(RangeError);
      const writer = core.openWriter(7, 1, 0, GRID);
      const reader = core.openReader(7);
      core.staged.ticks.set([100, 101]);
      core.staged.lots.set([5, 6]);
      expect(core.load(writer, 1, 1)).toBe(2);
      const length = core.encodeSnapshot(writer, 0, true, 1_000, -1);
      core.input.set(core.output.subarray(0, length));
      expect(core.receive(0, length)).toBe(1);
      expect(core.info(reader, INFO_SYNCED)).toBe(1);
      expect(core.top(reader, 0)).toBe(2);
      expect([...core.levels.ticks.subarray(0, 2), ...core.levels.lots.subarray(0, 2)]).toEqual([100, 101, 5, 6]);
      expect(core.memory.buffer).toBe(buffer);
    });

    it('keeps to its regions whatever bytes it receives', async () => {
      const core = await loadCore({ build, memory, capacity: CAPACITY });
      setCanaries(core);
      core.openReader(1);
      const byte = fc.oneof(fc.constantFrom(0, 1, 2, 9, 0x19, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }));
      fc.assert(
        fc.property(fc.array(byte, { maxLength: 300, size: 'max' }), (bytes) => {
          const from = CAPACITY.bytes - bytes.length;
          core.input.set(bytes, from);
          expect(core.validate(from, CAPACITY.bytes)).toBeLessThanOrEqual(0);
          expect(core.receive(from, CAPACITY.bytes)).toBeGreaterThanOrEqual(0);
        }),
        { numRuns: 500 },
      );
      expect(deadCanaries(core)).toEqual([]);
    });
  },
);

describe.each(builds)('artefact %s-reader', (build) => {
  const names = (kind: MemoryKind | 'reader') =>
    WebAssembly.Module.exports(new WebAssembly.Module(bytesOf(build, kind))).map(({ name }) => name);

  it('imports a memory and nothing else, and exports what the whole core does, in part', () => {
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytesOf(build, 'reader')));
    expect(imports).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    const whole = new Set(names('private'));
    expect(names('reader').filter((name) => !whole.has(name))).toEqual([]);
    expect(names('reader')).toEqual(expect.arrayContaining(['receive', 'validate', 'top', 'memory']));
    expect(names('reader')).not.toContain('encodeDelta');
  });

  it('keeps to its regions whatever bytes it receives, in a memory that cannot grow', () => {
    const core = loadReaderCoreSync({ build, capacity: CAPACITY });
    expect(core.name).toBe(build);
    expect(() => core.memory.grow(1)).toThrow(RangeError);
    setCanaries(core);
    core.openReader(1);
    expect(core.openReader(1)).toBeLessThan(0);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), (bytes) => {
        const from = CAPACITY.bytes - bytes.length;
        core.input.set(bytes, from);
        expect(core.validate(from, CAPACITY.bytes)).toBeLessThanOrEqual(0);
        expect(core.receive(from, CAPACITY.bytes)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
    expect(deadCanaries(core)).toEqual([]);
    expect(core.close(0)).toBe(0);
  });

  it('is what a page that has the whole core reads with, too', async () => {
    const core = await instantiateReaderCore({ source: bytesOf(build, 'private'), build, capacity: CAPACITY });
    expect(core.openReader(3)).toBe(0);
    await expect(
      instantiateReaderCore({ source: bytesOf(build, 'shared'), build, capacity: CAPACITY }),
    ).rejects.toThrow(WebAssembly.LinkError);
  });
});

describe('the host', () => {
  it('finds that this engine runs the vector build', () => {
    expect(detectBuild()).toBe('simd');
    expect(loadCoreSync({ capacity: CAPACITY }).name).toBe('simd');
  });

  it('knows where each region is', async () => {
    const core = await loadCore({ capacity: CAPACITY });
    const regions = regionsOf(CAPACITY);
    expect(regions).toHaveLength(REGIONS);
    const offsets = [core.staged.ticks, core.levels.ticks, core.changes.ticks, core.trades, core.results, core.input];
    expect(offsets.map((view) => view.byteOffset)).toEqual(regions.slice(3, 9).map((region) => region.at));
  });

  it('gives each core a memory and streams of its own', async () => {
    const [a, b] = [await loadCore({ capacity: CAPACITY }), await loadCore({ capacity: CAPACITY })];
    expect(a.openReader(5)).toBe(0);
    expect(b.info(0, 0)).toBeLessThan(0);
  });
});
