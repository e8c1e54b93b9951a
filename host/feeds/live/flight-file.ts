/** What a flight recorder kept, as a capture of one symbol: the book at its beginning, then its frames as they came. */
import { CaptureFile } from '../capture-file.js';
import { captureLine } from '../capture-line.js';
import type { Instrument } from '../instrument.js';
import { addressReader } from '../replay/frame-address.js';
import { type BuiltInVenueId, VENUE_IDS } from '../venue.js';
import type { KeptFrame, Stretch } from './flight-buffer.js';
import { keptBookText } from './kept-book.js';

export interface Flight {
  readonly venue: string;
  readonly native: string;
  /** Levels a side that are subscribed. */
  readonly depth: number;
  readonly instrument: Instrument | undefined;
  readonly stretches: readonly Stretch[];
}

/** Bytes compressed together; between them the rest of the host has its turn. */
const PIECE_BYTES = 262_144;

/** Writes it, whole or not at all under that name. Rejects with Node's own error. */
export async function writeFlight(path: string, flight: Flight): Promise<void> {
  const file = await CaptureFile.create(path);
  try {
    let lines: Uint8Array[] = [];
    let bytes = 0;
    for (const line of linesOf(flight)) {
      lines.push(line);
      bytes += line.length;
      if (bytes < PIECE_BYTES) continue;
      await file.write(lines);
      [lines, bytes] = [[], 0];
    }
    if (lines.length > 0) await file.write(lines);
  } catch (error) {
    await file.abandon();
    throw error;
  }
  await file.close();
}

/** The book of the oldest stretch that has one stands first: what came before it cannot be joined to any. */
function* linesOf({ venue, native, depth, instrument, stretches }: Flight): Generator<Uint8Array> {
  const isOurs = addressee(venue, native);
  let isBegun = false;
  for (const { tsRecv, books, frames } of stretches) {
    const book = books.find((kept) => kept.native === native);
    const text: string | undefined =
      isBegun || book === undefined ? undefined : keptBookText(venue, book, depth, instrument);
    if (text !== undefined) yield captureLine(Buffer.from(text), tsRecv);
    isBegun ||= text !== undefined;
    for (const frame of frames) if (isOurs(frame)) yield captureLine(frame.bytes, frame.tsRecv);
  }
}

/** Frames of the symbol, and those of none: answers, heartbeats, instruments. */
function addressee(venue: string, native: string): (frame: KeptFrame) => boolean {
  const id = venue === 'simulated' ? 'binance-spot' : venue;
  const read = VENUE_IDS.includes(id as BuiltInVenueId) ? addressReader(id as BuiltInVenueId) : undefined;
  return ({ bytes, snapshotOf }) => {
    if (snapshotOf !== undefined) return snapshotOf === native;
    const symbol = read?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))?.symbol;
    return symbol === undefined || symbol === native;
  };
}
