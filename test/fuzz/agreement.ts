/** The property that cores agree: any sequence of calls gives the same answers, bytes and books on each. */
import fc from 'fast-check';
import type { CoreCapacity } from '../../host/wire/core.js';
import { cores } from '../cores.js';
import { firstDifference, observeStream } from './observation.js';
import { capacity, type Operation, Operator, operation } from './operation.js';

/** Calls with two writers and two readers open from the start. */
export const agreement = fc.property(
  capacity,
  fc.array(operation, { minLength: 20, maxLength: 120, size: 'max' }),
  (sizes: CoreCapacity, operations: Operation[]) => {
    const operators = cores.map(({ make }) => new Operator(make(sizes)));
    const all: Operation[] = [
      { op: 'openWriter', id: 1, epoch: 5, depth: 0, tick: 1 },
      { op: 'openReader', id: 1 },
      { op: 'openWriter', id: 2, epoch: 6, depth: 3, tick: 1 },
      { op: 'snapshot', handle: 0, at: 0, next: true, times: [0, -1] },
      { op: 'receive', frames: 1, spoil: -1 },
      ...operations,
    ];
    for (const [index, call] of all.entries()) {
      const rows = operators.map((operator) => {
        const row = operator.apply(call);
        for (let stream = 0; stream < sizes.streams; stream++) observeStream(operator.core, stream, row);
        return row;
      });
      rows.forEach((row, i) => {
        const at = firstDifference(rows[0]!, row);
        const difference = `${cores[i]!.name} has ${row[at]} where ${cores[0]!.name} has ${rows[0]![at]}`;
        if (at >= 0) throw new Error(`call ${index}, ${JSON.stringify(call)}: ${difference} (${at})`);
      });
    }
  },
);
