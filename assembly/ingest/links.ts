/**
 * Links: which frames change which book. A link leads from a venue's name for a symbol, on one source
 * (a connection, a recording), to a writer, and holds what `ingest` must know of it: where the book is,
 * what proves it, whether it is lent to the core at all (armed). One link a writer, found through a hash
 * table with open addressing, at most half full, whose places hold a handle + 1; no tombstones.
 *
 * The region: the record of `ingest`, the quotes that `disarm` hands back, powers of ten, the CRC table,
 * the hash table, the links.
 */
import { MAX_SYMBOL_BYTES } from '../layout';
import { linksAt, readerSlots } from '../memory';
import { INGEST_HEAD_BYTES, INGESTED_FIELDS, LINK_BYTES, QUOTE_BYTES, WAITING_QUOTES } from './layout';

/* Fields of a link. */
const IS_LINKED: usize = 0;
const TAG: usize = 4;
const HASH: usize = 8;
const LENGTH: usize = 12;
const IS_ARMED: usize = 16;
const ORDER: usize = 20;
const SUM: usize = 24;
const PRICE_SENT: usize = 28;
const SIZE_SENT: usize = 32;
const IS_ENCODED: usize = 36;
const LAST_ID: usize = 40;
const QUOTED_ID: usize = 48;
const HELD_QUOTE: usize = 56;
const FINGERPRINT_AT: usize = 64;
const FINGERPRINT_US: usize = 72;
const GENERATION_AT: usize = 80;
const GENERATION_US: usize = 88;
const WAITING: usize = 96;
const NAME: usize = 128;
const QUOTES: usize = NAME + MAX_SYMBOL_BYTES;

/* Places in the region. */
const TAKEN_QUOTES: usize = INGESTED_FIELDS * 8;
const POWERS: usize = TAKEN_QUOTES + WAITING_QUOTES * QUOTE_BYTES;
const CRC_TABLE: usize = POWERS + 160;

export function ingestedAt(): usize {
  return linksAt;
}

/** Where the quotes lie that `disarm` hands back. */
export function takenQuotesAt(): usize {
  return linksAt + TAKEN_QUOTES;
}

/** 10^0 … 10^18 as f64. */
export function powersAt(): usize {
  return linksAt + POWERS;
}

/** The 256 words of CRC32. */
export function crcTableAt(): usize {
  return linksAt + CRC_TABLE;
}

export function linkAt(handle: i32): usize {
  return linksAt + INGEST_HEAD_BYTES + ((<usize>readerSlots) << 2) + <usize>handle * LINK_BYTES;
}

function place(index: i32): usize {
  return linksAt + INGEST_HEAD_BYTES + ((<usize>index) << 2);
}

function holder(index: i32): i32 {
  return load<i32>(place(index));
}

/** What keeps sources and venues apart that use the same names. */
export function tagOf(source: i32, venue: i32): i32 {
  return (source << 8) | venue;
}

/** Eight bytes of a name from `i` on, 0 behind its end. What stands behind it is read, and a guard or a link's end makes that safe. */
function wordOf(name: usize, length: usize, i: usize): u64 {
  const word = load<u64>(name + i);
  const left = length - i;
  return left >= 8 ? word : word & (((<u64>1) << ((<u64>left) << 3)) - 1);
}

