/**
 * A Coinbase update as all are, read in one go: `{"type":"l2update","product_id":"…","changes":[…],"time":"…"}`,
 * no more and no less. Nothing is said of any other, which is read again field by field.
 */
import { timeOf } from '../json/rfc3339';
import { byteAt, OPEN_LIST, QUOTE } from '../json/scan';
import { symbolRun } from '../json/text.simd';
import { FRAME_DIFF, MAX_SYMBOL_BYTES, PARSED_DEPTH } from '../layout';
import { changesFault, readChanges } from './coinbase-changes';
import { setField, setSymbol, setTime } from './record';
import { clearSides, takeRows } from './sides';
import { clearSlots } from './slot';

/** `{"type":"l2update","product_id":"`, `","changes":` and `,"time":"`, the words as assembly/json/name.ts has them. */
const OPENING: usize = 33;
const CHANGES: usize = 12;
const TIME: usize = 9;
const TIME_BYTES: usize = 27;
/** `"}` */
const CLOSING: u32 = 0x7d22;

/** Whether the bytes [at, end) were such an update: then the record says so. */
export function readUpdate(at: usize, end: usize): bool {
  if (!isOpening(at)) return false;
  const symbol = at + OPENING;
  const quote = symbolEnd(symbol, end);
  if (load<u64>(quote) != 0x676e616863222c22 || load<u32>(quote, 8) != 0x3a227365) return false;
  if (byteAt(quote + CHANGES, end) != OPEN_LIST) return false;
  const next = readChanges(quote + CHANGES, end);
  const time = next != 0 && changesFault < 0 && isTime(next, end) ? timeOf(next + TIME, TIME_BYTES) : -1;
  if (time < 0 || quote == symbol) {
    clearSlots();
    clearSides();
    return false;
  }
  setSymbol(symbol, quote - symbol);
  setTime(time);
  setField(PARSED_DEPTH, 0);
  takeRows(FRAME_DIFF);
  return true;
}

function isOpening(at: usize): bool {
  const type = (load<u64>(at) ^ 0x3a2265707974227b) | (load<u64>(at, 8) ^ 0x7461647075326c22);
  const product = (load<u64>(at, 16) ^ 0x646f7270222c2265) | (load<u64>(at, 24) ^ 0x3a2264695f746375);
  return (type | product) == 0 && load<u8>(at, 32) == QUOTE;
}

/** Behind the symbol at `at`, as venues/value.ts judges symbols. */
function symbolEnd(at: usize, end: usize): usize {
  if (ASC_FEATURE_SIMD) {
    const quote = symbolRun(at);
    if (quote < min(end, at + 16)) return quote;
  }
  for (const last = min(end, at + MAX_SYMBOL_BYTES); at < last; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == QUOTE || byte == 0x5c || byte - 0x21 > 0x7e - 0x21) break;
  }
  return at;
}

/** Whether the frame's last member is at `at`: a time of the usual length. */
function isTime(at: usize, end: usize): bool {
  if (end - at != TIME + TIME_BYTES + 2) return false;
  return load<u64>(at) == 0x3a22656d6974222c && load<u8>(at, 8) == QUOTE && load<u16>(end - 2) == CLOSING;
}
