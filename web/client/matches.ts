/** The matches of one connection: what the host brings of them, now and later, and what is given back. */
import type {
  ChangedMessage,
  ErrorMessage,
  MatchedMessage,
  ReaderPosition,
  SubscribedMessage,
  UnmatchedMessage,
} from '../../host/wire/control.js';
import { defined } from './defined.js';
import { TickwireError } from './errors.js';
import { PASSING } from './grants.js';
import type { LiveMatch } from './live-match.js';
import type { LiveSubscription } from './live-subscription.js';
import type { Requests } from './requests.js';
import type { Retries } from './retries.js';
import type { Streams } from './streams.js';

export interface MatchesEvents {
  /** The client's core has room for another stream. */
  hasRoom(): boolean;
  /** Likewise for a dense one. */
  hasModel(): boolean;
  /** What is to become of it is on its way. */
  onAsked(subscription: LiveSubscription): void;
  /** All that there was to say of it came. */
  onAnswered(subscription: LiveSubscription): void;
  /** @param from where the host was told that its reader is */
  onSubscribed(subscription: LiveSubscription, message: SubscribedMessage, from?: ReaderPosition): void;
  /** It, or its change, is on its way, and the answer will give its stream back. */
  isAsked(subscription: LiveSubscription): boolean;
}

interface Entry {
  readonly match: LiveMatch;
  /** The host's; undefined until it said so. */
  number: number | undefined;
  /** Where the host was told that the readers of a connection before are; until it has answered. */
  readonly from: Map<string, ReaderPosition>;
  /** Subscriptions of a connection before, until it has answered. */
  asked: readonly LiveSubscription[];
  isEnded: boolean;
  /** Once the host has taken it all back. */
  readonly onUnmatched: (() => void)[];
}

export class Matches {
  readonly #streams: Streams;
  readonly #requests: Requests;
  readonly #retries: Retries;
  readonly #events: MatchesEvents;
  /** By the ids of their requests. */
  readonly #entries = new Map<number, Entry>();

  constructor(streams: Streams, requests: Requests, retries: Retries, events: MatchesEvents) {
    this.#streams = streams;
    this.#requests = requests;
    this.#retries = retries;
    this.#events = events;
  }

  /** The host's number of a match. */
  numberOf(match: LiveMatch | undefined): number | undefined {
    return match === undefined ? undefined : this.#entryOf(match)?.number;
  }

