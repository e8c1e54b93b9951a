/** A recorded exchange session as a benchmark's session: one symbol's book messages, as entries in ticks and lots. */

import { UsageError } from '../host/cli/usage-error.js';
import type { BookMessage } from '../host/feeds/book-message.js';
import { CaptureReader } from '../host/feeds/capture.js';
import type { DecimalLevels } from '../host/feeds/decimal-levels.js';
import { stepsOf } from '../host/feeds/grid-unit.js';
import { inferGrid, type PriceGrid, refineGrid, wireGrid } from '../host/feeds/price-grid.js';
import { venueById } from '../host/feeds/venues.js';
import { DeafSink } from './deaf-sink.js';
import { type Session, SessionBuilder } from './session.js';
import type { Capture } from './setting.js';

interface Received {
  readonly message: BookMessage;
  readonly recv: number;
}

/** Symbols by name, '' for a snapshot that names none. */
class Collector extends DeafSink {
  readonly diffs = new Map<string, Received[]>();
  readonly snapshots = new Map<string, Received>();
  recv = 0;

  override snapshot(symbol: string | undefined, message: BookMessage): void {
    const name = symbol ?? '';
    if (!this.snapshots.has(name)) this.snapshots.set(name, { message: message.copy(), recv: this.recv });
  }

  override diff(symbol: string, message: BookMessage): void {
    const list = this.diffs.get(symbol) ?? [];
    if (list.length === 0) this.diffs.set(symbol, list);
    list.push({ message: message.copy(), recv: this.recv });
  }
}

/** @throws UsageError where the file cannot be read, or has no book of the venue in it */
export function captureSession(capture: Capture): Session {
  const collector = new Collector();
  const decoder = venueById(capture.venueId)!.createDecoder();
  for (const reader = new CaptureReader(capture.path); ; ) {
    if (reader.next()) {
      collector.recv = reader.tsRecv;
      if (reader.tsRecv >= 0) decoder.decode(reader.text, collector);
      continue;
    }
    reader.close();
    if (reader.fault !== undefined) throw new UsageError(reader.fault);
    break;
  }
  return sessionOf(capture, collector);
}

function sessionOf(capture: Capture, { diffs, snapshots }: Collector): Session {
  const [symbol, all] = [...diffs].sort((a, b) => entries(b[1]) - entries(a[1]))[0] ?? ['', []];
  const snapshot = snapshots.get(symbol) ?? snapshots.get('');
  if (snapshot === undefined || all.length === 0) {
    throw new UsageError(`${capture.path} has no snapshot with diffs of ${capture.venueId} after it`);
  }
  const after = all.filter(({ message, recv }) =>
    message.lastId >= 0 && snapshot.message.lastId >= 0
      ? message.lastId > snapshot.message.lastId
      : recv >= snapshot.recv,
  );
  return build(`${capture.venueId} ${symbol}`, [snapshot, ...after], capture);
}

function entries(list: readonly Received[]): number {
  return list.reduce((sum, { message }) => sum + message.levels, 0);
}

function build(name: string, messages: readonly Received[], capture: Capture): Session {
  let steps: PriceGrid | undefined = inferGrid([messages[0]!.message.bids, messages[0]!.message.asks]);
  for (const { message } of messages) steps &&= refineGrid(steps, [message.bids, message.asks]);
  if (steps === undefined) throw new UsageError(`${capture.path}: no price grid holds all prices of ${name}`);
  const builder = new SessionBuilder();
  for (const { message, recv } of messages) {
    addSide(builder, message.bids, steps);
    addSide(builder, message.asks, steps);
    builder.message(message.bids.count, recv, message.tsEvent);
  }
  return builder.build(name, wireGrid(steps));
}

function addSide(builder: SessionBuilder, side: DecimalLevels, steps: PriceGrid): void {
  for (let row = 0; row < side.count; row++) {
    builder.entry(
      stepsOf(side.priceMantissa[row]!, side.priceDecimals[row]!, steps.price),
      stepsOf(side.sizeMantissa[row]!, side.sizeDecimals[row]!, steps.size),
    );
  }
}
