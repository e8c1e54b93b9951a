/** The last frames of a view, for readers that come back: as many as a number and their bytes allow, without a gap. */
export class FrameHistory {
  readonly #maxFrames: number;
  readonly #maxBytes: number;
  readonly #frames: Uint8Array[] = [];
  #bytes = 0;
  /** Sequence of the newest. */
  #last = 0;

  constructor(maxFrames: number, maxBytes: number) {
    this.#maxFrames = maxFrames;
    this.#maxBytes = maxBytes;
  }

  /** The frame of the sequence after the last, or the first one. */
  push(sequence: number, frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#bytes += frame.length;
    this.#last = sequence;
    while (this.#frames.length > this.#maxFrames || this.#bytes > this.#maxBytes) {
      this.#bytes -= this.#frames.shift()!.length;
    }
  }

  clear(): void {
    this.#frames.length = 0;
    this.#bytes = 0;
  }

  /** All frames after a sequence; undefined where not all are kept, or the sequence was not yet. */
  since(sequence: number): readonly Uint8Array[] | undefined {
    const missing = this.#last - sequence;
    if (missing < 0 || missing > this.#frames.length) return undefined;
    return this.#frames.slice(this.#frames.length - missing);
  }
}
