/** What happened to the connection and to the symbols' books since the page was opened, newest first, the last of it. */
import type { Tone } from './liveness.js';

export const EVENTS_KEPT = 40;

export interface LinkEvent {
  /** Since the epoch, ms. */
  readonly timeMs: number;
  readonly tone: Tone;
  readonly text: string;
}

export class EventLog {
  /** Grows with every event. */
  version = 0;
  readonly #events: LinkEvent[] = [];

  get events(): readonly LinkEvent[] {
    return this.#events;
  }

  add(event: LinkEvent): void {
    this.#events.unshift(event);
    if (this.#events.length > EVENTS_KEPT) this.#events.pop();
    this.version++;
  }
}