/** FNV-1a's way, a word at a time; the product's upper half depends on all of its bits. */
function hashOf(tag: i32, name: usize, length: usize): i32 {
  let hash: u64 = 0xcbf29ce484222325 ^ <u64>(<u32>tag);
  for (let i: usize = 0; i < length; i += 8) {
    hash = (hash ^ wordOf(name, length, i)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return <i32>(hash & 0x7fffffff);
}

function isNamed(link: usize, tag: i32, name: usize, length: usize): bool {
  if (load<i32>(link, TAG) != tag || load<u32>(link, LENGTH) != <u32>length) return false;
  for (let i: usize = 0; i < length; i += 8) {
    if (wordOf(link + NAME, length, i) != wordOf(name, length, i)) return false;
  }
  return true;
}

/** The handle linked to a name, -1 where there is none. */
export function findLink(tag: i32, name: usize, length: usize): i32 {
  let index = hashOf(tag, name, length) & (readerSlots - 1);
  while (true) {
    const held = holder(index);
    if (held == 0 || isNamed(linkAt(held - 1), tag, name, length)) return held - 1;
    index = (index + 1) & (readerSlots - 1);
  }
}

/** Links a handle that has no link to a name that has none. */
export function addLink(handle: i32, tag: i32, order: i32, name: usize, length: usize): void {
  fillTables();
  const link = linkAt(handle);
  const hash = hashOf(tag, name, length);
  memory.fill(link, 0, NAME);
  store<i32>(link, 1, IS_LINKED);
  store<i32>(link, tag, TAG);
  store<i32>(link, hash, HASH);
  store<u32>(link, length, LENGTH);
  store<i32>(link, order, ORDER);
  memory.copy(link + NAME, name, length);
  let index = hash & (readerSlots - 1);
  while (holder(index) != 0) index = (index + 1) & (readerSlots - 1);
  store<i32>(place(index), handle + 1);
}

export function removeLink(handle: i32): void {
  const link = linkAt(handle);
  if (!isLinked(link)) return;
  store<i32>(link, 0, IS_LINKED);
  const mask = readerSlots - 1;
  let gap = load<i32>(link, HASH) & mask;
  while (holder(gap) != handle + 1) gap = (gap + 1) & mask;
  let index = gap;
  while (true) {
    index = (index + 1) & mask;
    const held = holder(index);
    if (held == 0) break;
    // It may move to the gap unless its home lies cyclically in (gap, index].
    const home = load<i32>(linkAt(held - 1), HASH) & mask;
    if (((index - home) & mask) < ((index - gap) & mask)) continue;
    store<i32>(place(gap), held);
    gap = index;
  }
  store<i32>(place(gap), 0);
}

/** Powers of ten, and the table of the reflected polynomial 0xedb88320. */
function fillTables(): void {
  if (load<f64>(powersAt()) != 0) return;
  let power: f64 = 1;
  for (let i: usize = 0; i <= 18; i++) {
    store<f64>(powersAt() + (i << 3), power);
    power *= 10;
  }
  for (let i: u32 = 0; i < 256; i++) {
    let word = i;
    for (let bit = 0; bit < 8; bit++) word = (word >> 1) ^ ((word & 1) * 0xedb88320);
    store<u32>(crcTableAt() + ((<usize>i) << 2), word);
  }
}

export function isLinked(link: usize): bool {
  return load<i32>(link, IS_LINKED) != 0;
}

export function isArmed(link: usize): bool {
  return load<i32>(link, IS_ARMED) != 0;
}

export function setArmed(link: usize, armed: bool): void {
  store<i32>(link, <i32>armed, IS_ARMED);
}

/** How diffs follow one another, ORDER_*. */
export function orderOf(link: usize): i32 {
  return load<i32>(link, ORDER);
}

/** How the venue's checksums are made, SUM_*, and the digits behind the point that its numbers have. */
export function sumOf(link: usize): i32 {
  return load<i32>(link, SUM);
}

export function priceSentOf(link: usize): i32 {
  return load<i32>(link, PRICE_SENT);
}

export function sizeSentOf(link: usize): i32 {
  return load<i32>(link, SIZE_SENT);
}

export function setSum(link: usize, sum: i32, priceSent: i32, sizeSent: i32): void {
  store<i32>(link, sum, SUM);
  store<i32>(link, priceSent, PRICE_SENT);
  store<i32>(link, sizeSent, SIZE_SENT);
}

/** Update id that the book is at, -1 where the venue has none. */
export function lastIdOf(link: usize): i64 {
  return load<i64>(link, LAST_ID);
}

export function setLastId(link: usize, id: i64): void {
  store<i64>(link, id, LAST_ID);
}

/** Update id at which a quote was compared last, -1 for none. */
export function quotedIdOf(link: usize): i64 {
  return load<i64>(link, QUOTED_ID);
}

export function setQuotedId(link: usize, id: i64): void {
  store<i64>(link, id, QUOTED_ID);
}

/** The host has quotes that wait for ids up to this one; -1 for none. */
export function heldQuoteOf(link: usize): i64 {
  return load<i64>(link, HELD_QUOTE);
}

export function setHeldQuote(link: usize, id: i64): void {
  store<i64>(link, id, HELD_QUOTE);
}

export function waitingOf(link: usize): i32 {
  return load<i32>(link, WAITING);
}

export function setWaiting(link: usize, count: i32): void {
  store<i32>(link, count, WAITING);
}

/** Quotes that wait for their update id, ascending: f64 id, and ticks and lots of bid and ask. */
export function quotesOf(link: usize): usize {
  return link + QUOTES;
}

export function isEncoded(link: usize): bool {
  return load<i32>(link, IS_ENCODED) != 0;
}

/** Frames are written from here on, or not; when the next fingerprint and the next generation are due, µs, and how often. */
export function setEncoding(
  link: usize,
  encoded: bool,
  fingerprintAt: i64,
  fingerprintUs: i64,
  generationAt: i64,
  generationUs: i64,
): void {
  store<i32>(link, <i32>encoded, IS_ENCODED);
  store<i64>(link, fingerprintAt, FINGERPRINT_AT);
  store<i64>(link, fingerprintUs, FINGERPRINT_US);
  store<i64>(link, generationAt, GENERATION_AT);
  store<i64>(link, generationUs, GENERATION_US);
}

/** Whether a fingerprint is due, and then when the next one is. */
export function takeFingerprint(link: usize, recv: i64): bool {
  return takeDue(link, recv, FINGERPRINT_AT, FINGERPRINT_US);
}

export function takeGeneration(link: usize, recv: i64): bool {
  return takeDue(link, recv, GENERATION_AT, GENERATION_US);
}

function takeDue(link: usize, recv: i64, at: usize, every: usize): bool {
  if (recv < load<i64>(link + at)) return false;
  store<i64>(link + at, recv + load<i64>(link + every));
  return true;
}
