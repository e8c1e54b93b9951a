/** Requests on a connection that wait for their answers, matched by the client's own id. */
import type { ChangedMessage, ClientMessage, HostMessage } from '../../host/wire/control.js';
import { TickwireError } from './errors.js';

/** A `changed` without an id answers nothing. */
type Answer = Extract<HostMessage, { id: number }> | (ChangedMessage & { readonly id: number });

interface Pending<A extends Answer = Answer> {
  /** The type of the answer that is expected. */
  readonly answer: A['type'];
  onAnswer(message: A): void;
  onError(error: TickwireError): void;
  /** The connection is gone. */
  onLost?(): void;
}

/** A message without its id. */
type Unnumbered<M> = M extends ClientMessage ? Omit<M, 'id'> : never;

export class Requests {
  readonly #send: (text: string) => void;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** How many wait for this type of answer. */
  waiting(answer: Answer['type']): number {
    let count = 0;
    for (const pending of this.#pending.values()) if (pending.answer === answer) count++;
    return count;
  }

  /** Answers its id. */
  request<A extends Answer>(message: Unnumbered<ClientMessage>, pending: Pending<A>): number {
    const id = this.#nextId++;
    this.#pending.set(id, pending as unknown as Pending);
    this.#send(JSON.stringify({ ...message, id }));
    return id;
  }

  /** Sends what is not answered. */
  tell(message: Unnumbered<ClientMessage>): void {
    this.#send(JSON.stringify({ ...message, id: this.#nextId++ }));
  }

  /** Whether the message answers a request. */
  settle(message: Answer): boolean {
    const pending = this.#pending.get(message.id);
    if (pending === undefined || pending.answer !== message.type) return false;
    this.#pending.delete(message.id);
    pending.onAnswer(message);
    return true;
  }

  /** An error of the host; false where it answers no request. */
  fail(message: Extract<HostMessage, { type: 'error' }>): boolean {
    const pending = message.id === null ? undefined : this.#pending.get(message.id);
    if (message.id === null || pending === undefined) return false;
    this.#pending.delete(message.id);
    pending.onError(new TickwireError(message.code, message.message));
    return true;
  }

  lose(): void {
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of lost) pending.onLost?.();
  }
}
