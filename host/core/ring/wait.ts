/**
 * Waiting at a ring: for a record, or for room. `until` asks again and again, the way that the strategy
 * says, and always comes back: with an answer, because time is up, or because the other end is silent.
 *
 * | strategy | between two looks                             | wakes in | costs                          |
 * |----------|-----------------------------------------------|----------|--------------------------------|
 * | `spin`   | a pause that grows to about half a µs         | < 1 µs   | a core                         |
 * | `yield`  | after some looks, 50 µs asleep                | ~ 100 µs | some percent of a core         |
 * | `block`  | asleep until woken (`Atomics.wait`)           | ~ 20 µs  | nothing; the other end a wake  |
 *
 * `block` is the default. None of these may be used where a thread must not block (a page's main
 * thread), nor on memory that is not shared, whose other end cannot run meanwhile: they answer
 * -RING_ARGUMENT there. `untilAsync` waits without blocking: by `Atomics.waitAsync` where the engine has
 * it, else by a message from the other end's host (`messages` here, `wake` there).
 */
import {
  RING_ARGUMENT,
  RING_EMPTY,
  RING_FULL,
  RING_READER_WAITS,
  RING_SILENT,
  RING_TIMEOUT,
  RING_WRITER_WAITS,
  WAIT_MESSAGE,
  WAIT_NOTIFY,
} from '../../../assembly/ring/layout.js';
import type { RingEnd } from '../../wire/ring.js';
import { PeerWatch } from './peer.js';

export type WaitStrategy = 'spin' | 'yield' | 'block';

export interface WaitOptions {
  /** For `until`. Default: block. */
  readonly strategy?: WaitStrategy;
  /** The longest wait. Default: 1,000. */
  readonly timeoutMs?: number;
  /** How long the other end may show no sign of life. Default: 5,000. */
  readonly silentMs?: number;
  /** The longest sleep: how often this end shows a sign of life while it waits. Default: 100. */
  readonly sliceMs?: number;
  /** For `untilAsync` where there is no `Atomics.waitAsync`: calls `listener` for each wake, answers how to stop. */
  readonly messages?: (listener: () => void) => () => void;
  /** A clock in ms that does not go back. */
  readonly now?: () => number;
  /** Calls back after some ms and keeps the process running until then; answers how to cancel. */
  readonly timer?: (callback: () => void, ms: number) => () => void;
  /** `Atomics.waitAsync` or what stands for it; undefined: there is none. */
  readonly waitAsync?: WaitAsync | undefined;
}

export type WaitAsync = (
  words: Int32Array,
  index: number,
  value: number,
  timeoutMs: number,
) => { async: false } | { async: true; value: Promise<unknown> };

/** Wakes that come as messages on a port; the other end's `wake` is `() => port.postMessage(0)`. */
export function portMessages(port: MessagePort): (listener: () => void) => () => void {
  return (listener) => {
    port.addEventListener('message', listener);
    port.start();
    return () => port.removeEventListener('message', listener);
  };
}

/** Looks before a thread goes to sleep: about as long as it takes to fall asleep. */
const LOOKS = 64;
/**
 * Turns of an empty loop between two looks, about a third of a ns each. Shorter pauses wake sooner and cost
 * throughput: records of 32 bytes, published one by one, take 34 ns each with first pauses of 64 turns,
 * 25 with 256, 21 with 1,024.
 */
const FIRST_PAUSE = 256;
const LONGEST_PAUSE = 1_024;
const YIELD_MS = 0.05;

export class RingWait {
  readonly #end: RingEnd;
  readonly #peer: PeerWatch;
  readonly #strategy: WaitStrategy;
  readonly #timeoutMs: number;
  readonly #sliceMs: number;
  readonly #now: () => number;
  readonly #timer: (callback: () => void, ms: number) => () => void;
  readonly #messages: ((listener: () => void) => () => void) | undefined;
  readonly #waitAsync: WaitAsync | undefined;
  /** Index of the word that the other end takes bits from when it wakes. */
  readonly #word: number;
  readonly #shared: boolean;
  /** Nobody wakes this one: for `yield`. */
  readonly #nobody: Int32Array | undefined;

  constructor(end: RingEnd, options: WaitOptions = {}) {
    this.#end = end;
    this.#strategy = options.strategy ?? 'block';
    this.#timeoutMs = options.timeoutMs ?? 1_000;
    this.#sliceMs = options.sliceMs ?? 100;
    this.#now = options.now ?? (() => performance.now());
    this.#timer = options.timer ?? startTimer;
    this.#messages = options.messages;
    this.#waitAsync = 'waitAsync' in options ? options.waitAsync : engineWaitAsync();
    this.#word = (end.address + (end.side === 'writer' ? RING_WRITER_WAITS : RING_READER_WAITS)) >> 2;
    this.#shared = typeof SharedArrayBuffer === 'function' && end.words.buffer instanceof SharedArrayBuffer;
    this.#nobody = this.#shared ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
    this.#peer = new PeerWatch(end, options.silentMs ?? 5_000, this.#now);
  }

