/**
 * Values of a frame's named fields, noted as they come and judged when all are there: whatever order the
 * venue sends fields in. A slot is its kind, where its value begins, and an integer's value or a string's
 * length. A name that comes twice is left to others (the last one counts).
 */
import { MAX_INTEGER } from '../argument';
import { firstItem, hasItem, nextItem } from '../json/item';
import {
  beyond,
  escaped,
  isDigit,
  numberEnd,
  OPEN_LIST,
  OPEN_OBJECT,
  plainNumber,
  QUOTE,
  stringEnd,
  valueEnd,
} from '../json/scan';
import { PARSED_FIELDS, SLOT_BYTES } from '../layout';
import { parsedAt } from '../memory';

export const ABSENT = 0;
/** Text without escapes. */
export const TEXT = 1;
/** Text with escapes: only others know what it says. */
export const ESCAPED = 2;
/** A number of digits alone; what exceeds 2^53 - 1 is kept as 2^53. */
export const INTEGER = 3;
/** A number with a sign, a fraction or an exponent. */
export const NUMBER = 4;
export const TRUE = 5;
export const FALSE = 6;
export const NULL = 7;
export const LIST = 8;
export const OBJECT = 9;

const AT: usize = 4;
const VALUE: usize = 8;

/** A bit a slot that has a value. */
let filled: u32 = 0;

export function clearSlots(): void {
  filled = 0;
}

/** Empties all slots but those of the bits. */
export function keepSlots(bits: u32): void {
  filled &= bits;
}

/** Empties the slots of the bits. */
export function dropSlots(bits: u32): void {
  filled &= ~bits;
}

/** Whether slots other than those of the bits have a value. */
export function hasSlotsBesides(bits: u32): bool {
  return (filled & ~bits) != 0;
}

function address(slot: i32): usize {
  return parsedAt + PARSED_FIELDS * 8 + <usize>slot * SLOT_BYTES;
}

export function kindOf(slot: i32): i32 {
  return (filled >> slot) & 1 ? load<i32>(address(slot)) : ABSENT;
}

/** Where the value begins: a string's text, behind its quote. */
export function placeOf(slot: i32): usize {
  return load<u32>(address(slot), AT);
}

/** An integer's value, or the bytes of a string or of another number. */
export function valueOf(slot: i32): i64 {
  return load<i64>(address(slot), VALUE);
}

export function isTaken(slot: i32): bool {
  return ((filled >> slot) & 1) != 0;
}

export function fillSlot(slot: i32, kind: i32, at: usize, value: i64): void {
  const place = address(slot);
  store<i32>(place, kind);
  store<u32>(place, at, AT);
  store<i64>(place, value, VALUE);
  filled |= 1 << slot;
}

/** Notes the value that begins at `at`; answers where it ends, 0 as the scanner does. */
export function readSlot(slot: i32, at: usize, end: usize): usize {
  if (isTaken(slot)) return beyond(at);
  const first = at < end ? <u32>load<u8>(at) : 0;
  if (first == QUOTE) {
    const close = stringEnd(at + 1, end);
    if (close == 0) return 0;
    fillSlot(slot, escaped ? ESCAPED : TEXT, at + 1, close - at - 1);
    return close + 1;
  }
  if (isDigit(first)) {
    const next = numberEnd(at, end);
    if (next == 0) return 0;
    fillSlot(slot, plainNumber ? INTEGER : NUMBER, at, plainNumber ? integerOf(at, next) : next - at);
    return next;
  }
  const next = valueEnd(at, end);
  if (next != 0) fillSlot(slot, kindOfByte(first), at, next - at);
  return next;
}

/** Notes the first values of the list at `at` in the slots from `first` to `last`; the others are read over. */
export function readItems(first: i32, last: i32, at: usize, end: usize): usize {
  let slot = first;
  for (at = firstItem(at, end); hasItem; at = nextItem(at, end)) {
    at = slot <= last ? readSlot(slot, at, end) : valueEnd(at, end);
    if (at == 0) return 0;
    slot++;
  }
  return at;
}

/** Of a value that is JSON, and neither a string nor begins with a digit. */
function kindOfByte(first: u32): i32 {
  switch (first) {
    case OPEN_OBJECT:
      return OBJECT;
    case OPEN_LIST:
      return LIST;
    case 0x74: // t
      return TRUE;
    case 0x66: // f
      return FALSE;
    case 0x6e: // n
      return NULL;
    default:
      return NUMBER;
  }
}

function integerOf(at: usize, end: usize): i64 {
  if (end - at > 16) return MAX_INTEGER + 1;
  let value: i64 = 0;
  for (; at < end; at++) value = value * 10 + load<u8>(at) - 0x30;
  return min(value, MAX_INTEGER + 1);
}
