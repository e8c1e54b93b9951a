/** Rings between real threads: every record arrives as it was written, or is counted as lost, whoever is at either end. */
import { afterEach, describe, expect, it } from 'vitest';
import { RING_CLOSED, RING_OK } from '../../assembly/ring/layout.js';
import { RING_AT, RingRig } from './ring-rig.js';
import { RingThreads } from './ring-threads.js';
import { PAIRS } from './ring-twin.js';

let threads: RingThreads | undefined;
afterEach(() => threads?.end());

const SHAPES = [
  { capacityBytes: 256, recordBytes: 0, batch: 3 },
  { capacityBytes: 4_096, recordBytes: 0, batch: 20 },
  { capacityBytes: 256, recordBytes: 32, batch: 1 },
  { capacityBytes: 4_096, recordBytes: 32, batch: 16 },
];

describe.each(PAIRS)('spsc between threads, from %s to %s', (writer, reader) => {
  it.each(SHAPES)('$capacityBytes bytes, records of $recordBytes, batches to $batch', async (shape) => {
    const records = 30_000;
    const rig = new RingRig('shared', shape.capacityBytes);
    threads = new RingThreads(rig);
    expect(rig.twin(writer).createSpsc({ address: RING_AT, ...shape })).toBe(RING_OK);
    const w = await threads.start(writer, { role: 'write', records, seed: shape.batch, ...shape });
    const r = await threads.start(reader, { role: 'read', seed: shape.batch, ...shape });
    await threads.open(2);
    expect(await w.result).toMatchObject({ records, code: RING_OK });
    expect(await r.result).toEqual({ records, wrong: 0, lost: 0, laps: 0, code: -RING_CLOSED });
    rig.expectCanaries();
  });
});

describe.each(PAIRS)('broadcast between threads, from %s to %s', (writer, reader) => {
  it.each(SHAPES)('$capacityBytes bytes, records of $recordBytes, batches to $batch', async (shape) => {
    const records = 60_000;
    const rig = new RingRig('shared', shape.capacityBytes);
    threads = new RingThreads(rig);
    expect(rig.twin(writer).createBroadcast({ address: RING_AT, ...shape })).toBe(RING_OK);
    const job = { broadcast: true, seed: shape.batch, records, ...shape };
    const w = await threads.start(writer, { role: 'write', ...job });
    const r1 = await threads.start(reader, { role: 'read', ...job });
    const r2 = await threads.start(reader, { role: 'read', ...job, strategy: 'yield' });
    await threads.open(3);
    expect(await w.result).toMatchObject({ records, code: RING_OK });
    for (const { result } of [r1, r2]) {
      const { records: read, wrong, lost, laps, code } = await result;
      expect(code).toBe(-RING_CLOSED);
      expect(wrong).toBe(0);
      expect(read + lost).toBe(records);
      expect(lost > 0).toBe(laps > 0);
    }
    rig.expectCanaries();
  });
});
