/** Rings whose region was damaged anywhere while both ends used it: codes of the list, nothing written beside it. */
import { describe, expect, it } from 'vitest';
import { RING_CODES, RING_HEADER_BYTES } from '../../assembly/ring/layout.js';
import type { RingReader, RingWriter } from '../../host/wire/ring.js';
import { FUZZ_INPUTS } from '../fuzz/inventory.js';
import { Random } from '../fuzz/random.js';
import { BLOCKS_AT, RING_AT, RingRig, SCRATCH_AT } from './ring-rig.js';
import { TWINS } from './ring-twin.js';

const SEED = 20_240_814;
const CAPACITY = 256;
const WORDS = (RING_HEADER_BYTES + CAPACITY) / 4;
const END = RING_AT + RING_HEADER_BYTES + CAPACITY;
const TELLING = [0, 1, -1, -2, 7, 8, 255, 256, 257, 2 ** 20, 2 ** 31 - 8, -(2 ** 31), -8];
const CANARIES_EVERY = 500;

/** Throws where an answer is neither a code nor, where an address is answered, one within the ring's data. */
function judge(answer: number, isAddress: boolean): void {
  if (answer <= -RING_CODES || !Number.isInteger(answer)) throw new Error(`answers ${answer}`);
  if (isAddress && answer > 0 && (answer < RING_AT + RING_HEADER_BYTES || answer > END)) {
    throw new Error(`answers the address ${answer}, outside of the ring`);
  }
}

function write(w: RingWriter, random: Random): void {
  const bytes = random.pick([0, 8, 24, 32, 100]);
  switch (random.below(4)) {
    case 0:
      judge(w.reserve(bytes), true);
      judge(w.commit(bytes), false);
      break;
    case 1:
      judge(w.write(SCRATCH_AT, bytes), false);
      break;
    case 2:
      judge(w.submit(Math.max(0, w.submit(0, random.between(1, 3))), random.below(3)), false);
      break;
    default:
      judge(w.publish(), false);
  }
}

function read(r: RingReader, random: Random): void {
  switch (random.below(4)) {
    case 0: {
      const at = r.peek();
      judge(at, true);
      if (at > 0 && at + r.length > END) throw new Error(`a record to ${at + r.length}, beyond the ring`);
      judge(r.advance(), false);
      break;
    }
    case 1:
      judge(r.read(SCRATCH_AT, 200), false);
      break;
    case 2:
      judge(r.take(Math.max(0, r.take(0, random.between(1, 3))), random.below(3)), false);
      break;
    default:
      judge(r.release(), false);
  }
}

describe.each(TWINS)('%s', (name) => {
  it.each(['spsc', 'broadcast'] as const)(`${FUZZ_INPUTS} regions of %s rings`, (kind) => {
    const random = new Random(SEED);
    const rig = new RingRig('private', CAPACITY);
    const twin = rig.twin(name);
    let attached = 0;
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      const shape = { address: RING_AT, capacityBytes: CAPACITY, recordBytes: random.pick([0, 8, 32]) };
      expect(kind === 'spsc' ? twin.createSpsc(shape) : twin.createBroadcast(shape)).toBe(0);
      // The first words say what it is: mostly left, so that calls get past them.
      const spoil = () => {
        const first = random.chance(0.1) ? 0 : 4;
        for (let words = random.between(1, 3); words > 0; words--) {
          const word = random.chance(0.5) ? random.pick(TELLING) : random.below(2 ** 32);
          rig.words[(RING_AT >> 2) + random.between(first, WORDS - 1)] = word;
        }
      };
      if (random.chance(0.3)) spoil();
      const w = kind === 'spsc' ? twin.spscWriter(RING_AT) : twin.broadcastWriter(RING_AT);
      const r = kind === 'spsc' ? twin.spscReader(RING_AT) : twin.join(RING_AT, BLOCKS_AT);
      if (typeof w === 'object' && typeof r === 'object') {
        attached++;
        for (let call = random.below(6); call > 0; call--) write(w, random);
        spoil();
        for (let call = 0; call < 3; call++) {
          read(r, random);
          write(w, random);
        }
      } else for (const code of [w, r]) if (typeof code === 'number') judge(code, false);
      if (i % CANARIES_EVERY === 0) rig.expectCanaries();
    }
    rig.expectCanaries();
    expect(attached).toBeGreaterThan(FUZZ_INPUTS / 2);
  });
});
