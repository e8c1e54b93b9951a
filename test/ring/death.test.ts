/** Ends that die or stand still: the other end never hangs, loses nothing that was published, and can go on with another. */
import { afterEach, describe, expect, it } from 'vitest';
import { RING_BUSY, RING_EMPTY, RING_LAPPED, RING_OK, RING_SILENT } from '../../assembly/ring/layout.js';
import { RingWait } from '../../host/core/ring/index.js';
import type { BroadcastRingReader, RingReader } from '../../host/wire/ring.js';
import { mix, nextRecord } from './record.js';
import { BLOCKS_AT, RING_AT, RingRig } from './ring-rig.js';
import { RingThreads } from './ring-threads.js';
import { attached, TWINS } from './ring-twin.js';

const CAPACITY = 4_096;

let threads: RingThreads | undefined;
afterEach(() => threads?.end());

/** Waits of a few looks: the clock runs ahead of the machine. */
function impatient(end: RingReader): RingWait {
  let nowMs = 0;
  const now = () => {
    nowMs += 100;
    return nowMs;
  };
  return new RingWait(end, { timeoutMs: 1e9, silentMs: 1_000, sliceMs: 0.01, now });
}

describe.each(TWINS)('a dead end, %s', (twin) => {
  it('that wrote: what it published is there, silence is noticed, another goes on', async () => {
    const rig = new RingRig('shared', CAPACITY);
    threads = new RingThreads(rig);
    rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 });
    const r = attached(rig.twin(twin).spscReader(RING_AT));
    const w = await threads.start(twin, { role: 'write', records: 1_000, seed: 5, stopAfter: 10, batch: 4 });
    await threads.open(1);
    await threads.reach(2, (stands) => stands === 1);
    const published = Atomics.load(threads.gate, 3);
    await w.kill();
    for (let number = 0; number < published; number++) expect(nextRecord(r, 5, number)).toBe(RING_OK);
    expect(impatient(r).until(() => r.peek())).toBe(-RING_SILENT);
    expect(await impatient(r).untilAsync(() => r.peek())).toBe(-RING_SILENT);

    expect(rig.twin(twin).spscWriter(RING_AT)).toBe(-RING_BUSY);
    threads.reset();
    const heir = await threads.start(twin, { role: 'write', records: 20, seed: 6, takeover: true });
    await threads.open(1);
    expect(await heir.result).toMatchObject({ records: 20, code: RING_OK });
    for (let number = 0; number < 20; number++) expect(nextRecord(r, 6, number)).toBe(RING_OK);
    rig.expectCanaries();
  });

  it('that only stood still is heard of again, and nothing is missing', async () => {
    const rig = new RingRig('shared', CAPACITY);
    threads = new RingThreads(rig);
    rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 });
    const r = attached(rig.twin(twin).spscReader(RING_AT));
    await threads.start(twin, { role: 'write', records: 40, seed: 5, stopAfter: 10, batch: 1 });
    await threads.open(1);
    await threads.reach(2, (stands) => stands === 1);
    for (let number = 0; number < 10; number++) expect(nextRecord(r, 5, number)).toBe(RING_OK);
    expect(impatient(r).until(() => r.peek())).toBe(-RING_SILENT);
    threads.goOn();
    const wait = new RingWait(r, { timeoutMs: 60_000, silentMs: 60_000 });
    for (let number = 10; number < 40; number++) {
      expect(await wait.untilAsync(() => r.peek())).toBeGreaterThan(0);
      expect(nextRecord(r, 5, number)).toBe(RING_OK);
    }
  });

  it('that read: the writer does not wait for ever, and another reads on', async () => {
    const rig = new RingRig('shared', CAPACITY);
    threads = new RingThreads(rig);
    rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 });
    const w = attached(rig.twin(twin).spscWriter(RING_AT));
    const r = await threads.start(twin, { role: 'read', seed: 5, stopAfter: 3 });
    await threads.open(1);
    const write = () => w.writeBytes(new Uint8Array(40));
    for (let i = 0; i < 3; i++) expect(write()).toBe(RING_OK);
    w.publish();
    await threads.reach(2, (stands) => stands === 1);
    await r.kill();
    let more = 0;
    while (write() === RING_OK) more++;
    w.publish();
    let nowMs = 0;
    const now = () => {
      nowMs += 100;
      return nowMs;
    };
    const wait = new RingWait(w, { timeoutMs: 1e9, silentMs: 1_000, sliceMs: 0.01, now });
    expect(wait.until(() => w.reserve(40))).toBe(-RING_SILENT);
    const heir = attached(rig.twin(twin).spscReader(RING_AT, { takeover: true }));
    for (let i = 0; i < more; i++) expect(heir.readBytes(new Uint8Array(40))).toBe(40);
    expect(heir.peek()).toBe(-RING_EMPTY);
    heir.release();
    expect(write()).toBe(RING_OK);
  });

  it('killed anywhere in its work, fifteen times in a row', async () => {
    const rig = new RingRig('shared', CAPACITY);
    threads = new RingThreads(rig);
    rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 });
    const r = attached(rig.twin(twin).spscReader(RING_AT));
    const wait = new RingWait(r, { timeoutMs: 60_000, silentMs: 60_000 });
    for (let seed = 1; seed <= 15; seed++) {
      threads.reset();
      const w = await threads.start(twin, { role: 'write', records: 1e9, seed, batch: 8, takeover: true });
      await threads.open(1);
      const enough = mix(seed, 0) % 3_000;
      let number = 0;
      while (number < enough) {
        expect(wait.until(() => r.peek())).toBeGreaterThan(0);
        expect(nextRecord(r, seed, number++)).toBe(RING_OK);
      }
      await w.kill();
      let code = RING_OK as number;
      while (code === RING_OK) code = nextRecord(r, seed, number++);
      expect(code).toBe(-RING_EMPTY);
    }
    rig.expectCanaries();
  });

  it('of a broadcast ring, killed anywhere: readers lose count of nothing', async () => {
    const rig = new RingRig('shared', CAPACITY);
    threads = new RingThreads(rig);
    rig.twin(twin).createBroadcast({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 });
    const r: BroadcastRingReader = attached(rig.twin(twin).join(RING_AT, BLOCKS_AT + 1_024));
    const wait = new RingWait(r, { timeoutMs: 60_000, silentMs: 60_000 });
    for (let seed = 1; seed <= 10; seed++) {
      threads.reset();
      const job = { role: 'write', broadcast: true, records: 1e9, seed, batch: 8, takeover: true } as const;
      const w = await threads.start(twin, job);
      await threads.open(1);
      const enough = mix(seed, 0) % 3_000;
      let number = 0;
      const step = () => {
        const code = nextRecord(r, seed, number);
        if (code === RING_OK) number++;
        else if (code === -RING_LAPPED) number += r.lost;
        return code;
      };
      while (number < enough) expect([RING_OK, -RING_LAPPED]).toContain(wait.until(step));
      await w.kill();
      let code = RING_OK as number;
      while (code === RING_OK || code === -RING_LAPPED) code = step();
      expect(code).toBe(-RING_EMPTY);
    }
    expect(impatient(r).until(() => r.peek())).toBe(-RING_SILENT);
    rig.expectCanaries();
  });
});
