/** What is tried again after a pause, unless the connection is over by then. */
import type { ClientTime } from './environment.js';

export class Retries {
  readonly #time: ClientTime;
  readonly #pauseMs: number;
  readonly #cancels = new Set<() => void>();

  constructor(time: ClientTime, pauseMs: number) {
    this.#time = time;
    this.#pauseMs = pauseMs;
  }

  after(run: () => void): void {
    const cancel = this.#time.after(this.#pauseMs, () => {
      this.#cancels.delete(cancel);
      run();
    });
    this.#cancels.add(cancel);
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }
}
