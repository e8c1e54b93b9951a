/** A sink that keeps what a decoder told, as plain values to compare. */
import type { BookMessage } from '../../host/feeds/book-message.js';
import type { DecimalLevels } from '../../host/feeds/decimal-levels.js';
import type { Instrument } from '../../host/feeds/instrument.js';
import type { TradeBatch } from '../../host/feeds/trade-batch.js';
import { FAULTS, type Fault, type FeedDecoder, type FeedSink, type Venue } from '../../host/feeds/venue.js';

export type Told = readonly [event: string, ...details: unknown[]];

export class RecordingSink implements FeedSink {
  told: Told[] = [];

  snapshot(symbol: string | undefined, message: BookMessage): void {
    this.told.push(['snapshot', symbol, plain(message)]);
  }
  diff(symbol: string, message: BookMessage): void {
    this.told.push(['diff', symbol, plain(message)]);
  }
  quote(symbol: string, message: BookMessage): void {
    this.told.push(['quote', symbol, plain(message)]);
  }
  trades(symbol: string, trades: TradeBatch): void {
    const rows = levels(trades.levels).map((level, i) => [level, trades.tsEvent[i], trades.id[i], trades.side[i]]);
    this.told.push(['trades', symbol, rows]);
  }
  instruments(instruments: readonly Instrument[]): void {
    this.told.push(['instruments', instruments]);
  }
  subscribed(symbol: string, depth: number): void {
    this.told.push(['subscribed', symbol, depth]);
  }
  rejected(symbol: string | undefined, reason: string): void {
    this.told.push(['rejected', symbol, reason]);
  }
  heartbeat(symbol?: string): void {
    this.told.push(symbol === undefined ? ['heartbeat'] : ['heartbeat', symbol]);
  }
  ignored(): void {
    this.told.push(['ignored']);
  }
  malformed(fault: Fault, reason: string, symbol?: string): void {
    if (!FAULTS.includes(fault) || reason === '' || reason.includes('\n'))
      throw new Error(`no such fault: ${fault} ${reason}`);
    this.told.push(symbol === undefined ? ['malformed', fault] : ['malformed', fault, symbol]);
  }
}

/** What a venue's decoder tells of one text. */
export function tell(decoder: FeedDecoder, text: string): readonly Told[] {
  const sink = new RecordingSink();
  decoder.decode(text, sink);
  return sink.told;
}

export function decodes(venue: Venue): (text: string) => readonly Told[] {
  const decoder = venue.createDecoder();
  return (text) => tell(decoder, text);
}

function plain(message: BookMessage) {
  const { firstId, lastId, previousId, tsEvent, checksum, depth } = message;
  return {
    ids: [previousId, firstId, lastId],
    tsEvent,
    checksum,
    depth,
    bids: levels(message.bids),
    asks: levels(message.asks),
  };
}

/** Rows as price text × size text with the decimals they were sent with, rebuilt from the columns. */
function levels(side: DecimalLevels): string[] {
  const number = (mantissa: number, decimals: number, sent: number) => `${mantissa}e${-decimals}(${sent})`;
  return Array.from({ length: side.count }, (_, row) => {
    const price = number(side.priceMantissa[row]!, side.priceDecimals[row]!, side.priceSent[row]!);
    return `${price} × ${number(side.sizeMantissa[row]!, side.sizeDecimals[row]!, side.sizeSent[row]!)}`;
  });
}
