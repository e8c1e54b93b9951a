/** Status frames: bytes, what a reader finds, and what is refused. */
import { describe, expect, it } from 'vitest';
import {
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_STATUS,
  OK,
  RANGE,
  REASONS,
  STATES,
  TRAILING,
  TRUNCATED,
} from '../../assembly/layout.js';
import { bytes, hex } from './bytes.js';
import { compact, snapshot } from './frame.js';
import { type MakeCore, Rig } from './rig.js';

/** Stream 7, sequence 2, stale for a gap, without a tsEvent, 50 µs after the last frame. */
const GOLDEN = hex(`
  04        # status
  07 02     # stream 7, low byte of sequence 2
  64        # tsRecv 50 µs after the last
  02 04 01  # 2 bytes: stale, gap
`);

export function statusCases(make: MakeCore): void {
  describe('status', () => {
    it('has the bytes that the protocol says', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      rig.reader();
      rig.receive(rig.snapshot(writer, 1_000));
      const frame = rig.frame(rig.core.encodeStatus(writer, 0, 4, 1, 1_050, -1));
      expect(frame).toEqual(GOLDEN);
      expect(rig.validate(frame)).toBe(OK);
      expect(rig.receive(frame)).toMatchObject([
        { code: OK, kind: KIND_STATUS, sequence: 2, recv: 1_050, state: 4, reason: 1, bids: 0, asks: 0 },
      ]);
    });

    it('has every state and every reason, and leaves the book as it is', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const reader = rig.reader();
      rig.load(writer, '1:1 | 2:2');
      rig.receive(rig.snapshot(writer));
      for (let state = 0; state < STATES; state++) {
        for (let reason = 0; reason < REASONS; reason++) {
          const frame = rig.frame(rig.core.encodeStatus(writer, 0, state, reason, 1_000, -1));
          expect(rig.receive(frame)).toMatchObject([{ code: OK, state, reason }]);
        }
      }
      expect(rig.info(reader, INFO_SYNCED, INFO_SEQUENCE)).toEqual([1, 1 + STATES * REASONS]);
      expect(rig.book(reader)).toBe('1:1 | 2:2');
    });

    const refused: readonly [string, number, Uint8Array][] = [
      ['an empty payload', TRUNCATED, bytes()],
      ['no reason', TRUNCATED, bytes(3)],
      ['an unknown state, before its missing reason', RANGE, bytes(STATES)],
      ['an unknown reason', RANGE, bytes(3, REASONS)],
      ['a byte too much', TRAILING, bytes(3, 0, 0)],
    ];
    it.each(refused)('is refused with %s', async (_, code, payload) => {
      const rig = await Rig.of(make);
      const reader = rig.reader();
      rig.receive(snapshot('1:1'));
      const message = compact({ kind: KIND_STATUS, low: 2 }, payload);
      expect(rig.validate(message)).toBe(-code);
      expect(rig.codes(message)).toEqual([code]);
      expect(rig.info(reader, INFO_SYNCED)).toEqual([0]);
    });
  });
}
