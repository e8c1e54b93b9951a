/** Rings between threads for millions of records in all, at full speed and against one another, and ends killed many times. */
import { afterEach, describe, expect, it } from 'vitest';
import { RING_CLOSED, RING_EMPTY, RING_OK } from '../../assembly/ring/layout.js';
import { RingWait } from '../../host/core/ring/index.js';
import { mix, nextRecord } from '../ring/record.js';
import { RING_AT, RingRig } from '../ring/ring-rig.js';
import { RingThreads } from '../ring/ring-threads.js';
import { attached, TWINS } from '../ring/ring-twin.js';

let threads: RingThreads | undefined;
afterEach(() => threads?.end());

const PAIRS = [
  ['simd', 'simd'],
  ['scalar', 'reference'],
  ['reference', 'simd'],
] as const;
const SHAPES = [
  { capacityBytes: 256, recordBytes: 0, batch: 2, records: 300_000 },
  { capacityBytes: 65_536, recordBytes: 0, batch: 64, records: 1_000_000 },
  { capacityBytes: 65_536, recordBytes: 32, batch: 16, records: 5_000_000 },
];

describe.each(PAIRS)('from %s to %s', (writer, reader) => {
  describe.each(['spin', 'yield', 'block'] as const)('by %s', (strategy) => {
    it.each(SHAPES)('$records through $capacityBytes bytes, records of $recordBytes', async (shape) => {
      const rig = new RingRig('shared', shape.capacityBytes);
      threads = new RingThreads(rig);
      rig.twin(writer).createSpsc({ address: RING_AT, ...shape });
      const w = await threads.start(writer, { role: 'write', strategy, ...shape });
      const r = await threads.start(reader, { role: 'read', strategy, ...shape });
      await threads.open(2);
      expect(await w.result).toMatchObject({ records: shape.records, code: RING_OK });
      expect(await r.result).toMatchObject({ records: shape.records, wrong: 0, code: -RING_CLOSED });
      rig.expectCanaries();
    });

    it.each(SHAPES)('$records to three readers, $capacityBytes bytes, records of $recordBytes', async (shape) => {
      const rig = new RingRig('shared', shape.capacityBytes);
      threads = new RingThreads(rig);
      rig.twin(writer).createBroadcast({ address: RING_AT, ...shape });
      const job = { broadcast: true, strategy, ...shape };
      const w = await threads.start(writer, { role: 'write', ...job });
      const readers = [
        await threads.start(reader, { role: 'read', ...job }),
        await threads.start(reader, { role: 'read', ...job }),
        await threads.start(writer, { role: 'read', ...job }),
      ];
      await threads.open(4);
      expect(await w.result).toMatchObject({ records: shape.records, code: RING_OK });
      for (const { result } of readers) {
        const { records, wrong, lost, code } = await result;
        expect([code, wrong, records + lost]).toEqual([-RING_CLOSED, 0, shape.records]);
      }
      rig.expectCanaries();
    });
  });
});

describe.each(TWINS)('a writer killed anywhere, %s', (twin) => {
  it('two hundred times: what was published is whole, and the next one goes on', async () => {
    const rig = new RingRig('shared', 4_096);
    threads = new RingThreads(rig);
    rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: 4_096, recordBytes: 0 });
    const r = attached(rig.twin(twin).spscReader(RING_AT));
    const wait = new RingWait(r, { timeoutMs: 60_000, silentMs: 60_000 });
    for (let seed = 1; seed <= 200; seed++) {
      threads.reset();
      const w = await threads.start(twin, { role: 'write', records: 1e9, seed, batch: 8, takeover: true });
      await threads.open(1);
      let number = 0;
      const next = () => nextRecord(r, seed, number++);
      for (const enough = mix(seed, 0) % 20_000; number < enough; ) {
        expect(wait.until(() => r.peek())).toBeGreaterThan(0);
        expect(next()).toBe(RING_OK);
      }
      // It dies while it goes on being read.
      const killed = w.kill();
      while (r.peek() > 0) expect(next()).toBe(RING_OK);
      await killed;
      while (r.peek() > 0) expect(next()).toBe(RING_OK);
      expect(next()).toBe(-RING_EMPTY);
    }
    rig.expectCanaries();
  });
});
