/** The book frames of a recorded session as the bytes that came, a snapshot before the diffs that follow it. */
import { UsageError } from '../host/cli/usage-error.js';
import type { BookMessage } from '../host/feeds/book-message.js';
import { CaptureReader } from '../host/feeds/capture.js';
import { venueById } from '../host/feeds/venues.js';
import { DeafSink } from './deaf-sink.js';
import { messageCount, type Session } from './session.js';
import type { Capture } from './setting.js';

export interface VenueFrames {
  readonly name: string;
  readonly venueId: string;
  readonly frames: readonly Uint8Array[];
  /** Level entries in them. */
  readonly entries: number;
}

/** What the decoder says of one frame. */
class Look extends DeafSink {
  isSnapshot = false;
  isDiff = false;
  lastId = -1;
  levels = 0;

  override snapshot(_symbol: string | undefined, message: BookMessage): void {
    this.isSnapshot = true;
    this.lastId = message.lastId;
    this.levels = message.levels;
  }

  override diff(_symbol: string, message: BookMessage): void {
    this.isDiff = true;
    this.lastId = message.lastId;
    this.levels = message.levels;
  }
}

/**
 * The first `bytes` of them, or a little more.
 * @throws UsageError where the file cannot be read
 */
export function venueFrames(capture: Capture, bytes: number): VenueFrames {
  const decoder = venueById(capture.venueId)!.createDecoder();
  const reader = new CaptureReader(capture.path);
  const frames: Uint8Array[] = [];
  /** Diffs before the first snapshot. */
  let early: { text: string; lastId: number; levels: number }[] = [];
  let snapshots = 0;
  let snapshotId = -1;
  let size = 0;
  let entries = 0;
  const keep = (text: string, levels: number) => {
    frames.push(Buffer.from(text));
    size += text.length;
    entries += levels;
  };
  while (size < bytes && reader.next()) {
    const look = new Look();
    decoder.decode(reader.text, look);
    if (look.isSnapshot) {
      snapshots++;
      keep(reader.text, look.levels);
      if (snapshots === 1) snapshotId = look.lastId;
      for (const diff of early) if (diff.lastId > look.lastId) keep(diff.text, diff.levels);
      early = [];
    } else if (look.isDiff && snapshots === 0) early.push({ text: reader.text, ...look });
    else if (look.isDiff && (snapshotId < 0 || look.lastId > snapshotId)) keep(reader.text, look.levels);
  }
  reader.close();
  if (reader.fault !== undefined) throw new UsageError(reader.fault);
  if (snapshots === 0 || frames.length === snapshots) {
    throw new UsageError(`${capture.path} has no snapshot with diffs of ${capture.venueId} after it`);
  }
  return { name: capture.name, venueId: capture.venueId, frames, entries };
}

/**
 * All frames of a recorded session, until they come to `bytes`; their levels are not counted.
 * @throws UsageError where the file cannot be read
 */
export function allFrames(capture: Capture, bytes: number): VenueFrames {
  const reader = new CaptureReader(capture.path);
  const frames: Uint8Array[] = [];
  for (let size = 0; size < bytes && reader.next(); size += reader.text.length) frames.push(Buffer.from(reader.text));
  reader.close();
  if (reader.fault !== undefined) throw new UsageError(reader.fault);
  return { name: capture.name, venueId: capture.venueId, frames, entries: 0 };
}

/** A session written as Binance's spot exchange would: for machines without recorded traffic. */
export function generatedFrames(session: Session, bytes: number): VenueFrames {
  const { priceDecimals, sizeDecimals } = session.grid;
  const frames: Uint8Array[] = [];
  const spread = spreadOf(session);
  let entries = 0;
  let size = 0;
  for (let m = 0; m < messageCount(session) && size < bytes; m++) {
    const from = session.starts[m]!;
    const to = session.starts[m + 1]!;
    const row = (i: number, raised: number) =>
      `["${((session.ticks[i]! + raised) / 10 ** priceDecimals).toFixed(8)}","${(session.lots[i]! / 10 ** sizeDecimals).toFixed(8)}"]`;
    const rows = (a: number, b: number, raised: number) =>
      Array.from({ length: b - a }, (_, i) => row(a + i, raised)).join();
    const split = from + session.bids[m]!;
    const sides = [rows(from, split, 0), rows(split, to, spread)];
    const text =
      m === 0
        ? `{"lastUpdateId":1,"bids":[${sides[0]}],"asks":[${sides[1]}]}`
        : `{"e":"depthUpdate","E":${1_723_000_000_000 + m * 100},"s":"BTCUSDT","U":${m + 1},"u":${m + 1},"b":[${sides[0]}],"a":[${sides[1]}]}`;
    frames.push(Buffer.from(text));
    size += text.length;
    entries += to - from;
  }
  return { name: session.name, venueId: 'binance-spot', frames, entries };
}

/** By how much asks must be raised, in ticks, so that no bid of the session ever meets one. */
function spreadOf(session: Session): number {
  let highestBid = 0;
  let lowestAsk = Number.MAX_SAFE_INTEGER;
  for (let m = 0; m < messageCount(session); m++) {
    const split = session.starts[m]! + session.bids[m]!;
    for (let i = session.starts[m]!; i < split; i++) highestBid = Math.max(highestBid, session.ticks[i]!);
    for (let i = split; i < session.starts[m + 1]!; i++) lowestAsk = Math.min(lowestAsk, session.ticks[i]!);
  }
  return Math.max(0, highestBid - lowestAsk + 1);
}
