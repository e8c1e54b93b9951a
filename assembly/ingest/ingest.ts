/**
 * A venue's message from its bytes to the book in one call. What is as it should be is done here: read,
 * checked for continuity, put on the grid, applied, proven, encoded. Whatever is not is told as `parse`
 * would tell it, with everything as it was before the call, and the host's sync machine does it.
 */
import { observeStream, observeStreamTrades } from '../analytics/observe';
import { isCount, isInteger } from '../argument';
import { endGeneration } from '../codec/model';
import { encodeDelta, encodeTrades } from '../encode';
import {
  ARGUMENT,
  CODEC_DENSE,
  FRAME_DIFF,
  FRAME_QUOTE,
  FRAME_TRADES,
  PARSE_OK,
  PARSED_ASKS,
  PARSED_BIDS,
  PARSED_CHECKSUM,
  PARSED_EVENT,
  PARSED_FIRST,
  PARSED_KIND,
  PARSED_LAST,
  PARSED_PREVIOUS,
  PARSED_SYMBOL,
  PARSED_SYMBOL_BYTES,
  PARSED_TRADES,
} from '../layout';
import { inputAt, parsedAt } from '../memory';
import { parse } from '../parse';
import { codecOf, streamAt } from '../stream';
import { tradeColumns } from '../venues/columns';
import { fillFields } from '../venues/record';
import { applyParsed, changes, takeBack } from './apply';
import {
  HANDED_GAP,
  HANDED_GRID,
  HANDED_NOT,
  HANDED_OLD,
  HANDED_OTHER,
  HANDED_QUOTE,
  HANDED_UNARMED,
  HANDED_UNLINKED,
  INGESTED,
  INGESTED_BYTES,
  INGESTED_CHANGES,
  INGESTED_FIELDS,
  INGESTED_FINGERPRINT,
  INGESTED_GENERATION,
  INGESTED_HANDED,
  INGESTED_HANDLE,
  INGESTED_QUOTES,
  MAX_SOURCE,
  ORDER_FUTURES,
  ORDER_OKX,
  ORDER_SPOT,
} from './layout';
import {
  findLink,
  heldQuoteOf,
  ingestedAt,
  isArmed,
  isEncoded,
  lastIdOf,
  linkAt,
  orderOf,
  quotedIdOf,
  setLastId,
  setQuotedId,
  tagOf,
  takeFingerprint,
  takeGeneration,
} from './links';
import { comparedQuote, judge, judgeDigits } from './proof';
import { canWait, dropQuotes, hasBest, keepQuote, nextQuote, waitingFor } from './quotes';
import { readQuote, readTrades } from './steps';

function parsed(field: usize): f64 {
  return load<f64>(parsedAt + (field << 3));
}

function say(field: usize, value: f64): void {
  store<f64>(ingestedAt() + (field << 3), value);
}

/** `recv` is the time of receipt, µs since the epoch. */
export function ingest(source: f64, venue: f64, from: f64, to: f64, recv: f64): i32 {
  if (!isInteger(source, 0, MAX_SOURCE) || !isCount(recv)) return -ARGUMENT;
  fillFields(ingestedAt(), INGESTED_FIELDS, 0);
  say(INGESTED_HANDLE, -1);
  say(INGESTED_HANDED, HANDED_OTHER);
  const outcome = parse(venue, from, to);
  if (outcome != PARSE_OK) return outcome;
  const handed = take(<i32>source, <i32>venue, recv);
  say(INGESTED_HANDED, handed);
  return handed == HANDED_NOT ? INGESTED : PARSE_OK;
}

/** Does what the parsed message says: HANDED_NOT, or why that is the host's. */
function take(source: i32, venue: i32, recv: f64): i32 {
  const kind = <i32>parsed(PARSED_KIND);
  if (kind != FRAME_DIFF && kind != FRAME_QUOTE && kind != FRAME_TRADES) return HANDED_OTHER;
  const name = inputAt + <usize>parsed(PARSED_SYMBOL);
  const handle = findLink(tagOf(source, venue), name, <usize>parsed(PARSED_SYMBOL_BYTES));
  if (handle < 0) return HANDED_UNLINKED;
  const link = linkAt(handle);
  if (!isArmed(link)) return HANDED_UNARMED;
  const stream = streamAt(handle);
  const handed =
    kind == FRAME_DIFF
      ? takeDiff(handle, link, stream, recv)
      : kind == FRAME_QUOTE
        ? takeQuote(link, stream)
        : takeTrades(handle, link, stream, recv);
  if (handed == HANDED_NOT) say(INGESTED_HANDLE, handle);
  return handed;
}

