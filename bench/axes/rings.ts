/** Records from one thread to another through a ring in shared memory. */
import type { Axis } from '../axis.js';
import { RECORD_BYTES, type RingKind } from '../peers/ring-job.js';
import { ringThreads } from '../peers/ring-threads.js';
import { scaled } from '../setting.js';

const KINDS: readonly RingKind[] = ['simd', 'scalar', 'ts', 'ringbuf'];

export const rings: Axis = {
  name: 'rings',
  title: 'A ring between two threads',
  method:
    `Numbered records of ${RECORD_BYTES} bytes through a ring of 64 KiB, a writer and a reader in worker threads that ` +
    'both spin; every word of every record is checked by the reader. The time is that of the slower end.',
  goals: [
    { text: '≥ 3× against ringbuf.js', contests: /^ring batch 1$/, of: 'simd', against: 'ringbuf', atLeast: 3 },
    { text: '≥ 6× against ringbuf.js', contests: /^ring batch 16$/, of: 'simd', against: 'ringbuf', atLeast: 6 },
  ],
  plan(setting) {
    const records = scaled(setting, 400_000, 100_000, 2_000);
    return [1, 16].map((batch) => ({
      name: `ring batch ${batch}`,
      async make() {
        const contestants = [];
        for (const kind of KINDS) contestants.push(await ringThreads(kind, records, batch));
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
  },
};
