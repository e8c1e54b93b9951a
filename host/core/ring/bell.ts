/**
 * One bell for many broadcast rings, so that a thread that reads all of them sleeps until any writer
 * publishes. Writers ring it only where a reader asked to be woken: `wakeByBell` sets the bit for which a
 * writer's `publish` calls its `wake`, and that rings. A ring between the look at the rings and the sleep
 * is not lost: the sleeper says which count of rings it has seen.
 */
import { RING_READER_WAITS, WAIT_MESSAGE } from '../../../assembly/ring/layout.js';
import type { RingEnd } from '../../wire/ring.js';
import { engineWaitAsync } from './wait.js';

export class RingBell {
  /** Posted to the writers' threads. */
  readonly buffer: SharedArrayBuffer;
  readonly #count: Int32Array;

  constructor(buffer = new SharedArrayBuffer(4)) {
    this.buffer = buffer;
    this.#count = new Int32Array(buffer);
  }

  /** How often it rang, modulo 2^32. */
  get count(): number {
    return Atomics.load(this.#count, 0);
  }

  ring(): void {
    Atomics.add(this.#count, 0, 1);
    Atomics.notify(this.#count, 0);
  }

  /** Blocks the thread until it has rung more often than `seen`, for some ms at most. */
  sleep(seen: number, ms: number): void {
    Atomics.wait(this.#count, 0, seen, ms);
  }

  /** As `sleep`, without an end and with the thread free. */
  async rung(seen: number): Promise<void> {
    const wait = engineWaitAsync()!(this.#count, 0, seen, Number.POSITIVE_INFINITY);
    if (wait.async) await wait.value;
  }
}

/** The ring's writer is to ring the bell when it publishes next; look at the ring once more before sleeping. */
export function wakeByBell(reader: RingEnd): void {
  Atomics.or(reader.words, (reader.address + RING_READER_WAITS) >> 2, WAIT_MESSAGE);
}
