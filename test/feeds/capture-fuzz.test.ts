/** Damaged capture files, plain and gzip: lines, or one line why the file cannot be read further. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { CaptureReader } from '../../host/feeds/capture.js';
import { GzipPieces } from '../../host/feeds/gzip-pieces.js';
import { FUZZ_INPUTS } from '../fuzz/inventory.js';
import { Random } from '../fuzz/random.js';

const SEED = 20_240_812;
/** Beside those read from files. */
const PIECES = 10_000;
/** So much is read at once, that lines and members lie across two pieces. */
const PIECE_BYTES = 200;
const TEXT = Array.from({ length: 12 }, (_, i) => `17231612561722${i % 10}6566 {"u":${i},"b":[["1.5","${i}"]]}`).join(
  '\n',
);
const PLAIN = Buffer.from(TEXT);
const GZIP = Buffer.concat([gzipSync(TEXT.slice(0, 300)), gzipSync(TEXT.slice(300))]);
/** Deflate makes at most this of a byte. */
const MOST_GROWTH = 1_032;

/** The one file there is; files on a disk would take minutes. */
const file = vi.hoisted(() => ({ bytes: new Uint8Array(0) as Uint8Array, at: 0 }));

vi.mock('node:fs', () => ({
  openSync() {
    file.at = 0;
    return 3;
  },
  fstatSync: () => ({ size: file.bytes.length, isDirectory: () => false }),
  readSync(_: number, target: Uint8Array) {
    const piece = file.bytes.subarray(file.at, file.at + Math.min(target.length, PIECE_BYTES));
    target.set(piece);
    file.at += piece.length;
    return piece.length;
  },
  closeSync() {},
}));

/** One to four bytes changed, taken out, or put in; at times cut. */
function damage(bytes: Uint8Array, random: Random): Uint8Array {
  const damaged = [...bytes];
  for (let changes = random.between(1, 4); changes > 0; changes--) {
    const at = random.below(damaged.length);
    const kind = random.below(8);
    if (kind < 5) damaged[at] = random.chance(0.5) ? random.below(256) : random.pick([10, 13, 32, 0x1f, 0x8b, 0, 255]);
    else if (kind === 5) damaged.splice(at, random.below(9));
    else if (kind === 6) damaged.splice(at, 0, ...random.bytes(random.below(9)));
    else damaged.length = at;
    if (damaged.length === 0) break;
  }
  return Uint8Array.from(damaged);
}

describe(`with seed ${SEED}`, () => {
  it(`${FUZZ_INPUTS} files`, { timeout: 240_000 }, () => {
    const random = new Random(SEED);
    let faults = 0;
    let timed = 0;
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      file.bytes = damage(i % 2 === 0 ? PLAIN : GZIP, random);
      const reader = new CaptureReader('capture');
      while (reader.next()) {
        if (reader.tsRecv >= 0) timed++;
        else if (reader.bytes.length > 0) expect.fail(`input ${i}: a frame without a time`);
      }
      reader.close();
      if (reader.lines > MOST_GROWTH * file.bytes.length) expect.fail(`input ${i}: ${reader.lines} lines`);
      if (reader.fault?.includes('\n')) expect.fail(`input ${i}: ${reader.fault}`);
      if (reader.fault !== undefined) faults++;
    }
    expect(faults).toBeGreaterThan(1_000);
    expect(timed).toBeGreaterThan(FUZZ_INPUTS);
  });

  it(`${PIECES} gzip files in two pieces: what comes out whole is what went in, or damaged`, () => {
    const random = new Random(SEED + 1);
    let whole = 0;
    for (let i = 0; i < PIECES; i++) {
      const gzip = new GzipPieces();
      const bytes = random.chance(0.02) ? GZIP : damage(GZIP, random);
      const cut = random.below(bytes.length + 1);
      const out = [gzip.push(bytes.slice(0, cut), false), gzip.push(bytes.slice(cut), true)];
      if (out.includes(undefined)) continue;
      const text = Buffer.concat(out.flatMap((pieces) => pieces!)).toString();
      // Bytes of a header that mean nothing to the content may differ.
      if (text === TEXT) whole++;
      else if (!TEXT.startsWith(text) && !TEXT.endsWith(text)) expect.fail(`input ${i} of seed ${SEED}: ${text}`);
    }
    expect(whole).toBeGreaterThan(100);
  });
});
