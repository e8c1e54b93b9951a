/** Frames put together by hand, field by field, right or wrong. */
import { CODEC_PLAIN, KIND_EXTENDED, KIND_SNAPSHOT, PROTOCOL_VERSION } from '../../assembly/layout.js';
import { bytes, fixed, type Part, svarint, varint } from './bytes.js';
import { fastLevels, fastPayload } from './fast-bytes.js';
import { type BookLevels, book, type Level } from './levels.js';

const FULL = 0x08;
const FINGERPRINT = 0x10;
const EVENT = 0x20;
const EVENT_MS = 0x40;

export interface FullFields {
  readonly kind: number;
  readonly stream?: number;
  readonly version?: number;
  readonly codec?: number;
  readonly epoch?: number;
  readonly sequence: number;
  readonly distance?: number;
  readonly recv?: number;
  /** tsRecv - tsEvent; absent: no event. */
  readonly offset?: number;
  readonly fingerprint?: number;
}

export interface CompactFields {
  readonly kind: number;
  readonly stream?: number;
  /** Low byte of the sequence. */
  readonly low: number;
  /** Difference to the last tsEvent in µs, or in ms. */
  readonly event?: number;
  readonly eventMs?: number;
  /** Difference to the predicted tsRecv. */
  readonly recv?: number;
  readonly fingerprint?: number;
}

export const TEST_STREAM = 7;
export const TEST_EPOCH = 0x0a0b0c0d0e0f;

function tag(kind: number, flags: number): number[] {
  return kind < KIND_EXTENDED ? [kind | flags] : [KIND_EXTENDED | flags, kind];
}

function tail(fingerprint: number | undefined, payload: Uint8Array): Part[] {
  return [fingerprint === undefined ? [] : fixed(fingerprint, 4), varint(payload.length), payload];
}

/** A frame with `FULL`. A snapshot's distance is 0, another's 1, unless given. */
export function full(fields: FullFields, ...payload: readonly Part[]): Uint8Array {
  const flags = FULL | (fields.fingerprint === undefined ? 0 : FINGERPRINT) | (fields.offset === undefined ? 0 : EVENT);
  return bytes(
    tag(fields.kind, flags),
    varint(fields.stream ?? TEST_STREAM),
    fields.version ?? PROTOCOL_VERSION,
    fields.codec ?? CODEC_PLAIN,
    fixed(fields.epoch ?? TEST_EPOCH, 6),
    varint(fields.sequence),
    varint(fields.distance ?? (fields.kind === KIND_SNAPSHOT ? 0 : 1)),
    varint(fields.recv ?? 0),
    fields.offset === undefined ? [] : svarint(fields.offset),
    ...tail(fields.fingerprint, bytes(...payload)),
  );
}

export function compact(fields: CompactFields, ...payload: readonly Part[]): Uint8Array {
  const { event, eventMs } = fields;
  const flags =
    (fields.fingerprint === undefined ? 0 : FINGERPRINT) |
    (eventMs !== undefined ? EVENT | EVENT_MS : event !== undefined ? EVENT : 0);
  const change = eventMs ?? event;
  return bytes(
    tag(fields.kind, flags),
    varint(fields.stream ?? TEST_STREAM),
    fields.low,
    change === undefined ? [] : svarint(change),
    svarint(fields.recv ?? 0),
    ...tail(fields.fingerprint, bytes(...payload)),
  );
}

export interface SnapshotFields {
  readonly priceDecimals?: number;
  readonly tick?: number;
  readonly sizeDecimals?: number;
  readonly lot?: number;
  readonly depth?: number;
}

/** Payload of a snapshot of a book, codec 1, given as text too (see `levels.ts`). */
export function snapshotPayload(
  levels: BookLevels | string,
  fields: SnapshotFields = {},
  codec = CODEC_PLAIN,
): Uint8Array {
  const { bids, asks } = typeof levels === 'string' ? book(levels) : levels;
  const side = (all: readonly Level[]): number[] =>
    all.flatMap(([ticks, lots], i) => {
      const previous = all[i - 1];
      return [...varint(previous === undefined ? ticks : Math.abs(ticks - previous[0]) - 1), ...varint(lots)];
    });
  return bytes(
    fields.priceDecimals ?? 2,
    varint(fields.tick ?? 1),
    fields.sizeDecimals ?? 3,
    varint(fields.lot ?? 1),
    varint(fields.depth ?? 0),
    codec === CODEC_PLAIN
      ? bytes(varint(bids.length), varint(asks.length), side(bids), side(asks))
      : fastPayload(fastLevels(bids), fastLevels(asks)),
  );
}

/** A snapshot without a fingerprint, at sequence 1 unless given. */
export function snapshot(levels: BookLevels | string, fields: Partial<FullFields> & SnapshotFields = {}): Uint8Array {
  return full({ sequence: 1, ...fields, kind: KIND_SNAPSHOT }, snapshotPayload(levels, fields, fields.codec));
}
