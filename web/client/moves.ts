/**
 * Subscriptions of one connection that get another stream in place of the one they have: as they ask, or as the host
 * does of its own. The stream before is given up when the host says so, and the book is kept until the snapshot.
 */
import type { CodecName } from '../../host/wire/codec.js';
import type { ChangedMessage } from '../../host/wire/control.js';
import { defined } from './defined.js';
import type { TickwireError } from './errors.js';
import { grantOf } from './grants.js';
import type { LiveMatch } from './live-match.js';
import type { LiveSubscription } from './live-subscription.js';
import type { Requests } from './requests.js';
import type { StreamReader } from './stream-reader.js';
import type { Streams } from './streams.js';

export interface MoveEvents {
  /** The codec to ask for. */
  codecOf(subscription: LiveSubscription): CodecName | undefined;
  /** The codec that it has, or has again. */
  onGranted(subscription: LiveSubscription, codec: CodecName | undefined): void;
  giveBack(stream: StreamReader, match: LiveMatch | undefined): void;
  /** A stream that nobody here reads. @param match the host's number of what brought it */
  giveBackUnread(stream: number, match: number | undefined): void;
  /** The host's number of what brought it. */
  matchOf(subscription: LiveSubscription): number | undefined;
  /** A stream that goes back with its match: until then its frames are passed over. */
  passOver(stream: number, match: LiveMatch): void;
  onFault(reason: string): void;
}

export class Moves {
  readonly #streams: Streams;
  readonly #requests: Requests;
  readonly #events: MoveEvents;
  /** Their changes are on their way. */
  readonly #asked = new Set<LiveSubscription>();

  constructor(streams: Streams, requests: Requests, events: MoveEvents) {
    this.#streams = streams;
    this.#requests = requests;
    this.#events = events;
  }

  /** Its change is on its way, and the answer will say what stream it has. */
  isAsked(subscription: LiveSubscription): boolean {
    return this.#asked.has(subscription);
  }

  /** @param from the stream that it has */
  ask(subscription: LiveSubscription, from: StreamReader): void {
    const { depth, intervalMs, trades, analytics } = subscription.wanted;
    const match = this.#events.matchOf(subscription);
    const codec = this.#events.codecOf(subscription);
    this.#asked.add(subscription);
    subscription.asked();
    this.#requests.request<ChangedMessage & { readonly id: number }>(
      { type: 'change', stream: from.id, ...defined({ match, depth, intervalMs, trades, codec, analytics }) },
      {
        answer: 'changed',
        onAnswer: (message) => this.#onChanged(subscription, from, message),
        onError: (error) => this.#onRefused(subscription, from, error),
      },
    );
  }

  /** The host moved a subscription of its own. */
  onMoved(message: ChangedMessage): void {
    const from = this.#streams.get(message.from);
    const movable = ([...(from?.members ?? [])] as LiveSubscription[]).filter(
      (member) => this.#events.matchOf(member) === message.match,
    );
    const subscription = movable.find((member) => !this.#asked.has(member)) ?? movable[0];
    if (from !== undefined && subscription !== undefined) this.#move(subscription, from, message);
    // It was closed: what gives back the stream before comes too late for this one.
    else this.#events.giveBackUnread(message.stream, message.match);
  }

  #onChanged(subscription: LiveSubscription, from: StreamReader, message: ChangedMessage): void {
    this.#asked.delete(subscription);
    if (subscription.state === 'closed') this.#events.onGranted(subscription, undefined);
    if (subscription.state !== 'closed') {
      this.#move(subscription, from, message);
    } else if (message.stream === from.id) {
      this.#return(subscription, from);
    } else {
      this.#streams.release(from);
      if (subscription.match?.isClosed) this.#events.passOver(message.stream, subscription.match);
      else this.#events.giveBackUnread(message.stream, message.match);
    }
  }

  #onRefused(subscription: LiveSubscription, from: StreamReader, error: TickwireError): void {
    this.#asked.delete(subscription);
    const { stream } = subscription;
    if (subscription.state === 'closed') {
      this.#events.onGranted(subscription, undefined);
      // The host has moved it meanwhile, and what it was moved to is given back already.
      if (error.code === 'unknown_stream') this.#streams.release(from);
      else this.#return(subscription, from);
    } else if (error.code === 'unknown_stream' && stream !== undefined && stream !== from) {
      this.ask(subscription, stream);
    } else {
      this.#events.onGranted(subscription, subscription.granted?.codec);
      subscription.refuseChange(error);
    }
  }

  /** A closed subscription has this stream still. */
  #return(subscription: LiveSubscription, stream: StreamReader): void {
    if (subscription.match?.isClosed) {
      this.#streams.release(stream);
      this.#events.passOver(stream.id, subscription.match);
    } else this.#events.giveBack(stream, subscription.match);
  }

  #move(subscription: LiveSubscription, from: StreamReader, message: ChangedMessage): void {
    this.#events.onGranted(subscription, message.codec);
    if (message.stream === from.id) {
      subscription.regrant(grantOf(message));
      return;
    }
    // First, so that there is room for the other.
    subscription.leaveForAnother();
    this.#streams.release(from);
    const stream = this.#streams.grant(message.stream);
    if (stream === undefined) {
      this.#events.onFault(`the host granted stream ${message.stream}, for which this client's core has no room`);
      return;
    }
    stream.isDense = message.codec === 'dense';
    if (stream.grants === 1) {
      stream.letGo();
      stream.begin(message, undefined);
    }
    subscription.moveTo(stream, grantOf(message));
  }
}
