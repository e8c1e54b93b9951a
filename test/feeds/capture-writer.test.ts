/** Captures as they are written: whole lines in order, files by size and age, nothing half-written, nothing torn in silence. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaptureReader } from '../../host/feeds/capture.js';
import { type CaptureLimits, CaptureWriter, DEFAULT_CAPTURE_LIMITS } from '../../host/feeds/capture-writer.js';
import { VirtualTime } from '../live/virtual-time.js';

let folder = '';
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickwire-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const START = 1_700_000_000_000_000;
const bytes = (text: string) => new TextEncoder().encode(text);

function open(limits: Partial<CaptureLimits> = {}, prefix = join(folder, `c${files++}`)) {
  const time = new VirtualTime();
  const faults: string[] = [];
  let rotations = 0;
  const writer = new CaptureWriter({
    prefix,
    limits: { ...DEFAULT_CAPTURE_LIMITS, ...limits },
    time,
    onRotated: () => {
      rotations += 1;
    },
    onFault: (reason) => faults.push(reason),
  });
  return { writer, time, faults, prefix, rotations: () => rotations };
}

function read(path: string) {
  const reader = new CaptureReader(path);
  const lines: [number, string][] = [];
  while (reader.next()) lines.push([reader.tsRecv, reader.text]);
  reader.close();
  return { lines, fault: reader.fault };
}

describe('a capture that is written', () => {
  it('reads back as what was taken, whatever the frames and wherever they are cut', async () => {
    const frame = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replace(/[\r\n]/g, ' '));
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 400 }),
        async (all, flushBytes) => {
          const { writer, faults } = open({ flushBytes });
          for (const [at, text] of all.entries()) writer.frame(bytes(text), START + at);
          await writer.close();
          expect(faults).toEqual([]);
          expect(read(writer.files[0]!)).toEqual({
            lines: all.map((text, at) => [START + at, text]),
            fault: undefined,
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps a frame with line breaks in one line', async () => {
    const { writer } = open();
    writer.frame(bytes('{\r\n "a": 1\n}\n'), START);
    await writer.close();
    const { lines } = read(writer.files[0]!);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]![1])).toEqual({ a: 1 });
  });

  it('has its own name only once it is whole, and says no more than it holds', async () => {
    const { writer, prefix, time } = open();
    writer.frame(bytes('{}'), START);
    expect(() => readFileSync(`${prefix}-20231114T221320Z-001.gz`)).toThrow();
    time.advance(DEFAULT_CAPTURE_LIMITS.flushMs);
    await expect
      .poll(() => readdirSync(folder).filter((name) => join(folder, name).startsWith(`${prefix}-`)))
      .toEqual([`${prefix.slice(folder.length + 1)}-20231114T221320Z-001.gz.part`]);
    await writer.close();
    expect(writer.files).toEqual([`${prefix}-20231114T221320Z-001.gz`]);
    await writer.close();
    expect(read(writer.files[0]!).lines).toEqual([[START, '{}']]);
  });

  it('is followed by another at its size and at its age, without a frame lost or doubled between', async () => {
    const { writer, rotations } = open({ fileBytes: 1, flushBytes: 1 });
    for (let i = 0; i < 5; i++) writer.frame(bytes(`{"n":${i}}`), START + i);
    await writer.close();
    expect([writer.files.length, rotations()]).toEqual([5, 4]);
    expect(writer.files.flatMap((file) => read(file).lines.map(([, text]) => JSON.parse(text).n))).toEqual([
      0, 1, 2, 3, 4,
    ]);

    const aged = open({ fileMs: 1000, flushBytes: 1 });
    for (const ms of [0, 999, 1000, 1999, 2000]) aged.writer.frame(bytes('{}'), START + ms * 1000);
    await aged.writer.close();
    expect(aged.writer.files.map((file) => read(file).lines.length)).toEqual([2, 2, 1]);
  });

  it('takes no name that is there already', async () => {
    const first = open();
    first.writer.frame(bytes('{"first":1}'), START);
    await first.writer.close();
    const second = open({}, first.prefix);
    second.writer.frame(bytes('{"second":1}'), START);
    await second.writer.close();
    expect(second.writer.files[0]).toMatch(/-002\.gz$/);
    expect(read(first.writer.files[0]!).lines[0]![1]).toBe('{"first":1}');
  });

  it('that a crash cut short is read up to a whole piece, and the rest is reported', async () => {
    const { writer } = open({ flushBytes: 1 });
    for (let i = 0; i < 3; i++) writer.frame(bytes(`{"n":${i}}`), START + i);
    await writer.close();
    const whole = readFileSync(writer.files[0]!);
    let reported = 0;
    // A single byte is no gzip yet: a line without a time, which is malformed.
    for (let cut = 2; cut < whole.length; cut++) {
      const torn = join(folder, 'torn');
      writeFileSync(torn, whole.subarray(0, cut));
      const { lines, fault } = read(torn);
      // Whoever is cut off just between two pieces has whole pieces.
      if (fault === undefined) expect([1, 2]).toContain(lines.length);
      else reported++;
    }
    expect(reported).toBe(whole.length - 4);
  });

  it('ends with one fault where the disk refuses, or is slower than the frames', async () => {
    writeFileSync(join(folder, 'file'), '');
    const refused = open({}, join(folder, 'file', 'c'));
    refused.writer.frame(bytes('{}'), START);
    await refused.writer.close();
    expect(refused.faults).toHaveLength(1);
    expect(refused.writer.files).toEqual([]);

    const slow = open({ queueBytes: 64 });
    const line = '0'.repeat(64 - `${START}000 \n`.length);
    slow.writer.frame(bytes(line), START);
    expect(slow.faults).toEqual([]);
    slow.writer.frame(bytes(''), START);
    await slow.writer.close();
    expect(slow.faults).toEqual(['the disk is too slow: 64 bytes wait to be written']);
  });
});
