/** What proves a link's book after a diff: the venue's checksum, prices that do not cross, the best quote at its update id. */
import { bestKey, levelsOf } from '../book/side';
import { levelLimit } from '../memory';
import { asksOf, bidsOf } from '../stream';
import { levelColumns } from '../venues/columns';
import { hasKrakenSum, hasOkxSum } from './checksum';
import {
  HANDED_CHECKSUM,
  HANDED_CROSSED,
  HANDED_DIGITS,
  HANDED_NOT,
  HANDED_QUOTE,
  SUM_KRAKEN,
  SUM_NONE,
  SUM_OKX,
} from './layout';
import { priceSentOf, quotedIdOf, sizeSentOf, sumOf } from './links';
import { hasBest, waitingFor } from './quotes';

/** Whether the last `judge` compared a quote. */
export let comparedQuote: bool = false;

/** Whether the parsed entries have the digits that the link's checksums go by: HANDED_NOT, or HANDED_DIGITS. */
export function judgeDigits(link: usize, nBids: i32, nAsks: i32, checksum: i64): i32 {
  const sum = sumOf(link);
  if (sum == SUM_NONE) return checksum >= 0 ? HANDED_DIGITS : HANDED_NOT;
  return areUsual(link, sum, 0, nBids) && areUsual(link, sum, levelLimit, nAsks) ? HANDED_NOT : HANDED_DIGITS;
}

function areUsual(link: usize, sum: i32, first: i32, n: i32): bool {
  const priceSent = priceSentOf(link);
  const sizeSent = sizeSentOf(link);
  const rows = (<usize>levelLimit) << 1;
  for (let i = first; i < first + n; i++) {
    const row = <usize>i;
    const sizes = levelColumns() + (rows << 3);
    const decimals = levelColumns() + (rows << 4) + (row << 1);
    const sent = levelColumns() + rows * 20 + row;
    const price = <i32>load<u8>(sent);
    const size = <i32>load<u8>(sent + rows);
    const isDeleted = load<f64>(sizes + (row << 3)) == 0;
    if (sum == SUM_KRAKEN) {
      if (price > priceSent || size > sizeSent) return false;
      if (!isDeleted && (price != priceSent || size != sizeSent)) return false;
    } else if (!isDeleted) {
      // Zeros behind the last digit would have to be remembered.
      if (price > max(0, <i32>load<i16>(decimals)) || size > max(0, <i32>load<i16>(decimals + (rows << 1))))
        return false;
    }
  }
  return true;
}

/** Judges the book that a diff left at an update id: HANDED_NOT, or what speaks against it. */
export function judge(link: usize, stream: usize, id: i64, checksum: i64): i32 {
  comparedQuote = false;
  if (checksum >= 0 && !hasSum(link, stream, checksum)) return HANDED_CHECKSUM;
  if (isCrossed(stream)) return HANDED_CROSSED;
  const quote = waitingFor(link, id);
  if (quote == 0 || id == quotedIdOf(link)) return HANDED_NOT;
  comparedQuote = hasBest(stream, quote + 8);
  return comparedQuote ? HANDED_NOT : HANDED_QUOTE;
}

function hasSum(link: usize, stream: usize, checksum: i64): bool {
  if (sumOf(link) == SUM_OKX) return hasOkxSum(stream, checksum);
  return hasKrakenSum(stream, checksum, priceSentOf(link), sizeSentOf(link));
}

function isCrossed(stream: usize): bool {
  const bids = bidsOf(stream);
  const asks = asksOf(stream);
  return levelsOf(bids) != 0 && levelsOf(asks) != 0 && -bestKey(bids) >= bestKey(asks);
}
