/**
 * Several cores that are fed the same input and must answer the same: a code of the closed list,
 * never an exception, and afterwards a fresh snapshot heals every reader.
 */
import { ARGUMENT, CODES, INFO_SYNCED, OK } from '../../assembly/layout.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import type { ReaderCore } from '../../host/wire/reader-core.js';
import { toHex } from '../cases/bytes.js';
import { snapshot } from '../cases/frame.js';
import type { ReaderUnderTest } from '../cores.js';
import { codesOf, firstDifference, observeResults, observeStream } from './observation.js';

/** What a reader is before an input, and the input. */
export interface Attempt {
  /** A snapshot, and frames that follow it. */
  readonly before: Uint8Array;
  readonly input: Uint8Array;
}

export class Arena {
  /** Inputs tried. */
  tried = 0;
  /** How often each code was answered, by number. */
  readonly answers: number[] = Array.from({ length: CODES }, () => 0);
  readonly #cores: readonly { readonly name: string; readonly core: ReaderCore }[];
  readonly #readers: readonly number[];
  readonly #others: readonly Uint8Array[];

  /** @param streams ids of the readers that are opened */
  constructor(cores: readonly ReaderUnderTest[], capacity: CoreCapacity, streams: readonly number[]) {
    this.#cores = cores.map(({ name, make }) => ({ name, core: make(capacity) }));
    this.#readers = streams.map((_, i) => i);
    this.#others = streams.map((stream) => snapshot('9:9 7:7 | 11:2', { stream }));
    for (const { core } of this.#cores) for (const stream of streams) core.openReader(stream);
    this.#reset();
  }

  /** Feeds an input to every core; throws an Error with the bytes where they differ or answer what they must not. */
  try(attempt: Attempt): void {
    this.tried++;
    let oracle: number[] | undefined;
    for (const { name, core } of this.#cores) {
      const row = this.#run(core, name, attempt);
      oracle ??= row;
      const at = firstDifference(oracle, row);
      if (at >= 0) fail(attempt, `${name} has ${row[at]} where ${this.#cores[0]!.name} has ${oracle[at]} (${at})`);
    }
  }

  #run(core: ReaderCore, name: string, attempt: Attempt): number[] {
    const { before, input } = attempt;
    core.input.set(before);
    const healed = core.receive(0, before.length);
    if (healed < 1 || codesOf(core, healed).some((code) => code !== OK)) {
      fail(attempt, `${name} does not take the frames before`);
    }
    core.input.set(input);
    const verdict = core.validate(0, input.length);
    const row = [verdict];
    let first = input.length === 0 ? verdict : 1;
    for (let at = 0; at < input.length; at = core.received()) {
      const count = core.receive(at, input.length);
      const codes = codesOf(core, count);
      if (count < 1 || core.received() <= at) fail(attempt, `${name} does not get on at ${at}: ${count}`);
      if (codes.some((code) => !isDataCode(code))) fail(attempt, `${name} answers ${codes}`);
      if (first === 1) first = -codes[0]!;
      for (const code of core === this.#cores[0]!.core ? codes : []) this.answers[code]!++;
      row.push(count, core.received());
      observeResults(core, count, row);
    }
    if (Math.abs(first) !== Math.abs(verdict)) fail(attempt, `${name} validates ${verdict} and receives ${first}`);
    for (const reader of this.#readers) observeStream(core, reader, row);
    return row;
  }

  /** Every reader is healed by a snapshot of its own, whatever came before: throws where not. */
  heal(): void {
    this.#reset();
    for (const { name, core } of this.#cores) {
      const stale = this.#readers.filter((reader) => core.info(reader, INFO_SYNCED) !== 1);
      if (stale.length > 0) throw new Error(`${name}: readers ${stale} are not healed by a snapshot`);
    }
  }

  #reset(): void {
    for (const { core } of this.#cores) {
      for (const message of this.#others) {
        core.input.set(message);
        core.receive(0, message.length);
      }
    }
  }
}

function isDataCode(code: number): boolean {
  return Number.isInteger(code) && code >= OK && code < CODES && code !== ARGUMENT;
}

function fail({ before, input }: Attempt, message: string): never {
  throw new Error(`${message}\n  before ${toHex(before)}\n  input  ${toHex(input)}`);
}
