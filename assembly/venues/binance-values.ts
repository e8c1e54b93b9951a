/** Values of Binance's fields that several kinds of frames have: times, the symbol, the stream. */
import { MAX_TIME_MS } from '../layout';
import { EVENT_TIME, STREAM, SYMBOL, TIME } from './binance-fields';
import { setSymbol } from './record';
import { ABSENT, ESCAPED, INTEGER, kindOf, NULL, NUMBER, placeOf, TEXT, valueOf } from './slot';
import { isSymbol, RIGHT, UNCERTAIN, WRONG } from './value';

/** The time judged last, µs since the epoch, -1 for none. */
export let time: i64 = -1;

/** The transaction's time, else the event's: in ms, and right where there is none. */
export function judgeTime(): i32 {
  time = -1;
  let slot = TIME;
  let kind = kindOf(TIME);
  if (kind == ABSENT || kind == NULL) {
    slot = EVENT_TIME;
    kind = kindOf(EVENT_TIME);
  }
  if (kind == ABSENT) return RIGHT;
  if (kind == NUMBER) return UNCERTAIN;
  if (kind != INTEGER || valueOf(slot) > MAX_TIME_MS) return WRONG;
  time = valueOf(slot) * 1000;
  return RIGHT;
}

/** Whether there is a symbol, and the one that the stream's name begins with; puts it into the record. */
export function judgeSymbol(): i32 {
  const kind = kindOf(SYMBOL);
  if (kind == ESCAPED) return UNCERTAIN;
  if (kind != TEXT || !isSymbol(SYMBOL)) return WRONG;
  const length = <usize>valueOf(SYMBOL);
  const symbol = placeOf(SYMBOL);
  setSymbol(symbol, length);
  if (kindOf(STREAM) != TEXT || valueOf(STREAM) == 0) return RIGHT;
  const stream = placeOf(STREAM);
  if (load<u8>(stream) == 0x21) return RIGHT; // !
  const bytes = <usize>valueOf(STREAM);
  for (let i: usize = 0; i < bytes; i++) {
    const letter = <u32>load<u8>(stream + i);
    if (letter == 0x40) return i == length ? RIGHT : WRONG; // @
    if (i >= length || lower(load<u8>(symbol + i)) != letter) return hasAt(stream + i, bytes - i) ? WRONG : UNCERTAIN;
  }
  return UNCERTAIN;
}

function hasAt(at: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) if (load<u8>(at + i) == 0x40) return true;
  return false;
}

function lower(letter: u32): u32 {
  return letter - 0x41 < 26 ? letter + 32 : letter;
}

/** Whether the frame is of a stream of diffs, or of no stream that is named: not of the best levels, nor of retail price improvement. */
export function isOfDiffs(): bool {
  if (kindOf(STREAM) != TEXT || valueOf(STREAM) == 0) return true;
  const bytes = <usize>valueOf(STREAM);
  const at = placeOf(STREAM);
  // @depth, then @ or the end.
  for (let i: usize = 0; i + 6 <= bytes; i++) {
    if (load<u32>(at + i) != 0x70656440 || load<u16>(at + i, 4) != 0x6874) continue;
    if (i + 6 == bytes || load<u8>(at + i, 6) == 0x40) return true;
  }
  return false;
}
