/** The page's side of a core in a worker against that core: after any frames both have the same book, and the same answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARGUMENT, FULL, INFO_FIELDS, OK, RESULT_FIELDS, RESULT_OFFSET } from '../../assembly/layout.js';
import { createReferenceCore } from '../../host/reference/core.js';
import type { Core } from '../../host/wire/core.js';
import { DIGEST_HEAD_WORDS, DigestWriter } from '../../web/client/digest.js';
import { DigestCore } from '../../web/client/digest-core.js';
import type { ClientCore } from '../../web/client/environment.js';

const CAPACITY = {
  streams: 4,
  levels: 64,
  totalLevels: 1_024,
  trades: 16,
  results: 1,
  bytes: 16_384,
  models: 1,
  history: 64,
  values: 16,
  kernelBytes: 1_024,
};
const GRID = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };
const STREAM = 7;

const sides = (core: ClientCore, handle: number) => {
  const count = core.top(handle, 0);
  const levels = Array.from({ length: count }, (_, at) => [core.levels.ticks[at], core.levels.lots[at]]);
  return { bids: levels.slice(0, core.levelBids()), asks: levels.slice(core.levelBids()) };
};
const fields = (core: ClientCore, handle: number) =>
  Array.from({ length: INFO_FIELDS }, (_, field) => core.info(handle, field));

/** A writer, a reader as in a worker, and its page's. */
function chain(depth: number) {
  const writer = createReferenceCore(CAPACITY);
  const source = writer.openWriter(STREAM, 3, depth, GRID);
  const reader = createReferenceCore(CAPACITY);
  const handle = reader.openReader(STREAM);
  const digests = new DigestWriter(reader, (stream) => (stream === STREAM ? handle : undefined));
  const page = new DigestCore(CAPACITY, { open() {}, close() {}, resume() {} });
  const mirror = page.openReader(STREAM);
  /** One message through both. */
  const pass = (length: number): void => {
    const digest = digests.digest(1, writer.output.slice(0, length));
    const words = digest.slice(DIGEST_HEAD_WORDS);
    page.reserve(words.byteLength);
    page.input.set(new Uint8Array(words.buffer));
    for (let from = 0; from < words.byteLength; from = page.received()) {
      expect(page.receive(from, words.byteLength)).toBe(1);
    }
    const kept = (core: ClientCore) => core.results.slice(0, RESULT_OFFSET);
    expect([...kept(page)].slice(2)).toEqual([...kept(reader)].slice(2));
    expect(page.input[page.results[RESULT_OFFSET]!]).toBe(writer.output[0]);
    expect(fields(page, mirror)).toEqual(fields(reader, handle));
    expect(sides(page, mirror)).toEqual(sides(reader, handle));
  };
  return { writer, source, page, pass };
}

function stage(core: Core, entries: readonly (readonly [ticks: number, lots: number])[], from = 0): void {
  for (const [at, [ticks, lots]] of entries.entries()) {
    core.staged.ticks[from + at] = ticks;
    core.staged.lots[from + at] = lots;
  }
}

describe('a core that reads digests', () => {
  it('has the book of the core in the worker after every frame, at any depth', () => {
    const side = (first: number) =>
      fc.array(fc.tuple(fc.integer({ min: first, max: first + 30 }), fc.nat({ max: 5 })), { maxLength: 12 });
    const step = fc.record({ bids: side(100), asks: side(200), isSnapshot: fc.boolean() });
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 3, 10), fc.array(step, { maxLength: 30 }), (depth, steps) => {
        const { writer, source, pass } = chain(depth);
        pass(writer.encodeSnapshot(source, 0, false, 1, -1));
        for (const { bids, asks, isSnapshot } of steps) {
          stage(writer, bids);
          stage(writer, asks, bids.length);
          expect(writer.update(source, bids.length, asks.length)).toBeGreaterThanOrEqual(0);
          pass(isSnapshot ? writer.encodeSnapshot(source, 0, true, 2, -1) : writer.encodeDelta(source, 0, 2, -1, true));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('answers for readers that are not there, and for one too many, as a core does', () => {
    const opened: number[] = [];
    const page = new DigestCore(CAPACITY, { open: (stream) => opened.push(stream), close() {}, resume() {} });
    expect(page.openReader(1)).toBe(0);
    expect(page.openReader(1)).toBe(-ARGUMENT);
    expect([2, 3, 4].map((stream) => page.openReader(stream))).toEqual([1, 2, 3]);
    expect(page.openReader(5)).toBe(-FULL);
    expect([page.close(1), page.close(1), page.close(-1)]).toEqual([OK, -ARGUMENT, -ARGUMENT]);
    expect([page.info(1, 0), page.top(1, 0)]).toEqual([-ARGUMENT, -ARGUMENT]);
    expect(page.openReader(5)).toBe(1);
    expect(opened).toEqual([1, 2, 3, 4, 5]);
    expect(page.results).toHaveLength(RESULT_FIELDS);
  });
});
