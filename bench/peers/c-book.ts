/**
 * The book's algorithm in C (book.c): the native yardstick of the
 * kernel `update`. Each run is a process of its own that reads the session from a file and takes the median
 * of a few passes; only that time counts.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryCount, type Session } from '../session.js';
import { cProgram } from './c-program.js';

export interface CBook {
  readonly name: 'C';
  /** The session once, in the ms that count. */
  run(): number;
  /** Fingerprint of the book after a run. */
  digest(): number;
  /** Level changes that the last run's messages came to. */
  changes(): number;
  close(): void;
}

interface Answer {
  readonly digest: number;
  readonly changes: number;
  readonly nsEntry: number;
}

/** Undefined where there is no gcc. @throws Error where it does not take the source */
export function cBook(session: Session, secondsPerRun = 0.05): CBook | undefined {
  const program = cProgram('book.c', '-lm');
  if (program === undefined) return undefined;
  const file = join(program.folder, 'session');
  writeFileSync(file, sessionBytes(session));
  let answer: Answer = { digest: 0, changes: 0, nsEntry: 0 };
  return {
    name: 'C',
    run() {
      answer = program.run<Answer>(file, String(secondsPerRun));
      return (answer.nsEntry * entryCount(session)) / 1e6;
    },
    digest: () => answer.digest,
    changes: () => answer.changes,
    close: () => program.close(),
  };
}

/** u32 messages and entries, starts (messages + 1) and bids (messages); f64 ticks and lots. In this machine's byte order. */
function sessionBytes({ ticks, lots, starts, bids }: Session): Buffer {
  const counts = Uint32Array.of(bids.length, ticks.length);
  return Buffer.concat(
    [counts, starts, bids, ticks, lots].map((column) =>
      Buffer.from(column.buffer, column.byteOffset, column.byteLength),
    ),
  );
}