  /**
   * Calls `attempt` until it answers neither -RING_FULL nor -RING_EMPTY, and answers that; else
   * -RING_TIMEOUT, -RING_SILENT, or -RING_ARGUMENT where this thread or memory cannot wait so. What the
   * writer committed it must publish before it waits for room.
   */
  until(attempt: () => number): number {
    let answer = attempt();
    if (!isWaiting(answer)) return answer;
    if (!this.#shared) return -RING_ARGUMENT;
    answer = this.#look(attempt);
    if (!isWaiting(answer)) return answer;
    // Only now: most waits of a running stream are over, and asking a clock takes longer than they do.
    const started = this.#now();
    for (;;) {
      const verdict = this.#verdict(started);
      if (verdict !== 0) return verdict;
      try {
        if (this.#strategy === 'yield') Atomics.wait(this.#nobody!, 0, 0, YIELD_MS);
        else if (this.#strategy === 'block') {
          const armed = this.#arm(WAIT_NOTIFY);
          answer = attempt();
          if (!isWaiting(answer)) return answer;
          Atomics.wait(this.#end.words, this.#word, armed, this.#sleepMs(started));
        }
      } catch {
        return -RING_ARGUMENT;
      }
      answer = this.#look(attempt);
      if (!isWaiting(answer)) return answer;
    }
  }

  /** As `until`, for event loops: the thread is free while it waits. */
  async untilAsync(attempt: () => number): Promise<number> {
    let answer = attempt();
    if (!isWaiting(answer)) return answer;
    const notified = this.#shared && this.#waitAsync !== undefined;
    if (!notified && this.#messages === undefined) return -RING_ARGUMENT;
    const started = this.#now();
    for (;;) {
      const woken = notified ? undefined : this.#nextMessage();
      try {
        const armed = this.#arm(notified ? WAIT_NOTIFY : WAIT_MESSAGE);
        answer = attempt();
        if (!isWaiting(answer)) return answer;
        const verdict = this.#verdict(started);
        if (verdict !== 0) return verdict;
        await this.#sleep(woken?.promise ?? this.#notification(armed, started), this.#sleepMs(started));
      } finally {
        woken?.stop();
      }
    }
  }

  /** Some attempts in a row, with growing pauses: each look at a line that the other end writes slows it down. */
  #look(attempt: () => number): number {
    let answer = 0;
    for (let look = 0, pause = FIRST_PAUSE; look < LOOKS; look++, pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      for (let i = 0; i < pause; i++);
      answer = attempt();
      if (!isWaiting(answer)) break;
    }
    return answer;
  }

  /** Shows a sign of life, and tells whether the wait is over. */
  #verdict(started: number): number {
    this.#end.beat();
    const state = this.#peer.check();
    if (state === 'silent') return -RING_SILENT;
    return this.#now() - started >= this.#timeoutMs ? -RING_TIMEOUT : 0;
  }

  /** Never 0: that would be a poll. */
  #sleepMs(started: number): number {
    return Math.max(Math.min(this.#sliceMs, this.#timeoutMs - (this.#now() - started)), 0.01);
  }

  /** Asks to be woken; answers what the word holds until that happens. */
  #arm(how: number): number {
    return Atomics.or(this.#end.words, this.#word, how) | how;
  }

  #notification(armed: number, started: number): Promise<unknown> {
    const wait = this.#waitAsync!(this.#end.words, this.#word, armed, this.#sleepMs(started));
    return wait.async ? wait.value : Promise.resolve();
  }

  #nextMessage(): { promise: Promise<void>; stop: () => void } {
    let stop = () => {};
    const promise = new Promise<void>((resolve) => {
      stop = this.#messages!(resolve);
    });
    return { promise, stop };
  }

  /** Until woken, or for some ms: a pending `waitAsync` alone neither keeps Node running nor ends in time. */
  #sleep(woken: Promise<unknown>, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#timer(resolve, ms);
      woken.then(() => {
        cancel();
        resolve();
      });
    });
  }
}

function isWaiting(answer: number): boolean {
  return answer === -RING_EMPTY || answer === -RING_FULL;
}

export function engineWaitAsync(): WaitAsync | undefined {
  const { waitAsync } = Atomics as { waitAsync?: WaitAsync };
  return waitAsync?.bind(Atomics);
}

function startTimer(callback: () => void, ms: number): () => void {
  const id = setTimeout(callback, ms);
  return () => clearTimeout(id);
}
