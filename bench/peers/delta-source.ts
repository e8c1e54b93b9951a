/**
 * What peers of the codecs are given: of each message the changes that it came to, and the book after it.
 * They get the same effective changes as our encoders, without entries that change nothing.
 */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import { createReferenceCore } from '../../host/reference/core.js';
import { KERNEL_CAPACITY, must } from '../kernels/kernel.js';
import { asksOf, bidsOf, messageCount, type Session, stage } from '../session.js';

export interface DeltaStep {
  /** Index of the message in the session. */
  readonly message: number;
  readonly bids: readonly (readonly [ticks: number, lots: number])[];
  readonly asks: readonly (readonly [ticks: number, lots: number])[];
  readonly fingerprint: number;
}

/** Told of each step; `book` answers the whole book as columns of doubles, ticks then lots, in bytes. */
export function eachStep(session: Session, step: (step: DeltaStep, book: () => Uint8Array) => void): void {
  const core = createReferenceCore(KERNEL_CAPACITY);
  const writer = must(core.openWriter(1, 1, 0, session.grid));
  const book = () => {
    const levels = must(core.top(writer, 0));
    const columns = new Float64Array(2 * levels);
    columns.set(core.levels.ticks.subarray(0, levels));
    columns.set(core.levels.lots.subarray(0, levels), levels);
    return new Uint8Array(columns.buffer);
  };
  const pairs = (from: number, to: number, { ticks, lots }: { ticks: Float64Array; lots: Float64Array }) =>
    Array.from({ length: to - from }, (_, i) => [ticks[from + i]!, lots[from + i]!] as const);
  stage(core, session, 0);
  const all = must(core.load(writer, bidsOf(session, 0), asksOf(session, 0)));
  must(core.top(writer, 0));
  const split = core.levelBids();
  const fingerprint = () => core.info(writer, INFO_FINGERPRINT);
  const first = { bids: pairs(0, split, core.levels), asks: pairs(split, all, core.levels) };
  step({ message: 0, ...first, fingerprint: fingerprint() }, book);
  for (let m = 1; m < messageCount(session); m++) {
    stage(core, session, m);
    const changes = must(core.update(writer, bidsOf(session, m), asksOf(session, m)));
    if (changes === 0) continue;
    const bids = core.changedBids();
    const effective = { bids: pairs(0, bids, core.changes), asks: pairs(bids, changes, core.changes) };
    step({ message: m, ...effective, fingerprint: fingerprint() }, book);
  }
}
