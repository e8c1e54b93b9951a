/**
 * The property of a stream and its views: after every frame a reader's book is its writer's, a view's
 * is the top of its source, each frame validates, and all cores write the same bytes.
 */
import { expect } from 'vitest';
import { CODEC_DENSE, CODEC_PLAIN, INFO_FINGERPRINT, INFO_SYNCED, OK } from '../../assembly/layout.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';
import { toHex } from '../cases/bytes.js';
import { Rig, TEST_GRID } from '../cases/rig.js';
import { cores } from '../cores.js';
import { Market, type MarketShape } from './market.js';
import { firstDifference } from './observation.js';
import { Random } from './random.js';

const SOURCE_STREAM = 1;

export interface ViewRun {
  readonly seed: number;
  readonly shape: MarketShape;
  /** Levels a side of each view; 0 is all. */
  readonly depths: readonly number[];
  readonly rounds: number;
  /** CODEC_*; plain unless given. */
  readonly codec?: number;
}

/** One core with a source, its views, and a reader of each. */
class Streams {
  readonly rig: Rig;
  readonly writers: readonly number[];
  readonly #readers: readonly number[];
  readonly #depths: readonly number[];
  readonly #codec: number;

  constructor(core: Core, depths: readonly number[], codec = CODEC_PLAIN) {
    this.#codec = codec;
    this.rig = new Rig(core);
    this.#depths = [0, ...depths];
    this.writers = this.#depths.map((depth, i) => core.openWriter(SOURCE_STREAM + i, i, depth, TEST_GRID));
    for (const writer of this.writers) expect(core.setCodec(writer, codec)).toBe(OK);
    this.#readers = this.#depths.map((_, i) => core.openReader(SOURCE_STREAM + i));
    for (const i of this.writers.keys()) this.#deliver(i, this.rig.snapshot(this.writers[i]!));
  }

  /** Takes the changes of stream `i` (0 is the source) to its reader; answers the frame. */
  publish(i: number, changes: number, recv: number, event: number): Uint8Array {
    const frame = this.rig.frame(this.rig.core.encodeDelta(this.writers[i]!, 0, recv, event, true));
    expect(frame.length > 0).toBe(changes > 0);
    if (changes > 0) this.#deliver(i, frame);
    return frame;
  }

  /** A snapshot for a reader that joins stream `i`. */
  join(i: number): Uint8Array {
    const frame = this.rig.frame(this.rig.core.encodeSnapshot(this.writers[i]!, 0, false, 0, 0));
    this.#deliver(i, frame);
    // A reader that joins a dense stream waits for a generation.
    if (this.#codec === CODEC_DENSE) this.rig.core.beginGeneration(this.writers[i]!);
    return frame;
  }

  #deliver(i: number, frame: Uint8Array): void {
    expect(this.rig.validate(frame)).toBe(OK);
    expect(this.rig.codes(frame)).toEqual([OK]);
    expect(this.rig.info(this.#readers[i]!, INFO_SYNCED)).toEqual([1]);
    this.#expectSame(this.#readers[i]!, this.writers[i]!, 0);
  }

  /** Every view whose turn it was holds the top of the source. */
  expectTop(i: number): void {
    this.#expectSame(this.#readers[i]!, this.writers[0]!, this.#depths[i]!);
  }

  fingerprints(): number[] {
    return this.writers.map((writer) => this.rig.core.info(writer, INFO_FINGERPRINT));
  }

  /** The book of one stream against the best `n` levels (0: all) of another. */
  #expectSame(one: number, other: number, n: number): void {
    const { core } = this.rig;
    const columns = (handle: number, depth: number): number[] => {
      const count = core.top(handle, depth);
      return [count, core.levelBids(), ...core.levels.ticks.subarray(0, count), ...core.levels.lots.subarray(0, count)];
    };
    expect(firstDifference(columns(one, 0), columns(other, n))).toBe(-1);
  }
}

/** Runs the three cores side by side; throws where one breaks the property or writes other bytes. */
export function runViews({ seed, shape, depths, rounds, codec }: ViewRun, capacity: Partial<CoreCapacity> = {}): void {
  const random = new Random(seed);
  const market = new Market(random, shape);
  const all = cores.map(({ make }) => new Streams(make({ ...CAPACITY, ...capacity }), depths, codec));
  for (let round = 1; round <= rounds; round++) {
    const entries = market.next();
    const recv = round * 1_000 + random.below(3_000);
    const event = random.chance(0.8) ? round * 1_000 + random.pick([0, 0, 137]) : -1;
    const turns = depths.map(() => random.chance(0.6));
    const joins = random.chance(0.05) ? random.below(depths.length + 1) : -1;
    const frames = all.map((streams) => {
      const { rig, writers } = streams;
      const made = [streams.publish(0, rig.update(writers[0]!, entries), recv, event)];
      turns.forEach((turn, view) => {
        if (!turn) return;
        made.push(streams.publish(view + 1, rig.core.advance(writers[view + 1]!, writers[0]!), recv, event));
        streams.expectTop(view + 1);
      });
      if (joins >= 0) made.push(streams.join(joins));
      return [...made.map(toHex), ...streams.fingerprints()];
    });
    for (const made of frames) expect(made).toEqual(frames[0]);
  }
}

const CAPACITY: Partial<CoreCapacity> = { streams: 16, levels: 8_192, totalLevels: 131_072, bytes: 2_097_152 };
