/** One connection to a host, from the opening of its socket to its end: control messages, streams, pings. */
import { type CodecName, DEFAULT_CODEC } from '../../host/wire/codec.js';
import { codeName } from '../../host/wire/codes.js';
import type {
  HostMessage,
  ReaderPosition,
  SubscribedMessage,
  SymbolInfo,
  TierReason,
} from '../../host/wire/control.js';
import { Authenticator } from './authenticator.js';
import { CLOSE_ABNORMAL } from './close-codes.js';
import type { ConnectionContext } from './connection-context.js';
import { defined } from './defined.js';
import type { ClientSocket } from './environment.js';
import { TickwireError } from './errors.js';
import { FrameDecoder } from './frame-decoder.js';
import { grantOf, noRoom, PASSING } from './grants.js';
import { Hops } from './hops.js';
import { parseHostMessage } from './host-message.js';
import type { LatencyReport } from './latency.js';
import type { LiveMatch } from './live-match.js';
import type { LiveSubscription } from './live-subscription.js';
import { Matches } from './matches.js';
import { Moves } from './moves.js';
import { Pinger } from './pinger.js';
import { recoveryBy } from './recovering.js';
import { Requests } from './requests.js';
import { Retries } from './retries.js';
import type { StreamKeeper } from './stream-member.js';
import type { StreamReader } from './stream-reader.js';

export interface ConnectionEvents {
  /** The host is one that we understand: subscriptions may be added. */
  onWelcome(symbols: readonly SymbolInfo[]): void;
  /** The host slowed views down, or no longer does. */
  onTier(tier: number, reason: TierReason): void;
  /** Latency was measured. */
  onLatency(report: LatencyReport): void;
  /** The host speaks another version. The connection is closed. */
  onForeign(reason: string): void;
  /** The connection is over, not by `close`. Always the last event. */
  onClosed(code: number, reason: string): void;
}

export class Connection {
  readonly matches: Matches;
  readonly #context: ConnectionContext;
  readonly #events: ConnectionEvents;
  readonly #socket: ClientSocket;
  readonly #requests: Requests;
  readonly #decoder: FrameDecoder;
  readonly #pinger: Pinger;
  readonly #hops: Hops | undefined;
  readonly #authenticator: Authenticator | undefined;
  readonly #retries: Retries;
  readonly #moves: Moves;
  /** Subscriptions that asked for dense on this connection and were not given something else: each may need a model. */
  readonly #dense = new Set<LiveSubscription>();
  /** Subscriptions whose answer is on its way. */
  readonly #asked = new Set<LiveSubscription>();
  #open = true;

