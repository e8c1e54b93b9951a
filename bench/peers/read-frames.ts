/** Raw frames of every kind read and told to nobody: by the core, or by the venue's decoder in TypeScript. */
import { createHash } from 'node:crypto';
import type { BookMessage } from '../../host/feeds/book-message.js';
import type { DecimalLevels } from '../../host/feeds/decimal-levels.js';
import type { TradeBatch } from '../../host/feeds/trade-batch.js';
import type { FeedDecoder, FeedSink } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { withParser } from '../../host/feeds/wasm-decoder.js';
import type { Core } from '../../host/wire/core.js';
import type { FrameParser } from '../../host/wire/parser.js';
import type { Contestant } from '../contest.js';
import { DeafSink } from '../deaf-sink.js';
import type { Twin } from '../kernels/twin.js';
import type { VenueFrames } from '../venue-frames.js';

export function readFrames({ venueId, frames }: VenueFrames, twin: Twin): Contestant {
  const core = twin.core({ streams: 1, levels: 16_384, totalLevels: 1, models: 1 });
  const venue = venueById(venueId)!;
  const decoder = ('parse' in core ? withParser(venue, core as Core & FrameParser) : venue).createDecoder();
  const tellAll = (sink: FeedSink) => {
    for (const frame of frames) decodeBytes(decoder, frame, sink);
  };
  const nobody = new DeafSink();
  return {
    name: twin.name,
    run: () => tellAll(nobody),
    digest() {
      const digest = new Digest();
      tellAll(digest);
      return digest.text();
    },
  };
}

export function decodeBytes(decoder: FeedDecoder, frame: Uint8Array, sink: FeedSink): void {
  if (decoder.decodeBytes !== undefined) decoder.decodeBytes(frame, sink, -1);
  else decoder.decode(Buffer.from(frame.buffer, frame.byteOffset, frame.length).toString(), sink);
}

/** All that is told, every digit of it. */
class Digest implements FeedSink {
  readonly #hash = createHash('sha256');

  snapshot(symbol: string | undefined, message: BookMessage): void {
    this.#book('snapshot', symbol, message);
  }
  diff(symbol: string, message: BookMessage): void {
    this.#book('diff', symbol, message);
  }
  quote(symbol: string, message: BookMessage): void {
    this.#book('quote', symbol, message);
  }
  trades(symbol: string, { levels, tsEvent, id, side }: TradeBatch): void {
    this.#tell('trades', symbol);
    this.#levels(levels);
    for (let row = 0; row < levels.count; row++) this.#tell(tsEvent[row], id[row], side[row]);
  }
  instruments(): void {}
  subscribed(symbol: string, depth: number): void {
    this.#tell('subscribed', symbol, depth);
  }
  rejected(symbol: string | undefined, reason: string): void {
    this.#tell('rejected', symbol, reason);
  }
  heartbeat(symbol?: string): void {
    this.#tell('heartbeat', symbol);
  }
  ignored(): void {
    this.#tell('ignored');
  }
  malformed(fault: string): void {
    this.#tell('malformed', fault);
  }

  text(): string {
    return this.#hash.copy().digest('hex');
  }

  #tell(...words: unknown[]): void {
    this.#hash.update(`${words.join()};`);
  }

  #book(event: string, symbol: string | undefined, message: BookMessage): void {
    const { firstId, lastId, previousId, tsEvent, checksum, depth } = message;
    this.#tell(event, symbol, firstId, lastId, previousId, tsEvent, checksum, depth);
    this.#levels(message.bids);
    this.#levels(message.asks);
  }

  #levels({
    count,
    priceMantissa,
    priceDecimals,
    priceSent,
    sizeMantissa,
    sizeDecimals,
    sizeSent,
  }: DecimalLevels): void {
    this.#tell(count);
    for (const column of [priceMantissa, priceDecimals, priceSent, sizeMantissa, sizeDecimals, sizeSent]) {
      this.#tell(column.subarray(0, count));
    }
  }
}