function takeDiff(handle: i32, link: usize, stream: usize, recv: f64): i32 {
  const id = <i64>parsed(PARSED_LAST);
  const bids = <i32>parsed(PARSED_BIDS);
  const asks = <i32>parsed(PARSED_ASKS);
  const checksum = <i64>parsed(PARSED_CHECKSUM);
  const order = judgeOrder(link, id);
  if (order != HANDED_NOT) return order;
  if (id >= 0 && id <= heldQuoteOf(link)) return HANDED_QUOTE;
  const digits = judgeDigits(link, bids, asks, checksum);
  if (digits != HANDED_NOT) return digits;
  const applied = applyParsed(stream, bids, asks);
  if (applied != HANDED_NOT) return applied;
  const judged = judge(link, stream, id, checksum);
  if (judged != HANDED_NOT) {
    takeBack(stream);
    return judged;
  }
  setLastId(link, id);
  if (comparedQuote) {
    setQuotedId(link, id);
    say(INGESTED_QUOTES, 1);
  }
  dropQuotes(link, id);
  say(INGESTED_CHANGES, changes);
  observeStream(stream, recv, parsed(PARSED_EVENT));
  if (changes > 0 && isEncoded(link)) encodeBook(handle, link, stream, recv);
  return HANDED_NOT;
}

/** Whether a diff follows the book, by the venue's rule; host/feeds/continuity says the same of each. */
function judgeOrder(link: usize, id: i64): i32 {
  const last = lastIdOf(link);
  const first = <i64>parsed(PARSED_FIRST);
  const previous = <i64>parsed(PARSED_PREVIOUS);
  switch (orderOf(link)) {
    case ORDER_SPOT:
      return id <= last ? HANDED_OLD : first <= last + 1 ? HANDED_NOT : HANDED_GAP;
    case ORDER_FUTURES:
      return id <= last ? HANDED_OLD : previous == last ? HANDED_NOT : HANDED_GAP;
    case ORDER_OKX:
      if (id == last && previous != last) return HANDED_OLD;
      return last < 0 || previous == last ? HANDED_NOT : HANDED_GAP;
    default:
      return HANDED_NOT;
  }
}

function encodeBook(handle: i32, link: usize, stream: usize, recv: f64): void {
  const withSum = takeFingerprint(link, <i64>recv);
  if (codecOf(stream) == CODEC_DENSE && takeGeneration(link, <i64>recv)) {
    endGeneration(stream);
    say(INGESTED_GENERATION, 1);
  }
  say(INGESTED_FINGERPRINT, withSum ? 1 : 0);
  say(INGESTED_BYTES, encodeDelta(handle, 0, recv, parsed(PARSED_EVENT), withSum ? 1 : 0));
}

/** A quote at the book's id is compared, a later one waits, an earlier one says nothing any more. */
function takeQuote(link: usize, stream: usize): i32 {
  const id = <i64>parsed(PARSED_LAST);
  const last = lastIdOf(link);
  if (id < 0) return HANDED_OTHER;
  if (id < last || (id == last && id == quotedIdOf(link))) return HANDED_NOT;
  const waits = id > last;
  if (waits && waitingFor(link, id) != 0) return HANDED_NOT;
  if (waits && (id <= heldQuoteOf(link) || !canWait(link, id))) return HANDED_QUOTE;
  // Behind those that wait there is always room for one more.
  const quote = nextQuote(link);
  if (!readQuote(stream, <i32>parsed(PARSED_BIDS), <i32>parsed(PARSED_ASKS), quote + 8)) return HANDED_GRID;
  if (waits) {
    keepQuote(link, id);
    return HANDED_NOT;
  }
  if (!hasBest(stream, quote + 8)) return HANDED_QUOTE;
  setQuotedId(link, id);
  say(INGESTED_QUOTES, 1);
  return HANDED_NOT;
}

function takeTrades(handle: i32, link: usize, stream: usize, recv: f64): i32 {
  const count = <i32>parsed(PARSED_TRADES);
  if (!readTrades(stream, count)) return HANDED_GRID;
  const event = load<f64>(tradeColumns() + ((<usize>(count - 1)) << 3));
  observeStreamTrades(stream, count, recv, event);
  if (isEncoded(link)) {
    say(INGESTED_BYTES, encodeTrades(handle, 0, count, 0, recv, event));
  }
  return HANDED_NOT;
}
