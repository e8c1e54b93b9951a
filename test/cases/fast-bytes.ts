/** Payloads of codec 2 put together by hand, right or wrong; see `bytes.ts`. */
import { bytes, fixed, varint } from './bytes.js';
import type { Level } from './levels.js';

/** A control byte and its data. */
export interface FastChange {
  readonly control: number;
  readonly data: readonly number[];
}

export const DELETE = 0;
export const SET_1 = 1;
export const ADJUST_1 = 2;
export const SET_2 = 3;
export const ADJUST_2 = 4;
export const SET_LONG = 5;

/** Code and data bytes of a gap. */
export function gapBytes(gap: number | bigint): [code: number, data: number[]] {
  const value = BigInt(gap);
  if (value < 28n) return [Number(value), []];
  if (value < 2_332n) return [28 + Number((value - 28n) >> 8n), fixed((value - 28n) & 0xffn, 1)];
  if (value < 264_476n) return [37 + Number((value - 2_332n) >> 16n), fixed((value - 2_332n) & 0xffffn, 2)];
  return [41, fixed(value, 7)];
}

export function fastChange(gap: number | bigint, operation: number, size: readonly number[] = []): FastChange {
  const [code, data] = gapBytes(gap);
  return { control: code * 6 + operation, data: [...data, ...size] };
}

/** A change to so many lots, where sizes are not in tens. */
export function fastSet(gap: number | bigint, lots: number): FastChange {
  if (lots < 256) return fastChange(gap, SET_1, [lots]);
  return lots < 65_536 ? fastChange(gap, SET_2, fixed(lots, 2)) : fastChange(gap, SET_LONG, varint(lots));
}

export function fastPayload(
  bids: readonly FastChange[],
  asks: readonly FastChange[],
  isTens = false,
  claimed = [bids.length, asks.length],
): Uint8Array {
  const [nBids = 0, nAsks = 0] = claimed;
  const long = (count: number): number[] => (count < 7 ? [] : varint(count - 7));
  const changes = [...bids, ...asks];
  return bytes(
    (isTens ? 1 : 0) | (Math.min(nBids, 7) << 1) | (Math.min(nAsks, 7) << 4),
    long(nBids),
    long(nAsks),
    changes.map(({ control }) => control),
    changes.flatMap(({ data }) => data),
  );
}

/** The levels of a snapshot's side. */
export function fastLevels(levels: readonly Level[]): FastChange[] {
  return levels.map(([ticks, lots], i) => {
    const before = levels[i - 1];
    return fastSet(before === undefined ? ticks : Math.abs(ticks - before[0]) - 1, lots);
  });
}
