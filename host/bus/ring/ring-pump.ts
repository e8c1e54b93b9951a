/**
 * Reads the rings of other threads from this one's event loop, which also serves sockets. Between two
 * looks it waits by one of these strategies:
 *
 * | strategy | between two looks                                           | costs when idle           |
 * |----------|-------------------------------------------------------------|---------------------------|
 * | `async`  | nothing: `Atomics.waitAsync` on the bell                    | nothing                   |
 * | `block`  | a turn of the loop, then asleep at the bell, 1 ms at most   | about 2 % of a core       |
 * | `yield`  | a turn of the loop, then 50 µs asleep                       | about 5 % of a core       |
 * | `spin`   | a turn of the loop                                          | a core                    |
 *
 * The thread is woken in the middle of `async` and `block` by the bell, which costs a writer a call where
 * somebody sleeps. Sockets wait up to 1 ms for a thread that sleeps by `block`.
 */
import { type RingBell, wakeByBell } from '../../core/ring/bell.js';
import type { RingReceiver } from './ring-receiver.js';

export const PUMP_WAITS = ['async', 'block', 'yield', 'spin'] as const;
export type PumpWait = (typeof PUMP_WAITS)[number];

export interface RingPumpOptions {
  readonly bell: RingBell;
  /** Looked at in each turn: one may come or go. */
  readonly receivers: Iterable<RingReceiver>;
  readonly wait: PumpWait;
  /** Runs once, after a turn of the event loop. */
  readonly soon: (run: () => void) => void;
}

/** Records of one ring in one turn of the event loop: sockets have theirs in between. */
const TURN_RECORDS = 1_024;
const BLOCK_MS = 1;
const YIELD_MS = 0.05;

export class RingPump {
  /** Looks at the rings so far: a thread that sleeps takes none. */
  turns = 0;
  readonly #options: RingPumpOptions;
  readonly #nobody = new Int32Array(new SharedArrayBuffer(4));
  #isRunning = false;

  constructor(options: RingPumpOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isRunning = true;
    this.#turn();
  }

  /** What is in the rings stays there. */
  stop(): void {
    this.#isRunning = false;
    this.#options.bell.ring();
  }

  readonly #turn = (): void => {
    if (!this.#isRunning) return;
    this.turns += 1;
    const { bell, receivers, wait, soon } = this.#options;
    let isBusy = false;
    for (const receiver of receivers) if (receiver.drain(TURN_RECORDS) === TURN_RECORDS) isBusy = true;
    if (isBusy || wait === 'spin') soon(this.#turn);
    else if (wait === 'yield') {
      Atomics.wait(this.#nobody, 0, 0, YIELD_MS);
      soon(this.#turn);
    } else {
      const seen = bell.count;
      if (this.#isReadable()) soon(this.#turn);
      else if (wait === 'block') {
        bell.sleep(seen, BLOCK_MS);
        soon(this.#turn);
      } else void bell.rung(seen).then(this.#turn);
    }
  };

  /** Asks all writers to ring, then looks whether one published before it could know. */
  #isReadable(): boolean {
    let isReadable = false;
    for (const receiver of this.#options.receivers) {
      if (receiver.reader === undefined) continue;
      wakeByBell(receiver.reader);
      if (receiver.isReadable) isReadable = true;
    }
    return isReadable;
  }
}
