/** What a message of an armed writer comes to: HANDED_NOT, or why it is the host's, with the book as it was. */

import {
  HANDED_CHECKSUM,
  HANDED_CROSSED,
  HANDED_DIGITS,
  HANDED_FULL,
  HANDED_GAP,
  HANDED_GRID,
  HANDED_NOT,
  HANDED_OLD,
  HANDED_OTHER,
  HANDED_QUOTE,
  INGESTED_BYTES,
  INGESTED_CHANGES,
  INGESTED_FINGERPRINT,
  INGESTED_GENERATION,
  INGESTED_QUOTES,
  ORDER_FUTURES,
  ORDER_OKX,
  ORDER_SPOT,
  SUM_KRAKEN,
  SUM_NONE,
  WAITING_QUOTES,
} from '../../../assembly/ingest/layout.js';
import {
  CODEC_DENSE,
  FULL,
  INFO_BEST_ASK,
  INFO_BEST_ASK_LOTS,
  INFO_BEST_BID,
  INFO_BEST_BID_LOTS,
  INFO_CODEC,
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_SIZE_DECIMALS,
  INFO_TICK,
  PARSED_ASKS,
  PARSED_BIDS,
  PARSED_CHECKSUM,
  PARSED_EVENT,
  PARSED_FIRST,
  PARSED_LAST,
  PARSED_PREVIOUS,
  PARSED_TRADES,
  TRADE_FIELDS,
} from '../../../assembly/layout.js';
import type { Core, Grid } from '../../wire/core.js';
import type { FrameParser, ParsedLevelColumns } from '../../wire/parser.js';
import { checksumOf } from './checksum.js';
import type { Link, Quote } from './link.js';
import { stepsOf } from './steps.js';

type Level = readonly [ticks: number, lots: number];

/** A side that is empty. */
const NONE: Level = [0, 0];

export class Taker {
  readonly #core: Core;
  readonly #parser: FrameParser;
  readonly #ingested: Float64Array;

  /** @param ingested what is said beside the answer, INGESTED_* */
  constructor(core: Core, parser: FrameParser, ingested: Float64Array) {
    this.#core = core;
    this.#parser = parser;
    this.#ingested = ingested;
  }

  diff(handle: number, link: Link, recv: number): number {
    const id = this.#field(PARSED_LAST);
    const order = this.#judgeOrder(link, id);
    if (order !== HANDED_NOT) return order;
    if (id >= 0 && id <= link.heldQuote) return HANDED_QUOTE;
    if (!this.#hasUsualDigits(link)) return HANDED_DIGITS;
    const bids = this.#levels(handle, this.#parser.parsedBids, this.#field(PARSED_BIDS));
    const asks = this.#levels(handle, this.#parser.parsedAsks, this.#field(PARSED_ASKS));
    if (bids === undefined || asks === undefined) return HANDED_GRID;
    const before = this.#book(handle);
    this.#stage([...bids, ...asks]);
    const changes = this.#core.update(handle, bids.length, asks.length);
    if (changes === -FULL) return HANDED_FULL;
    const quote = id === link.quotedId ? undefined : link.quotes.get(id);
    const judged = this.#judge(handle, link, quote);
    if (judged !== HANDED_NOT) {
      this.#stage([...before.bids, ...before.asks]);
      this.#core.load(handle, before.bids.length, before.asks.length);
      return judged;
    }
    link.lastId = id;
    if (quote !== undefined) {
      link.quotedId = id;
      this.#ingested[INGESTED_QUOTES] = 1;
    }
    for (const waiting of [...link.quotes.keys()]) if (waiting <= id) link.quotes.delete(waiting);
    this.#ingested[INGESTED_CHANGES] = changes;
    this.#core.observeBook(handle, recv, this.#field(PARSED_EVENT));
    if (changes > 0) this.#encode(handle, link, recv);
    return HANDED_NOT;
  }

  quote(handle: number, link: Link): number {
    const id = this.#field(PARSED_LAST);
    if (id < 0) return HANDED_OTHER;
    if (id < link.lastId || (id === link.lastId && id === link.quotedId)) return HANDED_NOT;
    const waits = id > link.lastId;
    if (waits && link.quotes.has(id)) return HANDED_NOT;
    const isNewest = [...link.quotes.keys()].every((other) => other < id);
    if (waits && (id <= link.heldQuote || link.quotes.size >= WAITING_QUOTES || !isNewest)) return HANDED_QUOTE;
    const [bid = NONE] = this.#steps(handle, this.#parser.parsedBids, this.#field(PARSED_BIDS));
    const [ask = NONE] = this.#steps(handle, this.#parser.parsedAsks, this.#field(PARSED_ASKS));
    const quote: Quote = [...bid, ...ask];
    if (quote.some((steps) => steps < 0)) return HANDED_GRID;
    if (waits) {
      link.quotes.set(id, quote);
      return HANDED_NOT;
    }
    if (!this.#hasBest(handle, quote)) return HANDED_QUOTE;
    link.quotedId = id;
    this.#ingested[INGESTED_QUOTES] = 1;
    return HANDED_NOT;
  }

  tradesOf(handle: number, link: Link, recv: number): number {
    const count = this.#field(PARSED_TRADES);
    const levels = this.#levels(handle, this.#parser.parsedBids, count);
    if (levels === undefined || levels.some(([, lots]) => lots === 0)) return HANDED_GRID;
    const { tsEvent, id, side } = this.#parser.parsedTrades;
    const rows = levels.map(([ticks, lots], row) => [ticks, lots, tsEvent[row]!, id[row]!, side[row]!]);
    this.#core.trades.set(rows.flat().slice(0, count * TRADE_FIELDS));
    this.#core.observeTrades(handle, count, recv, tsEvent[count - 1]!);
    if (link.encoding !== undefined) {
      this.#ingested[INGESTED_BYTES] = this.#core.encodeTrades(handle, 0, count, 0, recv, tsEvent[count - 1]!);
    }
    return HANDED_NOT;
  }

  #field(field: number): number {
    return this.#parser.parsed[field]!;
  }

  #judgeOrder(link: Link, id: number): number {
    const { lastId } = link;
    const previous = this.#field(PARSED_PREVIOUS);
    let follows = true;
    if (link.order === ORDER_SPOT || link.order === ORDER_FUTURES) {
      if (id <= lastId) return HANDED_OLD;
      follows = link.order === ORDER_SPOT ? this.#field(PARSED_FIRST) <= lastId + 1 : previous === lastId;
    } else if (link.order === ORDER_OKX) {
      if (id === lastId && previous !== lastId) return HANDED_OLD;
      follows = lastId === -1 || previous === lastId;
    }
    return follows ? HANDED_NOT : HANDED_GAP;
  }

