/** Best quotes that wait for a link's book to reach their update id: each is compared once. */
import { bestKey, levelsOf, lotsOf } from '../book/side';
import { asksOf, bidsOf } from '../stream';
import { QUOTE_BYTES, WAITING_QUOTES } from './layout';
import { quotesOf, setWaiting, takenQuotesAt, waitingOf } from './links';

function quoteAt(link: usize, index: i32): usize {
  return quotesOf(link) + <usize>index * QUOTE_BYTES;
}

function idAt(link: usize, index: i32): i64 {
  return <i64>load<f64>(quoteAt(link, index));
}

/** Whether a quote can be put behind those that wait: there is room, and its id is newer than theirs. */
export function canWait(link: usize, id: i64): bool {
  const count = waitingOf(link);
  return count == 0 || (count < WAITING_QUOTES && idAt(link, count - 1) < id);
}

/** The quote that waits for an id, 0 where there is none. */
export function waitingFor(link: usize, id: i64): usize {
  for (let i = waitingOf(link) - 1; i >= 0; i--) if (idAt(link, i) == id) return quoteAt(link, i);
  return 0;
}

/** Where the next quote that waits is written: id, then ticks and lots of bid and ask. */
export function nextQuote(link: usize): usize {
  return quoteAt(link, waitingOf(link));
}

export function keepQuote(link: usize, id: i64): void {
  store<f64>(nextQuote(link), <f64>id);
  setWaiting(link, waitingOf(link) + 1);
}

/** Whether the best levels are those of a quote: f64 ticks and lots of bid and ask. */
export function hasBest(stream: usize, quote: usize): bool {
  return (
    isBest(bidsOf(stream), load<f64>(quote), load<f64>(quote, 8)) &&
    isBest(asksOf(stream), load<f64>(quote, 16), load<f64>(quote, 24))
  );
}

function isBest(side: usize, ticks: f64, lots: f64): bool {
  if (levelsOf(side) == 0) return ticks == 0 && lots == 0;
  const key = bestKey(side);
  return abs(<f64>key) == ticks && <f64>lotsOf(side, key) == lots;
}

/** Drops the quotes of ids up to this one. */
export function dropQuotes(link: usize, id: i64): void {
  const count = waitingOf(link);
  let passed = 0;
  while (passed < count && idAt(link, passed) <= id) passed++;
  if (passed == 0) return;
  memory.copy(quotesOf(link), quoteAt(link, passed), <usize>(count - passed) * QUOTE_BYTES);
  setWaiting(link, count - passed);
}

/** Hands all of them to the host; answers their number. */
export function takeQuotes(link: usize): i32 {
  const count = waitingOf(link);
  memory.copy(takenQuotesAt(), quotesOf(link), <usize>count * QUOTE_BYTES);
  setWaiting(link, 0);
  return count;
}
