/** Raw frames into ccxt's books: text, JSON.parse, numbers, store; as ccxt's exchange classes do it. */
import type { Contestant } from '../contest.js';
import type { VenueFrames } from '../venue-frames.js';
import { bookDigest } from './book-digest.js';
import { type CcxtBook, newCcxtBook } from './ccxt.js';
import { textReader } from './venue-text.js';

/** Undefined where this peer does not know the venue. */
export async function rawCcxt({ venueId, frames }: VenueFrames): Promise<Contestant | undefined> {
  const read = textReader(venueId);
  if (read === undefined) return undefined;
  const newBook = await newCcxtBook();
  const buffers = frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.length));
  const books = new Map<string, CcxtBook>();
  return {
    name: 'ccxt',
    run() {
      for (const buffer of buffers) {
        const { symbol, isSnapshot, bids, asks } = read(JSON.parse(buffer.toString()));
        if (isSnapshot) {
          const book = books.get(symbol) ?? newBook();
          books.set(symbol, book);
          book.reset({ bids: bids.map(numbers), asks: asks.map(numbers) });
          continue;
        }
        const book = books.get(symbol)!;
        for (const level of bids) book.bids.store(Number(level[0]), Number(level[1]));
        for (const level of asks) book.asks.store(Number(level[0]), Number(level[1]));
      }
    },
    digest: () => bookDigest(books),
  };
}

function numbers(level: readonly string[]): [number, number] {
  return [Number(level[0]), Number(level[1])];
}
