/**
 * The property of catch-ups: a reader that stopped anywhere since its base gets the writer's book from one,
 * or the core says that a snapshot is needed, which it never does within the history. All cores say and
 * write the same.
 */
import { expect } from 'vitest';
import { INFO_FINGERPRINT, INFO_SEQUENCE, INFO_SYNCED, OK, SEQUENCE } from '../../assembly/layout.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import { toHex } from '../cases/bytes.js';
import { Rig } from '../cases/rig.js';
import { cores } from '../cores.js';
import { Market, type MarketShape } from './market.js';
import { Random } from './random.js';

export interface CatchUpRun {
  readonly seed: number;
  readonly shape: MarketShape;
  /** Of the view that is caught up with, 0 for all. */
  readonly depth: number;
  readonly history: number;
  readonly rounds: number;
}

const STREAM = 1;

/** A source, a view of it, what readers of the view had at each sequence, and how many levels changed. */
class Followed {
  readonly rig: Rig;
  readonly #source: number;
  readonly #view: number;
  readonly #snapshots: Uint8Array[] = [];

  constructor(rig: Rig, depth: number) {
    this.rig = rig;
    this.#source = rig.writer(0, 0);
    this.#view = rig.writer(depth, STREAM);
    rig.snapshot(this.#view);
    this.#keep();
  }

  get sequence(): number {
    return this.rig.core.info(this.#view, INFO_SEQUENCE);
  }

  step(entries: Parameters<Rig['update']>[1], moves: boolean, recv: number): void {
    const { rig } = this;
    rig.update(this.#source, entries);
    if (!moves || rig.core.advance(this.#view, this.#source) === 0)
      rig.core.encodeStatus(this.#view, 0, 3, 0, recv, -1);
    else rig.delta(this.#view, recv, -1, false);
    this.#keep();
  }

  /** Catches a reader up that has sequence `at`, by a frame from `base`; answers the frame, or the code. */
  catchUp(base: number, at: number): string {
    const { rig } = this;
    const length = rig.core.encodeCatchUp(this.#view, 0, base);
    if (length <= 0) return `${length}`;
    const message = rig.frame(length);
    const reader = rig.reader(STREAM);
    rig.receive(this.#snapshots[at]!);
    expect(rig.validate(message)).toBe(OK);
    expect(rig.codes(message)).toEqual([OK]);
    const fields = [INFO_SEQUENCE, INFO_FINGERPRINT, INFO_SYNCED];
    expect(rig.info(reader, ...fields)).toEqual(rig.info(this.#view, ...fields));
    expect(rig.book(reader)).toBe(rig.book(this.#view));
    rig.core.close(reader);
    return toHex(message);
  }

  #keep(): void {
    const length = this.rig.core.encodeSnapshot(this.#view, 0, false, 0, 0);
    this.#snapshots[this.sequence] = this.rig.frame(length);
  }
}

/** Answers how many catch-ups were made. */
export function runCatchUps({ seed, shape, depth, history, rounds }: CatchUpRun): number {
  const random = new Random(seed);
  const market = new Market(random, shape);
  const capacity: Partial<CoreCapacity> = { streams: 4, levels: 4_096, totalLevels: 32_768, bytes: 262_144, history };
  const all = cores.map(({ make }) => new Followed(new Rig(make(capacity)), depth));
  let made = 0;
  for (let round = 1; round <= rounds; round++) {
    const entries = market.next();
    const moves = random.chance(0.8);
    for (const followed of all) followed.step(entries, moves, round * 1_000);
    const { sequence } = all[0]!;
    const base = random.between(1, sequence);
    const at = random.between(base, sequence);
    const answers = all.map((followed) => followed.catchUp(base, at));
    for (const answer of answers) expect(answer).toBe(answers[0]);
    if (!answers[0]!.startsWith('-') && answers[0] !== '0') made++;
    else if (base < sequence) expect(answers[0]).toBe(`${-SEQUENCE}`);
  }
  return made;
}
