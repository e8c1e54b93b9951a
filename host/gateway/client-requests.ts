/** What one client asks for, and what it is told: the control half of the protocol. */
import type { MarketDataBus, MarketSource } from '../bus/market-data.js';
import { DEFAULT_CODEC } from '../wire/codec.js';
import {
  CLOSE_BAD_MESSAGE,
  CLOSE_TOO_MANY_MESSAGES,
  CLOSE_UNSUPPORTED,
  type ClientMessage,
  type ErrorCode,
  type SubscribeRequest,
  type SymbolInfo,
} from '../wire/control.js';
import { chosenAnalytics } from './chosen-analytics.js';
import type { ClientMessageReader } from './client-message.js';
import type { Hub, HubContext } from './hub.js';
import { nearMatches } from './near-matches.js';
import type { Session, Subscriber } from './session.js';
import { TokenBucket } from './token-bucket.js';
import type { ViewRequest } from './view.js';

export class ClientRequests {
  readonly #context: HubContext;
  readonly #hub: Hub;
  readonly #session: Session;
  readonly #reader: ClientMessageReader;
  readonly #allowance: TokenBucket;
  #badMessages = 0;

  constructor(context: HubContext, hub: Hub, session: Session, reader: ClientMessageReader) {
    this.#context = context;
    this.#hub = hub;
    this.#session = session;
    this.#reader = reader;
    const { messagesPerSecond, messageBurst } = context.limits;
    this.#allowance = new TokenBucket(messagesPerSecond, messageBurst, () => context.time.monotonicMs());
  }

  welcome(software: string): void {
    this.#session.send({ type: 'welcome', version: 1, software, symbols: symbolsOf(this.#context.bus) });
  }

  onBinary(): void {
    this.#context.metrics.message('binary');
    this.#session.close(CLOSE_UNSUPPORTED, 'send control messages as text: nothing binary is understood');
  }

  onText(text: string): void {
    if (!this.#session.isOpen) return;
    const { limits, metrics } = this.#context;
    if (!this.#allowance.take()) {
      const allowed = `${limits.messagesPerSecond} messages a second, ${limits.messageBurst} at once`;
      this.#session.close(CLOSE_TOO_MANY_MESSAGES, `send at most ${allowed}`);
      return;
    }
    const message = this.#reader.read(text);
    if (message.type !== 'error') {
      metrics.message(message.type);
      this.#onMessage(message);
      return;
    }
    metrics.message('wrong');
    this.#refuse(message.id, message.code, message.message);
    if (message.code !== 'bad_message') return;
    this.#badMessages++;
    if (this.#badMessages > limits.badMessages) {
      this.#session.close(CLOSE_BAD_MESSAGE, `more than ${limits.badMessages} messages made no sense`);
    }
  }

  #onMessage(message: ClientMessage): void {
    switch (message.type) {
      case 'subscribe':
        this.#subscribe(message);
        break;
      case 'unsubscribe':
        this.#withStream(message.id, message.stream, (subscriber) => {
          this.#hub.leave(subscriber);
          this.#session.send({ type: 'unsubscribed', id: message.id, stream: message.stream });
        });
        break;
      case 'resync':
        this.#withStream(message.id, message.stream, (subscriber) => {
          this.#hub.settle(subscriber.view);
          this.#session.send({ type: 'resynced', id: message.id, ...subscriber.view.standing });
          this.#session.bring(subscriber, 'resync');
        });
        break;
      case 'list':
        this.#session.send({ type: 'symbols', id: message.id, symbols: symbolsOf(this.#context.bus) });
        break;
      case 'ping': {
        const host = this.#context.time.wallMicros();
        this.#session.send({ type: 'pong', id: message.id, sent: message.sent, host });
        break;
      }
    }
  }

  #subscribe(message: SubscribeRequest): void {
    const { id, symbol } = message;
    const source = this.#context.bus.source(symbol);
    if (source === undefined) {
      this.#refuse(id, 'unknown_symbol', unknownSymbol(symbol, this.#context.bus));
      return;
    }
    const asked = chosenAnalytics(message.analytics ?? [], source.analytics, this.#context.limits.analytics);
    const request = this.#grant(message, asked.names);
    if (request === undefined) return;
    const subscriber = this.#hub.join(this.#session, request, source);
    if (subscriber === undefined) {
      const text = 'this host has as many views as it can hold: ask for a depth and interval that others use, or later';
      this.#refuse(id, 'too_many_views', text);
      return;
    }
    const { analytics, ...granted } = request;
    const values = message.analytics === undefined ? {} : { analytics, unknownAnalytics: asked.unknown };
    const { standing, codec } = subscriber.view;
    this.#session.send({ type: 'subscribed', id, ...granted, ...values, codec, ...standing });
    this.#session.bring(subscriber, 'join');
  }

  /** What the host will do for a request; undefined where it was refused. */
  #grant(
    { id, symbol, depth = 0, intervalMs, trades = true, codec = DEFAULT_CODEC }: SubscribeRequest,
    analytics: readonly string[],
  ): ViewRequest | undefined {
    const { limits } = this.#context;
    const granted = intervalMs ?? limits.defaultIntervalMs;
    if (depth > limits.depth) {
      const text = `ask for 1 to ${limits.depth} levels a side, or 0 for all of those`;
      this.#refuse(id, 'bad_depth', `depth ${depth} is more than this host gives: ${text}`);
    } else if (granted !== 0 && (granted < limits.minIntervalMs || granted > limits.maxIntervalMs)) {
      const text = `ask for ${limits.minIntervalMs} to ${limits.maxIntervalMs} ms, or 0 for updates as they come`;
      this.#refuse(id, 'bad_interval', `intervalMs ${granted} is not an interval of this host: ${text}`);
    } else if (this.#session.grants >= limits.subscriptions) {
      const text = `you have ${limits.subscriptions} subscriptions, as many as a client may have: give one back first`;
      this.#refuse(id, 'too_many_subscriptions', text);
    } else {
      return { symbol, depth: depth === 0 ? limits.depth : depth, intervalMs: granted, trades, codec, analytics };
    }
    return undefined;
  }

  #withStream(id: number, stream: number, run: (subscriber: Subscriber) => void): void {
    const subscriber = this.#session.subscribers.get(stream);
    if (subscriber === undefined) this.#refuse(id, 'unknown_stream', `you have no subscription with stream ${stream}`);
    else run(subscriber);
  }

  #refuse(id: number | null, code: ErrorCode, message: string): void {
    this.#context.metrics.error(code);
    this.#session.send({ type: 'error', id, code, message });
  }
}

function unknownSymbol(symbol: string, bus: MarketDataBus): string {
  const names = [...bus.sources()].map((source) => source.symbol);
  const near = nearMatches(symbol, names);
  // What a client made up may hold line ends and marks that turn text around.
  const shown = symbol.replace(/\p{C}+/gu, '\u{fffd}');
  if (near.length > 0) return `there is no ${shown} here; did you mean ${near.join(' or ')}?`;
  return `there is no ${shown} here; 'list' tells which of ${names.length} there are`;
}

function symbolsOf(bus: MarketDataBus): SymbolInfo[] {
  return Array.from(bus.sources(), symbolInfo);
}

function symbolInfo({ symbol, venue, state, reason, grid }: MarketSource): SymbolInfo {
  return grid === undefined ? { symbol, venue, state, reason } : { symbol, venue, state, reason, grid };
}
