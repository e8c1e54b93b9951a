/** Calls that lend writers to `ingest` and take them back. */
import { isCount, isInteger } from '../argument';
import { ARGUMENT, MAX_SYMBOL_BYTES, OK, VENUES } from '../layout';
import { byteLimit, inputAt } from '../memory';
import { writerOf } from '../stream';
import { INGESTED_QUOTED, MAX_SENT_DECIMALS, MAX_SOURCE, ORDERS, SUMS } from './layout';
import {
  addLink,
  findLink,
  ingestedAt,
  isArmed,
  isLinked,
  linkAt,
  quotedIdOf,
  removeLink,
  setArmed,
  setEncoding,
  setHeldQuote,
  setLastId,
  setQuotedId,
  setSum,
  setWaiting,
  tagOf,
} from './links';
import { takeQuotes } from './quotes';

export { ingest } from './ingest';

/** The link of a writer, 0 where there is none. */
function linkOf(handle: f64): usize {
  if (writerOf(handle) == 0) return 0;
  const link = linkAt(<i32>handle);
  return isLinked(link) ? link : 0;
}

export function link(handle: f64, source: f64, venue: f64, order: f64, from: f64, to: f64): i32 {
  if (writerOf(handle) == 0 || !isInteger(source, 0, MAX_SOURCE) || !isInteger(venue, 0, VENUES - 1)) return -ARGUMENT;
  if (!isInteger(order, 0, ORDERS - 1) || !isInteger(to, 1, byteLimit) || !isInteger(from, 0, to - 1)) return -ARGUMENT;
  if (to - from > MAX_SYMBOL_BYTES) return -ARGUMENT;
  const tag = tagOf(<i32>source, <i32>venue);
  const name = inputAt + <usize>from;
  const length = <usize>(to - from);
  const other = findLink(tag, name, length);
  if (other >= 0 && other != <i32>handle) return -ARGUMENT;
  removeLink(<i32>handle);
  addLink(<i32>handle, tag, <i32>order, name, length);
  return OK;
}

export function unlink(handle: f64): i32 {
  if (linkOf(handle) == 0) return -ARGUMENT;
  removeLink(<i32>handle);
  return OK;
}

function isId(id: f64): bool {
  return id == -1 || isCount(id);
}

export function arm(
  handle: f64,
  lastId: f64,
  quotedId: f64,
  heldQuote: f64,
  sum: f64,
  priceSent: f64,
  sizeSent: f64,
): i32 {
  const link = linkOf(handle);
  if (link == 0 || !isId(lastId) || !isId(quotedId) || !isId(heldQuote)) return -ARGUMENT;
  if (!isInteger(sum, 0, SUMS - 1)) return -ARGUMENT;
  if (!isInteger(priceSent, 0, MAX_SENT_DECIMALS) || !isInteger(sizeSent, 0, MAX_SENT_DECIMALS)) return -ARGUMENT;
  setLastId(link, <i64>lastId);
  setQuotedId(link, <i64>quotedId);
  setHeldQuote(link, <i64>heldQuote);
  setSum(link, <i32>sum, <i32>priceSent, <i32>sizeSent);
  setWaiting(link, 0);
  setArmed(link, true);
  return OK;
}

export function disarm(handle: f64): i32 {
  const link = linkOf(handle);
  if (link == 0 || !isArmed(link)) return -ARGUMENT;
  setArmed(link, false);
  store<f64>(ingestedAt(), <f64>quotedIdOf(link), INGESTED_QUOTED * 8);
  return takeQuotes(link);
}

export function encodeIngested(
  handle: f64,
  encoded: i32,
  fingerprintAt: f64,
  fingerprintUs: f64,
  generationAt: f64,
  generationUs: f64,
): i32 {
  const link = linkOf(handle);
  if (link == 0) return -ARGUMENT;
  if (!isCount(fingerprintAt) || !isCount(fingerprintUs)) return -ARGUMENT;
  if (!isCount(generationAt) || !isCount(generationUs)) return -ARGUMENT;
  setEncoding(link, encoded != 0, <i64>fingerprintAt, <i64>fingerprintUs, <i64>generationAt, <i64>generationUs);
  return OK;
}
