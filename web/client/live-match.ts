/** A match at work: makes a subscription of each symbol that the host brings. */
import { Emitter } from './emitter.js';
import { TickwireError } from './errors.js';
import type { LiveSubscription } from './live-subscription.js';
import type { Match, MatchEvents, MatchGrant, MatchRequest } from './match.js';
import type { Message } from './messages.js';
import type { Subscription, SubscriptionWishes } from './subscription.js';

/** Its client, as a match sees it. */
export interface MatchOwner {
  /** A subscription of a symbol that the match brought. */
  newMember(match: LiveMatch, symbol: string): LiveSubscription;
  onMatchClosed(match: LiveMatch): void;
}

export class LiveMatch implements Match {
  readonly symbols: readonly string[];
  readonly wishes: SubscriptionWishes;
  readonly subscriptions = new Map<string, LiveSubscription>();
  readonly ready: Promise<MatchGrant>;
  readonly #owner: MatchOwner;
  readonly #signal: AbortSignal | undefined;
  readonly #emitter = new Emitter<MatchEvents>();
  /** Were closed one by one. */
  readonly #left = new Set<string>();
  /** Iterators that wait for what comes. */
  #waiting: (() => void)[] = [];
  #isHeard = false;
  #isClosed = false;
  #granted: MatchGrant | undefined;
  #error: TickwireError | undefined;
  #resolveReady: (grant: MatchGrant) => void = () => {};
  #rejectReady: (error: TickwireError) => void = () => {};

  constructor(
    { symbols, signal, ...wishes }: MatchRequest & { readonly symbols: readonly string[] },
    owner: MatchOwner,
  ) {
    this.symbols = symbols;
    this.wishes = wishes;
    this.#owner = owner;
    this.#signal = signal;
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    // Who does not wait for `ready` learns of a refusal by the iterator or `error`.
    this.ready.catch(() => {});
    signal?.addEventListener('abort', this.#abort, { once: true });
  }

  get granted(): MatchGrant | undefined {
    return this.#granted;
  }
  get error(): TickwireError | undefined {
    return this.#error;
  }
  get isClosed(): boolean {
    return this.#isClosed;
  }

  on<E extends keyof MatchEvents>(event: E, listener: MatchEvents[E]): () => void {
    const leave = this.#emitter.on(event, listener);
    if (event === 'message' && !this.#isHeard) {
      this.#isHeard = true;
      for (const subscription of this.subscriptions.values()) subscription.on('message', this.#onMessage);
    }
    return leave;
  }
  off<E extends keyof MatchEvents>(event: E, listener: MatchEvents[E]): void {
    this.#emitter.off(event, listener);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Subscription, void, undefined> {
    const seen = new WeakSet<Subscription>();
    for (;;) {
      const next = [...this.subscriptions.values()].find((each) => !seen.has(each));
      if (next !== undefined) {
        seen.add(next);
        yield next;
      } else if (this.#isClosed) {
        if (this.#error !== undefined) throw this.#error;
        return;
      } else {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  close(): void {
    this.end(undefined);
  }

  /** Over for good; with an error where nobody asked for it. */
  end(error: TickwireError | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#error = error;
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#owner.onMatchClosed(this);
    for (const subscription of [...this.subscriptions.values()]) subscription.end(error);
    this.#rejectReady(error ?? new TickwireError('closed', `the match of ${this.symbols.join(', ')} was closed`));
    this.#wake();
  }

  /** The subscription for a symbol that the host brings, which may be the one of a connection before; undefined where it is not wanted. */
  member(symbol: string): LiveSubscription | undefined {
    if (this.#isClosed || this.#left.has(symbol)) return undefined;
    return this.subscriptions.get(symbol) ?? this.#add(symbol);
  }

  grant(grant: MatchGrant): void {
    this.#granted = grant;
    this.#resolveReady(grant);
    this.#emitter.emit('granted', grant);
  }

  omit(symbol: string, error: TickwireError): void {
    this.#emitter.emit('omitted', symbol, error);
  }

  /** One of its subscriptions is closed. */
  onClosed(symbol: string): void {
    this.subscriptions.delete(symbol);
    this.#left.add(symbol);
  }

  readonly #abort = (): void => this.close();
  readonly #onMessage = (message: Message): void => this.#emitter.emit('message', message);

  #add(symbol: string): LiveSubscription {
    const subscription = this.#owner.newMember(this, symbol);
    this.subscriptions.set(symbol, subscription);
    if (this.#isHeard) subscription.on('message', this.#onMessage);
    this.#emitter.emit('subscription', subscription);
    this.#wake();
    return subscription;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
