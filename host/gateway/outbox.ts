/**
 * Frames of a view that wait to be taken for all its readers. A dense delta may have a twin, which takes a
 * reader that is in no generation the same step; from the next frame that needs none before it, both are one.
 */
import { FLAG_EXTENDED, FLAG_GENERATION, KIND_DELTA, KIND_MASK, KIND_SNAPSHOT } from '../../assembly/layout.js';
import { joined } from './packer.js';
import type { StreamPosition } from './position.js';

/** Frames that belong together. */
export interface Batch {
  /** One message, or as many as it takes. */
  readonly messages: readonly Uint8Array[];
  /** For readers who follow the twins; undefined where there are none. */
  readonly twins: Twins | undefined;
  /** Where the frames take a reader. */
  readonly end: StreamPosition;
}

export interface Twins {
  readonly messages: readonly Uint8Array[];
  /** From here on these readers read what all read. */
  readonly isOver: boolean;
}

export class Outbox {
  readonly #messageBytes: number;
  #frames: Uint8Array[] = [];
  #twins: Uint8Array[] = [];
  #hasTwins = true;
  #isOver = false;

  /** @param messageBytes most bytes of a message, unless a single frame has more */
  constructor(messageBytes: number) {
    this.#messageBytes = messageBytes;
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  push(frame: Uint8Array): void {
    this.#frames.push(frame);
    if (beginsAnew(frame)) this.#isOver = true;
    this.#twins.push(frame);
  }

  /** The twin of the frame that was pushed last; undefined: there should be one and is none. */
  pushTwin(twin: Uint8Array | undefined): void {
    if (this.#isOver) return;
    if (twin === undefined) this.#hasTwins = false;
    else this.#twins[this.#twins.length - 1] = twin;
  }

  /** All of it. */
  take(end: StreamPosition): Batch {
    const messages = joined(this.#frames, this.#messageBytes);
    const isSame = this.#twins.every((twin, at) => twin === this.#frames[at]);
    const twins = isSame ? messages : joined(this.#twins, this.#messageBytes);
    const batch = { messages, twins: this.#hasTwins ? { messages: twins, isOver: this.#isOver } : undefined, end };
    this.#frames = [];
    this.#twins = [];
    this.#hasTwins = true;
    this.#isOver = false;
    return batch;
  }
}

/** Whether a reader with any model, or none, can read the dense deltas from this frame on. */
function beginsAnew(frame: Uint8Array): boolean {
  const tag = frame[0]!;
  const kind = tag & KIND_MASK;
  // The flags of other kinds' tags may be bits of a sequence.
  return kind === KIND_SNAPSHOT || (kind === KIND_DELTA && (tag & FLAG_EXTENDED) !== 0 && frame[1] === FLAG_GENERATION);
}