  add(match: LiveMatch): void {
    const { depth, intervalMs, trades, codec, analytics } = match.wishes;
    const asked = [...match.subscriptions.values()];
    const places = asked.flatMap(({ symbol, from }) => (from === undefined ? [] : [{ symbol, ...from }]));
    const from = places.length === 0 ? undefined : places;
    for (const subscription of asked) this.#events.onAsked(subscription);
    const id = this.#requests.request<MatchedMessage>(
      { type: 'match', symbols: match.symbols, ...defined({ depth, intervalMs, trades, codec, analytics, from }) },
      {
        answer: 'matched',
        onAnswer: (message) => this.#onMatched(id, message),
        onError: (error) => this.#onRefused(id, error),
      },
    );
    const known = new Map(places.map(({ symbol, ...place }) => [symbol, place]));
    this.#entries.set(id, { match, number: undefined, from: known, asked, isEnded: false, onUnmatched: [] });
  }

  /** It is closed, and its subscriptions are about to be. */
  remove(match: LiveMatch): void {
    const entry = this.#entryOf(match);
    if (entry?.number !== undefined) this.#end(entry, entry.number);
  }

  /** A stream of a match that is closed is on its way back with it. */
  passOver(stream: number, match: LiveMatch): void {
    const entry = this.#entryOf(match);
    const end = this.#streams.passOver(stream);
    if (entry === undefined) end();
    else entry.onUnmatched.push(end);
  }

  /** A subscription that answers no request for one. */
  onSubscribed(message: SubscribedMessage): void {
    const entry = this.#entries.get(message.id);
    if (entry !== undefined) entry.number = message.match;
    if (entry === undefined || !this.#canRead(entry.match, message)) {
      this.giveBackUnread(message.stream, message.match);
      return;
    }
    const subscription = entry.match.member(message.symbol);
    if (subscription === undefined) this.giveBackUnread(message.stream, message.match);
    else if (message.codec === 'dense' && this.#isNew(message) && !this.#events.hasModel()) {
      this.#makeFast(subscription, message);
    } else this.#events.onSubscribed(subscription, message, entry.from.get(message.symbol));
  }

  /** An error that answers no request: a symbol that came later could not be had. */
  onError({ id, code, message, symbol }: ErrorMessage): void {
    if (id !== null && symbol !== undefined) {
      this.#entries.get(id)?.match.omit(symbol, new TickwireError(code, message));
    }
  }

  giveBackUnread(stream: number, match: number | undefined): void {
    const end = this.#streams.passOver(stream);
    this.#requests.request(
      { type: 'unsubscribe', stream, ...defined({ match }) },
      { answer: 'unsubscribed', onAnswer: end, onError: end },
    );
  }

  #entryOf(match: LiveMatch): Entry | undefined {
    return [...this.#entries.values()].find((entry) => entry.match === match);
  }

  #isNew({ stream }: SubscribedMessage): boolean {
    return this.#streams.get(stream) === undefined;
  }

  #canRead(match: LiveMatch, message: SubscribedMessage): boolean {
    if (!this.#isNew(message) || this.#events.hasRoom()) return true;
    const text = 'this client has no room for its stream: raise capacity.streams';
    match.omit(message.symbol, new TickwireError('too_many_subscriptions', text));
    return false;
  }

  /** Dense, and the client's core has no model: the same in fast is asked for, and the dense one not read. */
  #makeFast(subscription: LiveSubscription, message: SubscribedMessage): void {
    const end = this.#streams.passOver(message.stream);
    this.#requests.request<ChangedMessage & { readonly id: number }>(
      { type: 'change', stream: message.stream, ...defined({ match: message.match }), codec: 'fast' },
      {
        answer: 'changed',
        onAnswer: (changed) => {
          end();
          this.#events.onSubscribed(subscription, { ...changed, type: 'subscribed' });
        },
        onError: (error) => {
          end();
          this.giveBackUnread(message.stream, message.match);
          subscription.end(error);
        },
      },
    );
  }

  #onMatched(id: number, { match: number, granted, omitted, code, differs }: MatchedMessage): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#answered(entry);
    entry.number = number;
    if (entry.match.isClosed) this.#end(entry, number);
    else entry.match.grant({ granted, omitted, ...defined({ code, differs }) });
  }

  #onRefused(id: number, error: TickwireError): void {
    const entry = this.#entries.get(id)!;
    const { match } = entry;
    this.#entries.delete(id);
    this.#answered(entry);
    if (match.isClosed) return;
    if (match.granted === undefined || !PASSING.includes(error.code)) {
      match.end(error);
      return;
    }
    this.#retries.after(() => {
      if (!match.isClosed) this.add(match);
    });
  }

  /** Nothing more comes of what was there on a connection before. */
  #answered(entry: Entry): void {
    for (const subscription of entry.asked) this.#events.onAnswered(subscription);
    entry.asked = [];
    entry.from.clear();
  }

  #end(entry: Entry, number: number): void {
    if (entry.isEnded) return;
    entry.isEnded = true;
    const held: (() => void)[] = [];
    for (const subscription of entry.match.subscriptions.values()) {
      const { stream } = subscription;
      if (stream !== undefined && !this.#events.isAsked(subscription)) held.push(this.#streams.leave(stream));
    }
    const over = (): void => {
      for (const run of [...held, ...entry.onUnmatched]) run();
      for (const [id, each] of this.#entries) if (each === entry) this.#entries.delete(id);
    };
    this.#requests.request<UnmatchedMessage>(
      { type: 'unmatch', match: number },
      { answer: 'unmatched', onAnswer: over, onError: over },
    );
  }
}
