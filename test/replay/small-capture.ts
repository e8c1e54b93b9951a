/** Small recordings for tests, in files that go with the test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';

/** Receive time of the first line, ms since the epoch. */
export const START_MS = 1_700_000_000_000;

/** A frame and when it was received, ms after START_MS. */
export type Line = readonly [ms: number, frame: string | object];

let folder: string | undefined;
let files = 0;

/** Call once in a test file. */
export function removeCapturesAfterAll(): void {
  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
    folder = undefined;
  });
}

/** Writes any bytes to a new file; answers its path. */
export function writeFile(bytes: string | Uint8Array): string {
  folder ??= mkdtempSync(join(tmpdir(), 'tickwire-'));
  const path = join(folder, `capture-${files++}`);
  writeFileSync(path, bytes);
  return path;
}

export function captureText(lines: readonly Line[]): string {
  const text = (frame: string | object) => (typeof frame === 'string' ? frame : JSON.stringify(frame));
  return lines.map(([ms, frame]) => `${START_MS + ms}000000 ${text(frame)}\n`).join('');
}

export function writeCapture(lines: readonly Line[], gzip = true): string {
  return writeFile(gzip ? gzipSync(captureText(lines)) : captureText(lines));
}

/* Frames of Binance. */

export type Levels = readonly (readonly [string, string])[];

export function spotDiff(symbol: string, first: number, last: number, b: Levels, a: Levels, stream = '@depth@100ms') {
  const data = { e: 'depthUpdate', E: START_MS, s: symbol, U: first, u: last, b, a };
  return { stream: `${symbol.toLowerCase()}${stream}`, data };
}

export function spotTrade(symbol: string, id: number, price: string) {
  const data = { e: 'trade', E: START_MS, s: symbol, t: id, p: price, q: '0.5', T: START_MS, m: false, M: true };
  return { stream: `${symbol.toLowerCase()}@trade`, data };
}

export function spotSnapshot(lastUpdateId: number, bids: Levels, asks: Levels) {
  return { lastUpdateId, bids, asks };
}

/* Frames of Kraken: a book of a test, which knows its checksum. */

export class KrakenBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();

  set(side: 'bids' | 'asks', price: string, size: string): void {
    if (Number(size) === 0) this[side].delete(price);
    else this[side].set(price, size);
  }

  levels(side: 'bids' | 'asks', n = 10): [string, string][] {
    const sign = side === 'bids' ? -1 : 1;
    return [...this[side]].sort((a, b) => sign * (Number(a[0]) - Number(b[0]))).slice(0, n);
  }

  checksum(): number {
    const digits = (text: string) => text.replace('.', '').replace(/^0+/, '');
    const all = [...this.levels('asks'), ...this.levels('bids')];
    return crc32(all.map(([price, size]) => digits(price) + digits(size)).join(''));
  }
}
