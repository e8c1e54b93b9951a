/** A capture is read whole and exactly, or its damage is told in one line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaptureReader } from '../../host/feeds/capture.js';
import { MAX_FRAME_BYTES } from '../../host/feeds/venue.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickwire-capture-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(content: Uint8Array | string) {
  const path = join(folder, 'capture');
  writeFileSync(path, content);
  const reader = new CaptureReader(path);
  const lines: [number, string][] = [];
  while (reader.next()) lines.push([reader.tsRecv, reader.text]);
  reader.close();
  return { lines, fault: reader.fault };
}

describe('lines', () => {
  it('keep their text and the µs of their time exactly', () => {
    const text = '1723161256172216566 {"a":"é€"}\n1723161256191649066 b c\r\n999 x\n1000 y';
    const lines = [
      [1723161256172216, '{"a":"é€"}'],
      [1723161256191649, 'b c'],
      [0, 'x'],
      [1, 'y'],
    ];
    expect(read(text)).toEqual({ lines, fault: undefined });
    expect(read(gzipSync(text))).toEqual({ lines, fault: undefined });
  });

  it('without a usable time have time -1', () => {
    const { lines } = read(
      'no time\n\n12a x\n -1 x\n99999999999999999999 x\n4503599627370496000 x\n17231612561722165\n',
    );
    expect(lines).toEqual(Array(7).fill([-1, '']));
  });

  it('longer than a frame may be are passed over, those at the limit are not', () => {
    const longest = 'x'.repeat(MAX_FRAME_BYTES);
    const { lines } = read(gzipSync(`1000 ${longest}\n1000 ${longest}${'y'.repeat(64)}\n2000 z\n`, { level: 1 }));
    expect(lines.map(([time, text]) => [time, text.length])).toEqual([
      [1, MAX_FRAME_BYTES],
      [-1, 0],
      [2, 1],
    ]);
  });

  it('of several gzip members are one file', () => {
    const members = [1, 2, 3].map((n) => gzipSync(`${n}000 ${'m'.repeat(n * 40_000)}\n${n}001 n`));
    const { lines, fault } = read(Buffer.concat(members));
    expect(fault).toBeUndefined();
    expect(lines.map(([, text]) => text.length)).toEqual([40_000, 80_006, 120_006, 1]);
  });
});

describe('a file that is not whole', () => {
  const text = Array.from({ length: 400 }, (_, i) => `${i}000 ${Math.sin(i)}`).join('\n');

  it('is told wherever it was cut', () => {
    const whole = gzipSync(text);
    expect(read(whole).fault).toBeUndefined();
    for (let bytes = 2; bytes < whole.length; bytes += bytes < whole.length - 40 ? 97 : 1) {
      expect(read(whole.subarray(0, bytes)).fault, `${bytes} bytes`).toMatch(/cut off or damaged after line \d+$/);
    }
  });

  it('is told whichever byte of its data changed', () => {
    const whole = gzipSync(text);
    for (let at = 10; at < whole.length; at += at < whole.length - 20 ? 61 : 1) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ 0x10;
      expect(read(damaged).fault, `byte ${at}`).toMatch(/cut off or damaged after line \d+$/);
    }
  });

  it('or not there, or a folder, gives one line', () => {
    for (const path of [join(folder, 'absent'), folder]) {
      const reader = new CaptureReader(path);
      expect(reader.next()).toBe(false);
      expect(reader.fault).toMatch(
        /^.*(cannot be read: ENOENT: no such file or directory|is a folder, not a capture)$/,
      );
    }
  });

  it('or empty has no lines and no fault', () => {
    expect(read('')).toEqual({ lines: [], fault: undefined });
  });
});
