/** An analytics kernel fed with a column of 4,096 records in one push, their times written anew. */
import {
  DEPTH_FIRST,
  DEPTH_LEVEL_FIELDS,
  DEPTH_LEVELS,
  RECORD_SYNC,
  RECORD_TIME,
  TRADED_FIELDS,
} from '../../assembly/analytics/layout.js';
import { KERNEL_SHAPES, type KernelName } from '../../host/wire/analytics.js';
import { random } from '../random-session.js';
import type { Kernel } from './kernel.js';

const RECORDS = 4_096;
const RECORD_US = 100_000;

export function kernelBatch(name: KernelName): Kernel {
  return {
    name: `analytics ${name}`,
    item: 'record',
    axis: 'simd',
    prepare(_core, _session, twin) {
      const records = recordsOf(name);
      const analytics = twin.analytics();
      const kernel = analytics.open(name);
      if (typeof kernel === 'number') return undefined;
      const fields = KERNEL_SHAPES[name].recordFields;
      return {
        items: RECORDS,
        run() {
          // Time goes on from run to run: a kernel takes no record of the past.
          const from = Math.max(0, kernel.time);
          for (let i = 0; i < RECORDS; i++) records[i * fields + RECORD_TIME] = from + (i + 1) * RECORD_US;
          if (kernel.push(records) !== RECORDS) throw new Error(`${name} refused a record`);
        },
        digest: () => kernel.values.join(),
      };
    },
  };
}

/** Seeded, so that all twins get the same. */
function recordsOf(name: KernelName): Float64Array {
  const next = random(4_096);
  const fields = KERNEL_SHAPES[name].recordFields;
  const records = new Float64Array(RECORDS * fields);
  for (let i = 0; i < RECORDS; i++) {
    const row = records.subarray(i * fields, (i + 1) * fields);
    row[RECORD_SYNC] = 1;
    const mid = 60_000 + Math.floor(next() * 200);
    if (fields <= TRADED_FIELDS) row.set([mid, 1 + Math.floor(next() * 500), i & 1].slice(0, fields - 2), 2);
    else fillDepth(row, mid, next);
  }
  return records;
}

function fillDepth(row: Float64Array, mid: number, next: () => number): void {
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const at = DEPTH_FIRST + level * DEPTH_LEVEL_FIELDS;
    row.set([mid - level, 1 + Math.floor(next() * 500), mid + 1 + level, 1 + Math.floor(next() * 500)], at);
  }
}
