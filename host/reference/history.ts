/** The last changed levels of a book, each with the sequence of the frame that holds the change. */

interface Changed {
  readonly side: number;
  readonly ticks: number;
  /** Infinity while no frame holds it. */
  sequence: number;
}

export class History {
  /** Of what happened after this sequence all is known; Infinity while no frame holds what was lost. */
  knownFrom = 0;
  readonly #limit: number;
  #records: Changed[] = [];

  /** @param limit records that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether there is a change that no frame holds. */
  get isAhead(): boolean {
    return this.knownFrom === Infinity || this.#records.at(-1)?.sequence === Infinity;
  }

  add(side: number, ticks: number): void {
    this.#records.push({ side, ticks, sequence: Infinity });
    if (this.#records.length > this.#limit) {
      this.knownFrom = Math.max(this.knownFrom, this.#records.shift()!.sequence);
    }
  }

  /** All changes so far are in frames, the new ones in that of `sequence`. */
  settle(sequence: number): void {
    if (this.knownFrom === Infinity) this.knownFrom = sequence;
    for (let i = this.#records.length - 1; i >= 0 && this.#records[i]!.sequence === Infinity; i--) {
      this.#records[i]!.sequence = sequence;
    }
  }

  /** Nothing is known of what was before the frame of `sequence`; Infinity: the next that holds the book. */
  restart(sequence: number): void {
    this.#records = [];
    this.knownFrom = sequence;
  }

  /** Prices of a side that changed after a sequence, in no order. */
  since(side: number, sequence: number): Set<number> {
    return new Set(this.#records.filter((r) => r.side === side && r.sequence > sequence).map((r) => r.ticks));
  }
}
