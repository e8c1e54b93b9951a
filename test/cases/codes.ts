/** The closed list of codes: each is provoked here at least once, and validate agrees with receive. */
import { describe, expect, it } from 'vitest';
import {
  ARGUMENT,
  CODEC,
  CODES,
  DICTIONARY,
  EPOCH,
  FINGERPRINT,
  FLAGS,
  FULL,
  GRID,
  KIND,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  NOT_SYNCED,
  OK,
  RANGE,
  SEQUENCE,
  STREAM,
  TRAILING,
  TRUNCATED,
  VARINT,
  VERSION,
} from '../../assembly/layout.js';
import { codeName } from '../../host/wire/codes.js';
import { compact, full, snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

/** A second frame after a snapshot of `2:1 | 3:1` on stream 7. */
const PROVOKED: readonly [number, Uint8Array][] = [
  [OK, compact({ kind: KIND_STATUS, low: 2 }, 3, 0)],
  [TRUNCATED, Uint8Array.of(KIND_STATUS)],
  [VARINT, Uint8Array.of(KIND_STATUS, 0x87, 0, 2, 0, 0)],
  [VERSION, full({ kind: KIND_DELTA, sequence: 2, version: 9 }, 0, 0)],
  [FLAGS, Uint8Array.of(0x80 | KIND_STATUS)],
  [KIND, Uint8Array.of(0)],
  [CODEC, full({ kind: KIND_DELTA, sequence: 2, codec: 9 }, 0, 0)],
  [STREAM, compact({ kind: KIND_STATUS, stream: 6, low: 2 }, 3, 0)],
  [NOT_SYNCED, compact({ kind: KIND_STATUS, stream: 5, low: 2 }, 3, 0)],
  [EPOCH, full({ kind: KIND_DELTA, sequence: 2, epoch: 9 }, 0, 0)],
  [SEQUENCE, compact({ kind: KIND_STATUS, low: 3 }, 3, 0)],
  [RANGE, compact({ kind: KIND_STATUS, low: 2 }, 9, 0)],
  [DICTIONARY, compact({ kind: KIND_DELTA, low: 2 }, 1, 0, 8)],
  [FULL, compact({ kind: KIND_DELTA, low: 2 }, 3, 0)],
  [TRAILING, compact({ kind: KIND_STATUS, low: 2 }, 3, 0, 0)],
  [FINGERPRINT, compact({ kind: KIND_STATUS, low: 2, fingerprint: 1 }, 3, 0)],
  [GRID, full({ kind: KIND_SNAPSHOT, sequence: 2 }, 19)],
];

export function codeCases(make: MakeCore): void {
  describe('the list of codes', () => {
    it.each(PROVOKED)('has %i, found by validate and by receive', async (code, frame) => {
      const rig = await Rig.of(make, { levels: 2 });
      rig.reader();
      rig.reader(5);
      rig.receive(snapshot('2:1 | 3:1'));
      expect(rig.validate(frame)).toBe(code === OK ? 0 : -code);
      expect(rig.codes(frame)).toEqual([code]);
    });

    it('is complete with ARGUMENT', async () => {
      const rig = await Rig.of(make);
      expect(rig.core.close(0)).toBe(-ARGUMENT);
      const all = [...PROVOKED.map(([code]) => code), ARGUMENT];
      expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: CODES }, (_, code) => code));
      expect(new Set(all.map(codeName)).size).toBe(CODES);
    });
  });
}
