/**
 * Bits and numbers of the dense codec, both ways. One set of calls serves both, so that the order of
 * fields is written once: writing, a call codes the value that it is given; reading, it answers the one
 * that it finds.
 */
import { MAX_INTEGER } from '../argument';
import { OK, RANGE } from '../layout';
import { failReading, openReading, readBit, readingFault, readRaw, readTree, readUnary } from './range-reader';
import { openWriting, writeBit, writeRaw, writeTree, writeUnary } from './range-writer';

/** Lengths of numbers with states of their own; longer numbers share the last. */
const LENGTHS = 24;
const MOST_LENGTH = 53;
/** Lengths below this are one tree of four bits, which says that there is more for the others. */
const TREE_BITS = 4;
const TREE_LENGTHS = 15;
/** States of a length as a tree: its nodes, then nine of ones. */
const TREE_STATES = 25;
const TREE_LAST = 8;

export let isReading: bool = false;

export function beginWriting(at: usize, end: usize, model: usize): void {
  isReading = false;
  openWriting(at, end, model);
}

export function beginReading(at: usize, end: usize, model: usize): void {
  isReading = true;
  openReading(at, end, model);
}

/** Whether reading has come upon a fault. */
export function hasFailed(): bool {
  return isReading && readingFault != OK;
}

export function codeBit(index: i32, value: i32): i32 {
  if (isReading) return readBit(index);
  writeBit(index, value);
  return value;
}

export function codeTree(index: i32, count: i32, value: u32): u32 {
  if (isReading) return readTree(index, count);
  writeTree(index, count, value);
  return value;
}

/** Codes ones and a zero, at most `most` ones. */
export function codeOnes(index: i32, most: i32, value: i32): i32 {
  if (isReading) return readUnary(index, 0, most, most);
  writeUnary(index, 0, most, most, value);
  return value;
}

/** States of a number that is mostly small, with one bit after the first. */
export const SMALL_STATES = LENGTHS * 3;

/** Codes a number from 0 to 2^53 - 1 that is mostly small. */
export function codeSmall(index: i32, value: i64): i64 {
  const length = isReading ? readUnary(index, 0, LENGTHS - 1, MOST_LENGTH) : lengthOf(value);
  if (!isReading) writeUnary(index, 0, LENGTHS - 1, MOST_LENGTH, length);
  return codeRest(index + LENGTHS, 1, length, value);
}

/** States of a number with `m` bits after the first. */
export function statesOfNumber(m: i32): i32 {
  return TREE_STATES + (LENGTHS << m);
}

/** Codes a number from 0 to 2^53 - 1 with `m` bits after the first. */
export function codeNumber(index: i32, m: i32, value: i64): i64 {
  let length = isReading ? 0 : lengthOf(value);
  const shown = <i32>codeTree(index, TREE_BITS, min(length, TREE_LENGTHS));
  if (isReading) length = shown;
  if (shown == TREE_LENGTHS) {
    const more = index + TREE_LENGTHS + 1;
    if (isReading) length = readUnary(more, TREE_LENGTHS, TREE_LAST, MOST_LENGTH);
    else writeUnary(more, TREE_LENGTHS, TREE_LAST, MOST_LENGTH, length);
  }
  return codeRest(index + TREE_STATES, m, length, value);
}

function lengthOf(value: i64): i32 {
  return 63 - <i32>clz(value + 1);
}

/** Codes what follows the first bit of a number + 1: `m` bits with states, the rest raw. */
function codeRest(index: i32, m: i32, length: i32, value: i64): i64 {
  const count = min(m, length);
  const states = index + (min(length, LENGTHS - 1) << m);
  const raw = length - count;
  if (!isReading) {
    writeTree(states, count, <u32>((value + 1) >> raw) & ((1 << count) - 1));
    writeRaw(raw, value + 1);
    return value;
  }
  const high = <i64>((1 << count) | readTree(states, count));
  const number = (high << raw) | readRaw(raw);
  if (number - 1 > MAX_INTEGER) failReading(RANGE);
  return readingFault == OK ? number - 1 : 0;
}
