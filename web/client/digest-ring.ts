/** Digests in memory that a worker and its page share: one writes, one reads, and neither waits in here. */
import { DIGEST_WORDS } from './digest.js';

const HEAD = 0;
const TAIL = 1;
const NOTICED = 2;
const CONTROL_BYTES = 64;
const WORD_BYTES = 8;
/** In the place of a digest's words: go on at the start. */
const WRAP = -1;

export class DigestRing {
  readonly shared: SharedArrayBuffer;
  readonly #control: Int32Array;
  readonly #words: Float64Array;

  /** @param shared of `DigestRing.allocate`, or another ring's */
  constructor(shared: SharedArrayBuffer) {
    this.shared = shared;
    this.#control = new Int32Array(shared, 0, CONTROL_BYTES / 4);
    this.#words = new Float64Array(shared, CONTROL_BYTES);
  }

  /** Memory for a ring of about so many bytes. */
  static allocate(bytes: number): SharedArrayBuffer {
    return new SharedArrayBuffer(CONTROL_BYTES + Math.max(2, Math.ceil(bytes / WORD_BYTES)) * WORD_BYTES);
  }

  /** Whether a digest of so many words fits where nothing waits to be read. */
  fits(words: number): boolean {
    return words <= (this.#words.length >> 1) - 1;
  }

  /** The writer's: false, and nothing is written, where there is no room. */
  write(digest: Float64Array): boolean {
    const size = this.#words.length;
    const { length } = digest;
    const tail = Atomics.load(this.#control, TAIL);
    let head = Atomics.load(this.#control, HEAD);
    if (head >= tail && length > size - head - (tail === 0 ? 1 : 0)) {
      if (length >= tail) return false;
      this.#words[head] = WRAP;
      head = 0;
    } else if (head < tail && length >= tail - head) {
      return false;
    }
    this.#words.set(digest, head);
    const next = head + length;
    Atomics.store(this.#control, HEAD, next === size ? 0 : next);
    return true;
  }

  /** The writer's, after a write: true where the reader is not told yet that there is something. */
  mustNotice(): boolean {
    return Atomics.exchange(this.#control, NOTICED, 1) === 0;
  }

  /** The reader's: hands over what is there now. A digest is valid during the call. */
  drain(take: (digest: Float64Array) => void): void {
    Atomics.store(this.#control, NOTICED, 0);
    const head = Atomics.load(this.#control, HEAD);
    let tail = Atomics.load(this.#control, TAIL);
    while (tail !== head) {
      const length = this.#words[tail + DIGEST_WORDS]!;
      if (length === WRAP) {
        tail = 0;
        continue;
      }
      take(this.#words.subarray(tail, tail + length));
      tail += length;
      if (tail === this.#words.length) tail = 0;
      Atomics.store(this.#control, TAIL, tail);
    }
  }
}
