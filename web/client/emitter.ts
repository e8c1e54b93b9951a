/** Listeners by event name. */

type Listeners = { [event: string]: (...args: never[]) => void };

export class Emitter<Events extends { [E in keyof Events]: Listeners[string] }> {
  readonly #listeners = new Map<keyof Events, readonly Events[keyof Events][]>();

  /** Answers how to leave. A listener that is on already is not added again. */
  on<E extends keyof Events>(event: E, listener: Events[E]): () => void {
    if (typeof listener !== 'function') throw new TypeError(`the listener of ${String(event)} is not a function`);
    const present = this.#listeners.get(event) ?? [];
    if (!present.includes(listener)) this.#listeners.set(event, [...present, listener]);
    return () => this.off(event, listener);
  }

  off<E extends keyof Events>(event: E, listener: Events[E]): void {
    const left = this.#listeners.get(event)?.filter((other) => other !== listener);
    if (left === undefined || left.length === 0) this.#listeners.delete(event);
    else this.#listeners.set(event, left);
  }

  has(event: keyof Events): boolean {
    return this.#listeners.has(event);
  }

  /** A listener that throws does not keep the others from being called: its error is thrown on, later. */
  emit<E extends keyof Events>(event: E, ...args: Parameters<Events[E]>): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        listener(...args);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
