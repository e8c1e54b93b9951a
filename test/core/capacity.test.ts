/** Capacities at their edges: the smallest, those that cannot be, and what one costs. */
import { describe, expect, it } from 'vitest';
import { ARGUMENT, FULL } from '../../assembly/layout.js';
import { MAX_MEMORY_BYTES, memoryBytes, streamBytes } from '../../host/core/index.js';
import { type Build, loadCore } from '../../host/core/node.js';
import { type CoreCapacity, DEFAULT_CAPACITY } from '../../host/wire/core.js';
import { deadCanaries, setCanaries } from './canaries.js';

const ONES: CoreCapacity = {
  streams: 1,
  levels: 1,
  totalLevels: 1,
  trades: 1,
  results: 1,
  bytes: 1,
  models: 1,
  history: 1,
  values: 1,
  kernelBytes: 1,
};
const FIELDS = Object.keys(ONES) as (keyof CoreCapacity)[];
const GRID = { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 };

describe.each<Build>(['simd', 'scalar'])('capacity, %s', (build) => {
  it('of one of each is a core that is soon full', async () => {
    const core = await loadCore({ build, capacity: ONES });
    setCanaries(core);
    expect(core.openWriter(1, 1, 0, GRID)).toBe(0);
    expect(core.openReader(1)).toBe(-FULL);
    core.staged.ticks.set([5, 6]);
    core.staged.lots.set([1, 1]);
    expect(core.load(0, 1, 0)).toBe(1);
    expect(core.update(0, 0, 1)).toBe(-FULL);
    expect(core.update(0, 2, 0)).toBe(-FULL);
    core.staged.lots.set([0, 1]);
    expect(core.update(0, 1, 1)).toBe(2);
    expect(core.encodeDelta(0, 0, 1, 1, true)).toBe(-FULL);
    expect(core.encodeStatus(0, 0, 3, 0, 1, 1)).toBe(-FULL);
    expect(core.receive(0, 1)).toBe(1);
    expect(core.receive(0, 2)).toBe(-ARGUMENT);
    expect(core.close(0)).toBe(0);
    expect(core.openReader(1)).toBe(0);
    expect(deadCanaries(core)).toEqual([]);
  });

  it('agrees with its host on the memory for odd numbers', async () => {
    for (const n of [2, 3, 31, 32, 33, 64, 65, 66, 129, 1000]) {
      const capacity = {
        streams: n,
        levels: n,
        totalLevels: n * 3,
        trades: n,
        results: n,
        bytes: n,
        models: n,
        history: n,
        values: n,
        kernelBytes: n,
      };
      const core = await loadCore({ build, capacity });
      const unused = core.memory.buffer.byteLength - memoryBytes(core.capacity);
      expect(unused).toBeGreaterThanOrEqual(0);
      expect(unused).toBeLessThan(65_536);
    }
  });
});

describe('a capacity that cannot be', () => {
  it.each(FIELDS)('is refused by name: %s', async (field) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '8' as unknown as number]) {
      const error = await loadCore({ capacity: { ...ONES, [field]: value } }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(RangeError);
      expect((error as RangeError).message).toMatch(`capacity.${field} must be an integer of at least 1`);
    }
  });

  it.each(FIELDS)('is refused where it needs more than 1 GiB: %s', async (field) => {
    const error = await loadCore({ capacity: { ...ONES, [field]: 2 ** 30 } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RangeError);
    expect((error as RangeError).message).toMatch(`capacity.${field} = ${2 ** 30} is too large`);
  });

  it('is the one above the last that fits', async () => {
    const fits = (bytes: number) => memoryBytes({ ...ONES, bytes }) <= MAX_MEMORY_BYTES;
    let bytes = 2 ** 29 - 2 ** 19;
    for (let step = 2 ** 19; step >= 1; step /= 2) if (fits(bytes + step)) bytes += step;
    expect(fits(bytes + 1)).toBe(false);
    await expect(loadCore({ capacity: { ...ONES, bytes: bytes + 1 } })).rejects.toThrow(RangeError);
  });
});

describe('memory', () => {
  it('stays modest', () => {
    expect(streamBytes(8_192)).toBeLessThan(76_000);
    expect(memoryBytes(DEFAULT_CAPACITY)).toBeLessThan(64 * 2 ** 20);
    const browser = { ...DEFAULT_CAPACITY, levels: 8_192, totalLevels: 65_536, bytes: 2 ** 20, history: 64 };
    expect(memoryBytes(browser)).toBeLessThan(14 * 2 ** 20);
  });
});
