/** A book of an OKX frame: its time, ids and checksum, and then its sides. */
import { FAULT_FIELD, FRAME_DIFF, FRAME_SNAPSHOT, PARSED_CHECKSUM, PARSED_DEPTH } from '../layout';
import { ASKS, BIDS, CHECKSUM, PREVIOUS, SEQUENCE, TIME } from './entry';
import { defer, refuseBook, setField, setIds, setTime } from './record';
import { takeSides } from './sides';
import { ABSENT, ESCAPED, kindOf, NUMBER, placeOf, valueOf } from './slot';
import { digitsOf, isDigits, judgeId, millisecondsOf, placeOr, RIGHT, UNCERTAIN, WRONG } from './value';

const MAX_CHECKSUM: i64 = 0x80000000;

/** `from`: where the frame's data begins. */
export function judgeBook(isSnapshot: bool, from: usize): i32 {
  const time = kindOf(TIME);
  if (time == ESCAPED) return defer(from);
  const event = millisecondsOf(TIME);
  if (time != ABSENT && event < 0) return refuseBook(FAULT_FIELD, placeOf(TIME));
  setTime(event);
  const ids = judgeIds(isSnapshot);
  if (ids == UNCERTAIN) return defer(from);
  if (ids == WRONG) return refuseBook(FAULT_FIELD, placeOr(SEQUENCE, from));
  const checksum = judgeChecksum();
  if (checksum == UNCERTAIN) return defer(from);
  if (checksum == WRONG) return refuseBook(FAULT_FIELD, placeOf(CHECKSUM));
  setField(PARSED_DEPTH, 0);
  return takeSides(isSnapshot ? FRAME_SNAPSHOT : FRAME_DIFF, BIDS, ASKS, from, true);
}

/** Both ids, or none as in recordings of before they were introduced. -1 is before a snapshot. */
function judgeIds(isSnapshot: bool): i32 {
  const previous = kindOf(PREVIOUS);
  if (kindOf(SEQUENCE) == ABSENT && previous == ABSENT) return RIGHT;
  const last = judgeId(SEQUENCE);
  if (last != RIGHT) return last;
  setIds(-1, valueOf(SEQUENCE), -1);
  const isNone = previous == NUMBER && valueOf(PREVIOUS) == 2 && load<u16>(placeOf(PREVIOUS)) == 0x312d;
  if (isNone) return isSnapshot ? RIGHT : WRONG;
  if (isSnapshot && previous == ABSENT) return RIGHT;
  const before = judgeId(PREVIOUS);
  if (before == RIGHT) setIds(-1, valueOf(SEQUENCE), valueOf(PREVIOUS));
  return before;
}

/** A signed integer of 32 bits, kept as an unsigned one; 0 where the venue computes none. */
function judgeChecksum(): i32 {
  const kind = kindOf(CHECKSUM);
  if (kind == ABSENT) return RIGHT;
  let value: i64 = 0;
  if (kind == NUMBER) {
    const at = placeOf(CHECKSUM);
    const digits = <usize>valueOf(CHECKSUM) - 1;
    if (load<u8>(at) != 0x2d || !isDigits(at + 1, digits)) return UNCERTAIN;
    value = digitsOf(at + 1, digits, 10);
    if (value < 0 || value > MAX_CHECKSUM) return WRONG;
    value = -value;
  } else {
    const index = judgeId(CHECKSUM);
    if (index != RIGHT || valueOf(CHECKSUM) >= MAX_CHECKSUM) return WRONG;
    value = valueOf(CHECKSUM);
  }
  if (value != 0) setField(PARSED_CHECKSUM, value & 0xffffffff);
  return RIGHT;
}
