/** Changes of one subscription, one after the other: the one that waits for the host's answer, and what it wishes. */
import type { TickwireError } from './errors.js';
import type { SubscriptionGrant, SubscriptionRequest } from './subscription.js';

interface Change {
  readonly request: SubscriptionRequest;
  resolve(grant: SubscriptionGrant): void;
  reject(error: TickwireError): void;
  /** It is on its way to the host. */
  isAsked: boolean;
}

export class ChangeQueue {
  #change: Change | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** What the one that waits wishes; undefined while none does. */
  get wanted(): SubscriptionRequest | undefined {
    return this.#change?.request;
  }
  /** One waits that is not on its way. */
  get mustAsk(): boolean {
    return this.#change?.isAsked === false;
  }

  /** Runs after those before; what it answers is what `want` answered. */
  add(run: () => Promise<SubscriptionGrant>): Promise<SubscriptionGrant> {
    const result = this.#last.then(run, run);
    this.#last = result;
    // Who does not wait for it learns of a refusal by `granted`, which stays.
    result.catch(() => {});
    return result;
  }

  /** While none waits. @param onWanted told at once */
  want(request: SubscriptionRequest, onWanted: () => void): Promise<SubscriptionGrant> {
    return new Promise((resolve, reject) => {
      this.#change = { request, resolve, reject, isAsked: false };
      onWanted();
    });
  }

  /** The one that waits is on its way, or is not any more. */
  asked(isAsked: boolean): void {
    if (this.#change !== undefined) this.#change.isAsked = isAsked;
  }

  /** The host granted something. Answers what was wished, where it was what is on its way. */
  take(grant: SubscriptionGrant): SubscriptionRequest | undefined {
    const change = this.#change;
    if (change === undefined || !change.isAsked) return undefined;
    this.#change = undefined;
    change.resolve(grant);
    return change.request;
  }

  /** The one that waits is not to be had. */
  refuse(error: TickwireError): void {
    const change = this.#change;
    this.#change = undefined;
    change?.reject(error);
  }
}
