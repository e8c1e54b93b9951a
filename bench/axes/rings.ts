/** Records from one thread to another through a ring in shared memory. */
import type { Axis, PlannedContest } from '../axis.js';
import type { Contestant } from '../contest.js';
import type { TwinName } from '../kernels/twin.js';
import { broadcastReaders } from '../peers/broadcast-readers.js';
import { cRing } from '../peers/c-ring.js';
import type { RingKind } from '../peers/ring-job.js';
import { RECORD_BYTES } from '../peers/ring-record.js';
import { ringThreads } from '../peers/ring-threads.js';
import { scaled } from '../setting.js';

const TWINS: readonly TwinName[] = ['simd', 'scalar', 'ts'];
const KINDS: readonly RingKind[] = [...TWINS, 'ringbuf'];
const BROADCAST_BATCH = 16;
const BROADCAST_READERS = 3;

export const rings: Axis = {
  name: 'rings',
  title: 'A ring between two threads',
  method:
    `Numbered records of ${RECORD_BYTES} bytes through a ring of 64 KiB, a writer and a reader in worker threads that ` +
    'both spin; every word of every record is checked by the reader. The time is that of the slower end. C is such a ' +
    'ring in C, compiled with `gcc -O3 -march=native`: what the two processors do at all. `broadcast`: ' +
    'one writer and three readers of a broadcast ring take turns in one thread, batch by batch; the time is that of a ' +
    'record read, its share of the writing counted.',
  goals: [
    { text: '≥ 3× against ringbuf.js', contests: /^ring batch 1$/, of: 'simd', against: 'ringbuf', atLeast: 3 },
    { text: '≥ 6× against ringbuf.js', contests: /^ring batch 16$/, of: 'simd', against: 'ringbuf', atLeast: 6 },
  ],
  plan(setting) {
    const records = scaled(setting, 400_000, 100_000, 2_000);
    const spsc: PlannedContest[] = [1, 16].map((batch) => ({
      name: `ring batch ${batch}`,
      async make() {
        const contestants: Contestant[] = [];
        for (const kind of KINDS) contestants.push(await ringThreads(kind, records, batch));
        const native = cRing(records, batch);
        if (native !== undefined) contestants.push(native);
        return {
          name: `ring batch ${batch}`,
          input: `${records} records of ${RECORD_BYTES} bytes, seeded by their number`,
          item: 'record',
          items: records,
          unit: 'ns' as const,
          contestants,
        };
      },
    }));
    return [...spsc, broadcast(scaled(setting, 100_000, 20_000, 2_000))];
  },
};

function broadcast(records: number): PlannedContest {
  const name = `broadcast batch ${BROADCAST_BATCH}`;
  return {
    name,
    make: () => ({
      name,
      input: `${records} records of ${RECORD_BYTES} bytes to ${BROADCAST_READERS} readers`,
      item: 'record read',
      items: records * BROADCAST_READERS,
      unit: 'ns',
      contestants: TWINS.map((kind) => broadcastReaders(kind, records, BROADCAST_BATCH, BROADCAST_READERS)),
    }),
  };
}