  /** Whether all digits are those that the checksum goes by. */
  #hasUsualDigits(link: Link): boolean {
    if (link.sum === SUM_NONE) return this.#field(PARSED_CHECKSUM) < 0;
    const { parsedBids, parsedAsks } = this.#parser;
    return [[parsedBids, this.#field(PARSED_BIDS)] as const, [parsedAsks, this.#field(PARSED_ASKS)] as const].every(
      ([side, count]) => {
        for (let row = 0; row < count; row++) {
          const isDeleted = side.sizeMantissa[row] === 0;
          const sent = [side.priceSent[row]!, side.sizeSent[row]!];
          const needed = [Math.max(0, side.priceDecimals[row]!), Math.max(0, side.sizeDecimals[row]!)];
          if (link.sum === SUM_KRAKEN) {
            if (sent.some((digits, i) => digits > link.sent[i]!)) return false;
            if (!isDeleted && sent.some((digits, i) => digits !== link.sent[i])) return false;
          } else if (!isDeleted && sent.some((digits, i) => digits > needed[i]!)) return false;
        }
        return true;
      },
    );
  }

  #judge(handle: number, link: Link, quote: Quote | undefined): number {
    const checksum = this.#field(PARSED_CHECKSUM);
    const grid = this.#grid(handle);
    if (checksum >= 0 && checksumOf(this.#core, handle, grid, link.sum, link.sent) !== checksum) return HANDED_CHECKSUM;
    const bid = this.#core.info(handle, INFO_BEST_BID);
    const ask = this.#core.info(handle, INFO_BEST_ASK);
    if (bid > 0 && ask > 0 && bid >= ask) return HANDED_CROSSED;
    return quote === undefined || this.#hasBest(handle, quote) ? HANDED_NOT : HANDED_QUOTE;
  }

  #hasBest(handle: number, quote: Quote): boolean {
    const fields = [INFO_BEST_BID, INFO_BEST_BID_LOTS, INFO_BEST_ASK, INFO_BEST_ASK_LOTS];
    return fields.every((field, i) => this.#core.info(handle, field) === quote[i]);
  }

  #encode(handle: number, { encoding }: Link, recv: number): void {
    if (encoding === undefined) return;
    const isMarked = recv >= encoding.fingerprintAt;
    if (isMarked) encoding.fingerprintAt = recv + encoding.fingerprintUs;
    if (this.#core.info(handle, INFO_CODEC) === CODEC_DENSE && recv >= encoding.generationAt) {
      encoding.generationAt = recv + encoding.generationUs;
      this.#core.beginGeneration(handle);
      this.#ingested[INGESTED_GENERATION] = 1;
    }
    this.#ingested[INGESTED_FINGERPRINT] = isMarked ? 1 : 0;
    this.#ingested[INGESTED_BYTES] = this.#core.encodeDelta(handle, 0, recv, this.#field(PARSED_EVENT), isMarked);
  }

  #grid(handle: number): Grid {
    const info = (field: number) => this.#core.info(handle, field);
    return {
      priceDecimals: info(INFO_PRICE_DECIMALS),
      tick: info(INFO_TICK),
      sizeDecimals: info(INFO_SIZE_DECIMALS),
      lot: info(INFO_LOT),
    };
  }

  /** Rows in ticks and lots; undefined where one is not on the grid, or has a price of 0. */
  #levels(handle: number, side: ParsedLevelColumns, count: number): Level[] | undefined {
    const levels = this.#steps(handle, side, count);
    return levels.some(([ticks, lots]) => ticks < 1 || lots < 0) ? undefined : levels;
  }

  /** Likewise, but with -1 for what is not on the grid. */
  #steps(handle: number, side: ParsedLevelColumns, count: number): Level[] {
    const { priceDecimals, tick, sizeDecimals, lot } = this.#grid(handle);
    return Array.from(
      { length: count },
      (_, row): Level => [
        stepsOf(side.priceMantissa[row]!, side.priceDecimals[row]!, priceDecimals, tick) ?? -1,
        stepsOf(side.sizeMantissa[row]!, side.sizeDecimals[row]!, sizeDecimals, lot) ?? -1,
      ],
    );
  }

  #book(handle: number): { bids: Level[]; asks: Level[] } {
    const count = this.#core.top(handle, 0);
    const bids = this.#core.levelBids();
    const { ticks, lots } = this.#core.levels;
    const all = Array.from({ length: count }, (_, i): Level => [ticks[i]!, lots[i]!]);
    return { bids: all.slice(0, bids), asks: all.slice(bids) };
  }

  #stage(levels: readonly Level[]): void {
    for (const [i, [ticks, lots]] of levels.entries()) {
      this.#core.staged.ticks[i] = ticks;
      this.#core.staged.lots[i] = lots;
    }
  }
}
