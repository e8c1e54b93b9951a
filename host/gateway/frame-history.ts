/** The last frames of a view, for readers that come back: as many as a number and their bytes allow, without a gap. */

interface Kept {
  readonly frame: Uint8Array;
  /** Trades that the stream had carried before it. */
  readonly trades: number;
}

export class FrameHistory {
  readonly #maxFrames: number;
  readonly #maxBytes: number;
  readonly #kept: Kept[] = [];
  #bytes = 0;
  /** Sequence of the newest. */
  #last = 0;

  constructor(maxFrames: number, maxBytes: number) {
    this.#maxFrames = maxFrames;
    this.#maxBytes = maxBytes;
  }

  /**
   * The frame of the sequence after the last, or the first one.
   * @param trades that the stream had carried before it
   */
  push(sequence: number, frame: Uint8Array, trades: number): void {
    this.#kept.push({ frame, trades });
    this.#bytes += frame.length;
    this.#last = sequence;
    while (this.#kept.length > this.#maxFrames || this.#bytes > this.#maxBytes) {
      this.#bytes -= this.#kept.shift()!.frame.length;
    }
  }

  clear(): void {
    this.#kept.length = 0;
    this.#bytes = 0;
  }

  /**
   * All frames after a sequence. Undefined where not all are kept, the sequence was not yet, or a reader that is
   * there has not the trades until there: it was cut off between a catch-up and its trades.
   * @param trades that the reader has
   * @param end trades that the stream has carried by now
   */
  since(sequence: number, trades: number, end: number): readonly Uint8Array[] | undefined {
    const first = this.#kept.length - (this.#last - sequence);
    if (first < 0 || first > this.#kept.length) return undefined;
    const until = this.#kept[first]?.trades ?? end;
    return until === trades ? this.#kept.slice(first).map(({ frame }) => frame) : undefined;
  }
}
