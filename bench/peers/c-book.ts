/**
 * The book's algorithm in C (book.c), compiled by gcc where there is one: the native yardstick of the
 * kernel `update`. Each run is a process of its own that reads the session from a file and takes the median
 * of a few passes; only that time counts.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entryCount, type Session } from '../session.js';

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

/** Beside this file, or where it was compiled from. */
const SOURCE = ['book.c', '../../../bench/peers/book.c']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));

/** Undefined where there is no gcc. @throws Error where it does not take the source */
export function cBook(session: Session, secondsPerRun = 0.05): CBook | undefined {
  if (SOURCE === undefined || spawnSync('gcc', ['--version']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tickwire-book-'));
  const program = join(folder, 'book');
  const file = join(folder, 'session');
  execFileSync('gcc', ['-O3', '-march=native', '-o', program, SOURCE, '-lm']);
  writeFileSync(file, sessionBytes(session));
  let answer: Answer = { digest: 0, changes: 0, nsEntry: 0 };
  return {
    name: 'C',
    run() {
      const text = execFileSync(program, [file, String(secondsPerRun)], { encoding: 'utf8' });
      answer = JSON.parse(text) as Answer;
      return (answer.nsEntry * entryCount(session)) / 1e6;
    },
    digest: () => answer.digest,
    changes: () => answer.changes,
    close: () => rmSync(folder, { recursive: true }),
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
