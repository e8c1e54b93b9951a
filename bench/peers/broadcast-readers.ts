/**
 * A broadcast ring in one thread, as a contestant: after each batch every reader takes it and checks every word.
 * What calls and checks cost, where no line goes from one processor to another.
 */
import {
  BroadcastReader,
  BroadcastWriter,
  createBroadcast,
  createRingMemory,
  RINGS_AT,
  ringBytes,
  ringCore,
} from '../../host/core/ring/index.js';
import * as reference from '../../host/reference/ring/index.js';
import type { BroadcastRingReader, RingWriter } from '../../host/wire/ring.js';
import { artefactBytes } from '../artefact.js';
import type { Contestant } from '../contest.js';
import type { TwinName } from '../kernels/twin.js';
import { RING_CAPACITY_BYTES } from './ring-job.js';
import { check, fill, RECORD_BYTES, RECORD_WORDS } from './ring-record.js';

const BLOCK_BYTES = 128;

interface Ends {
  readonly writer: RingWriter;
  readonly readers: readonly BroadcastRingReader[];
}

export function broadcastReaders(name: TwinName, records: number, batch: number, readers: number): Contestant {
  const ends = endsOf(name, readers);
  let wrong = 0;
  let sum = 0;
  return {
    name,
    run() {
      wrong = 0;
      sum = 0;
      for (let number = 0; number < records; number += batch) {
        write(ends.writer, number, batch);
        for (const reader of ends.readers) read(reader, number);
      }
    },
    digest: () => `${wrong} wrong, sum ${sum}`,
  };

  /** As many as the ring has in one piece at a time. */
  function write(writer: RingWriter, first: number, count: number): void {
    for (let done = 0, filled = 0; done < count; done += filled) {
      filled = must(writer.submit(0, count - done));
      const at = writer.at >> 2;
      for (let i = 0; i < filled; i++) fill(writer.words, at + i * RECORD_WORDS, first + done + i);
      must(writer.submit(filled, 0));
    }
  }

  function read(reader: BroadcastRingReader, first: number): void {
    for (let number = first; number < first + batch; ) {
      const taken = must(reader.take(0, batch));
      const at = reader.at >> 2;
      for (let i = 0; i < taken; i++) {
        const got = check(reader.words, at + i * RECORD_WORDS, number + i);
        if (Number.isNaN(got)) wrong++;
        else sum += got;
      }
      number += taken;
      must(reader.take(taken, 0));
    }
  }
}

function endsOf(name: TwinName, count: number): Ends {
  const memory = createRingMemory('shared', ringBytes(RING_CAPACITY_BYTES) + count * BLOCK_BYTES);
  const core = ringCore(new WebAssembly.Module(artefactBytes(name === 'scalar' ? 'scalar' : 'simd', 'shared')), memory);
  const { buffer } = memory;
  must(
    createBroadcast(core, {
      address: RINGS_AT,
      capacityBytes: RING_CAPACITY_BYTES,
      recordBytes: RECORD_BYTES,
    }),
  );
  const blockAt = (index: number) => RINGS_AT + ringBytes(RING_CAPACITY_BYTES) + index * BLOCK_BYTES;
  const readers = Array.from({ length: count }, (_, index) =>
    end(
      name === 'ts'
        ? reference.BroadcastReader.join(buffer, RINGS_AT)
        : BroadcastReader.join(core, RINGS_AT, blockAt(index)),
    ),
  );
  return {
    writer: end(
      name === 'ts' ? reference.BroadcastWriter.attach(buffer, RINGS_AT) : BroadcastWriter.attach(core, RINGS_AT),
    ),
    readers,
  };
}

function end<End>(found: End | number): End {
  if (typeof found === 'number') throw new Error(`no end of a broadcast ring but code ${found}`);
  return found;
}

function must(answer: number): number {
  if (answer < 0) throw new Error(`the broadcast ring answered code ${answer}`);
  return answer;
}