  constructor(url: string, context: ConnectionContext, events: ConnectionEvents) {
    this.#context = context;
    this.#events = events;
    const { environment, streams, limits, stats, offset } = context;
    const { time } = environment;
    this.#requests = new Requests((text) => this.#socket.send(text));
    this.#retries = new Retries(time, limits.retryMs);
    this.#moves = new Moves(streams, this.#requests, {
      codecOf: (subscription) => this.#codecFor(subscription),
      onGranted: (subscription, codec) => this.#countDense(subscription, codec),
      giveBack: (stream, match) => this.#giveBack(stream, match),
      giveBackUnread: (stream, match) => this.matches.giveBackUnread(stream, match),
      matchOf: (subscription) => this.matches.numberOf(subscription.match),
      passOver: (stream, match) => this.matches.passOver(stream, match),
      onFault: (reason) => this.#fail(reason),
    });
    this.matches = new Matches(streams, this.#requests, this.#retries, {
      hasRoom: () => this.#hasRoom(),
      hasModel: () => this.#dense.size + streams.denseLeaving < streams.core.capacity.models,
      onAsked: (subscription) => this.#asked.add(subscription),
      onAnswered: (subscription) => this.#onAnswered(subscription),
      onSubscribed: (subscription, message, from) => this.#onSubscribed(subscription, message, from),
      isAsked: (subscription) => this.#asked.has(subscription) || this.#moves.isAsked(subscription),
    });
    this.#decoder = new FrameDecoder(streams.core, stats, {
      stream: (id) => streams.get(id),
      isUnread: (id) => streams.isUnread(id),
      onRefused: (stream, code) => stream.refuse(codeName(code) ?? 'argument'),
      onUnreadable: (code) => streams.refuseAll(codeName(code) ?? 'argument'),
      hostNowMicros: () => (offset.best === undefined ? undefined : time.nowMicros() + offset.best.offsetMicros),
    });
    const { latency } = context;
    this.#hops =
      latency &&
      new Hops(latency, {
        ...{ time, offset, requests: this.#requests },
        symbolOf: (stream) => this.#symbolOf(stream),
        onReport: (report) => events.onLatency(report),
      });
    this.#pinger = new Pinger(limits.pingMs, limits.pingsMissed, time, {
      ping: () => this.#ping(),
      onDead: () => this.#fail('nothing came from the host, not even an answer to a ping'),
    });
    const onFailed = (reason: string): void => this.#fail(reason);
    const { token } = context;
    this.#authenticator =
      token === undefined ? undefined : new Authenticator(token, { time, limits, requests: this.#requests, onFailed });
    this.#socket = environment.openSocket(url, {
      onOpen: () => this.#authenticator?.begin(),
      onText: (text) => this.#onText(text),
      onBytes: (bytes, wireBytes) => this.#onBytes(bytes, wireBytes),
      onClose: (code, reason) => this.#end(() => events.onClosed(code, reason)),
    });
  }

  /** Subscribes, and keeps the subscription told until it or the connection is closed. */
  add(subscription: LiveSubscription): void {
    if (!this.#hasRoom()) {
      const { streams } = this.#context.streams.core.capacity;
      subscription.end(new TickwireError('too_many_subscriptions', noRoom(streams)));
      return;
    }
    const { symbol, depth, intervalMs, trades, analytics } = subscription.wanted;
    const codec = this.#codecFor(subscription);
    // Its model is another's now.
    if (codec !== 'dense' && subscription.granted?.codec === 'dense') subscription.letGo();
    const { from } = subscription;
    this.#asked.add(subscription);
    subscription.asked();
    this.#requests.request<SubscribedMessage>(
      { type: 'subscribe', symbol, ...defined({ depth, intervalMs, trades, codec, analytics, from }) },
      {
        answer: 'subscribed',
        onAnswer: (message) => this.#onSubscribed(subscription, message, from),
        onError: (error) => this.#onRefused(subscription, error),
      },
    );
  }

  /** Asks for what the subscription wants to be. */
  change(subscription: LiveSubscription): void {
    // One that is on its way to be granted is changed after that.
    if (subscription.stream !== undefined) this.#moves.ask(subscription, subscription.stream);
  }

  #hasRoom(): boolean {
    const { streams } = this.#context;
    return streams.granted + this.#requests.waiting('subscribed') < streams.core.capacity.streams;
  }

  /** What to ask for: dense only while this client's core has a model for it, which is then taken. */
  #codecFor(subscription: LiveSubscription): CodecName | undefined {
    const { codec } = subscription.wanted;
    if (codec !== 'dense' || this.#dense.has(subscription)) return codec;
    if (this.#dense.size >= this.#context.streams.core.capacity.models) return DEFAULT_CODEC;
    this.#dense.add(subscription);
    return codec;
  }

  #countDense(subscription: LiveSubscription, codec: CodecName | undefined): void {
    if (codec === 'dense') this.#dense.add(subscription);
    else this.#dense.delete(subscription);
  }

  /** A subscription was closed, and still knows its stream. */
  remove(subscription: LiveSubscription): void {
    // The answer that is on its way says what there is to give back, and what ends a match gives all of it back.
    if (this.#moves.isAsked(subscription)) return;
    this.#dense.delete(subscription);
    if (subscription.match?.isClosed || this.#asked.has(subscription)) return;
    if (subscription.stream !== undefined) this.#giveBack(subscription.stream, subscription.match);
  }

  list(): Promise<readonly SymbolInfo[]> {
    return new Promise((resolve, reject) => {
      this.#requests.request(
        { type: 'list' },
        {
          answer: 'symbols',
          onAnswer: (message: Extract<HostMessage, { type: 'symbols' }>) => resolve(message.symbols),
          onError: reject,
          onLost: () => reject(new TickwireError('closed', 'the connection was lost before the host answered')),
        },
      );
    });
  }

  close(): void {
    this.#end(() => this.#socket.close());
  }

  #end(last: () => void): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pinger.stop();
    this.#authenticator?.stop();
    this.#decoder.stop();
    this.#retries.stop();
    last();
    this.#context.streams.disconnect();
    this.#requests.lose();
  }

  /** Ends it from this side, as if it had broken. */
  #fail(reason: string): void {
    this.#end(() => {
      this.#socket.close();
      this.#events.onClosed(CLOSE_ABNORMAL, reason);
    });
  }

  #onBytes(bytes: Uint8Array, wireBytes: number | undefined): void {
    this.#pinger.heard();
    this.#hops?.received();
    this.#decoder.decode(bytes, wireBytes);
    this.#hops?.decoded();
  }

  #onText(text: string): void {
    this.#pinger.heard();
    const { stats } = this.#context;
    stats.controlMessages++;
    stats.bytes += text.length;
    const message = parseHostMessage(text);
    if (message === undefined) this.#fail(`the host sent a message that makes no sense: ${text.slice(0, 100)}`);
    else if (message !== 'unknown') this.#onMessage(message);
  }

  #onMessage(message: HostMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#onWelcome(message);
        break;
      case 'behind':
        this.#onBehind(message);
        break;
      case 'subscribed':
        if (!this.#requests.settle(message)) this.matches.onSubscribed(message);
        break;
      case 'changed':
        if (message.id === null) this.#moves.onMoved(message);
        else this.#requests.settle({ ...message, id: message.id });
        break;
      case 'tier':
        this.#events.onTier(message.tier, message.reason);
        break;
      case 'hops':
        this.#hops?.take(message);
        break;
      case 'error':
        if (!this.#requests.fail(message)) this.matches.onError(message);
        break;
      default:
        this.#requests.settle(message);
    }
  }

  #onWelcome(message: Extract<HostMessage, { type: 'welcome' }>): void {
    if (message.version !== 1) {
      const reason = `the host speaks version ${message.version} of the protocol, this client version 1`;
      this.#end(() => {
        this.#socket.close();
        this.#events.onForeign(reason);
      });
      return;
    }
    this.#pinger.start();
    if (!this.#context.isAdaptive) this.#decline();
    this.#hops?.begin();
    this.#events.onWelcome(message.symbols);
  }

  /** Of those who read a stream; undefined where nobody does any more. */
  #symbolOf(stream: number): string | undefined {
    const [member] = (this.#context.streams.get(stream)?.members ?? []) as Iterable<LiveSubscription>;
    return member?.symbol;
  }

  #decline(): void {
    this.#requests.request({ type: 'adapt', adaptive: false }, { answer: 'adapted', onAnswer() {}, onError() {} });
  }

  #onBehind(message: Extract<HostMessage, { type: 'behind' }>): void {
    const stream = this.#context.streams.get(message.stream);
    if (message.recovery === 'snapshot') this.#announced(stream?.announce(message, 'behind', message.missedTrades));
    else this.#announced(stream?.recover(message));
  }

  /** @param from where the host was told that the reader is */
  #onSubscribed(subscription: LiveSubscription, message: SubscribedMessage, from: ReaderPosition | undefined): void {
    this.#asked.delete(subscription);
    if (subscription.kept?.id !== message.stream) subscription.letGo();
    const stream = this.#context.streams.grant(message.stream);
    if (stream === undefined) {
      this.#fail(`the host granted stream ${message.stream}, for which this client's core has no room`);
      return;
    }
    stream.isDense = message.codec === 'dense';
    // Others who kept its reader, and have asked the same, share what comes: it is not sent again.
    const isKnown = message.missedTrades !== undefined && stream.isAt(from);
    const sharers = isKnown ? [...this.#asked].filter(({ kept }) => kept === stream) : [];
    const isOn = stream.grants > 1 || stream.begin(message, from);
    const goOn: ReadonlySet<StreamKeeper> = new Set(isOn ? [subscription, ...sharers] : []);
    for (const keeper of [...stream.keepers]) if (!goOn.has(keeper)) keeper.letGo();
    if (subscription.state === 'closed') {
      this.#dense.delete(subscription);
      this.#giveBack(stream, subscription.match);
    } else {
      this.#countDense(subscription, message.codec);
      if (subscription.stream !== stream) subscription.join(stream, grantOf(message), recoveryBy(message, from));
      if (subscription.mustAsk) this.change(subscription);
    }
    for (const other of sharers) {
      if (other.state !== 'closed') other.join(stream, grantOf(message), recoveryBy(message, from));
    }
  }

  /** What it was to be answered does not come: it has no stream, though it may have shared one. */
  #onAnswered(subscription: LiveSubscription): void {
    if (this.#asked.delete(subscription) && subscription.stream !== undefined) subscription.leave();
  }

  #onRefused(subscription: LiveSubscription, error: TickwireError): void {
    this.#dense.delete(subscription);
    this.#onAnswered(subscription);
    if (subscription.granted === undefined || !PASSING.includes(error.code)) {
      subscription.end(error);
      return;
    }
    this.#retries.after(() => {
      if (subscription.state !== 'closed') this.add(subscription);
    });
  }

  /** A stream ends when as many `unsubscribe` are answered as `subscribe` were; until then its frames come. */
  #giveBack(stream: StreamReader, of: LiveMatch | undefined): void {
    const release = this.#context.streams.leave(stream);
    this.#requests.request(
      { type: 'unsubscribe', stream: stream.id, ...defined({ match: this.matches.numberOf(of) }) },
      { answer: 'unsubscribed', onAnswer: release, onError: release },
    );
  }

  /** Asks for a stream's snapshot. */
  resync(stream: StreamReader): void {
    this.#context.stats.resyncs++;
    this.#requests.request(
      { type: 'resync', stream: stream.id, code: stream.reason },
      {
        answer: 'resynced',
        onAnswer: (message: Extract<HostMessage, { type: 'resynced' }>) => this.#announced(stream.announce(message)),
        onError: (error) => this.#onNotResynced(stream, error),
      },
    );
  }

  #onNotResynced(stream: StreamReader, error: TickwireError): void {
    // The host has given the subscription another stream meanwhile.
    if (this.#context.streams.get(stream.id) !== stream) return;
    this.#fail(`the host does not resync a stream that it granted: ${error.message}`);
  }

  #announced(missed: number | undefined): void {
    this.#context.stats.missedTrades += missed ?? 0;
  }

  #ping(): void {
    const { environment, offset, stats } = this.#context;
    this.#requests.request(
      { type: 'ping', sent: environment.time.nowMicros() },
      {
        answer: 'pong',
        onAnswer: (message: Extract<HostMessage, { type: 'pong' }>) => {
          offset.add(message.sent, message.host, environment.time.nowMicros());
          stats.clockOffsetMicros = offset.best?.offsetMicros;
          stats.roundTripMicros = offset.best?.roundTripMicros;
        },
        onError: () => {},
      },
    );
  }
}
