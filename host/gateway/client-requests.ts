/** What one client asks for, and what it is told: the control half of the protocol. */
import type { MarketSource } from '../bus/market-data.js';
import {
  type AuthRequest,
  CLOSE_BAD_MESSAGE,
  CLOSE_TOO_MANY_MESSAGES,
  CLOSE_TOO_MANY_PINGS,
  CLOSE_UNAUTHENTICATED,
  CLOSE_UNSUPPORTED,
  type ClientMessage,
  type ErrorCode,
  type SubscribeRequest,
  type SymbolInfo,
} from '../wire/control.js';
import { Access, type Verifier } from './access.js';
import type { ClientMessageReader } from './client-message.js';
import { OPEN_GRANT } from './grant.js';
import type { Hub, HubContext } from './hub.js';
import { nearMatches } from './near-matches.js';
import type { Session, Subscriber } from './session.js';
import { Subscriptions } from './subscriptions.js';
import { NO_SYMBOL } from './symbol-patterns.js';
import { TokenBucket } from './token-bucket.js';

export interface ClientRequestsOptions {
  readonly context: HubContext;
  readonly hub: Hub;
  readonly session: Session;
  readonly reader: ClientMessageReader;
  /** Tickwire's version, as the welcome says it. */
  readonly software: string;
  /** Takes clients' tokens; undefined: none is asked for. */
  readonly verifier?: Verifier | undefined;
  /** The client has shown its first token. */
  readonly onAuthenticated?: () => void;
  /** While a token is checked nothing more should be read of the socket. */
  readonly onChecking?: (isChecking: boolean) => void;
}

export class ClientRequests {
  readonly #options: ClientRequestsOptions;
  readonly #context: HubContext;
  readonly #hub: Hub;
  readonly #session: Session;
  readonly #access: Access;
  readonly #subscriptions: Subscriptions;
  readonly #allowance: TokenBucket;
  readonly #pings: TokenBucket;
  /** Messages that came while a token was checked. */
  readonly #waiting: string[] = [];
  #isChecking = false;
  #badMessages = 0;

  constructor(options: ClientRequestsOptions) {
    const { context, hub, session, verifier } = options;
    this.#options = options;
    this.#context = context;
    this.#hub = hub;
    this.#session = session;
    this.#access = new Access(context, verifier, session, {
      onGranted: () => this.#welcome(),
      onRefused: (id, code, reason) => {
        this.#refuse(id, code, reason);
        this.#countBad();
      },
    });
    this.#subscriptions = new Subscriptions({
      context,
      hub,
      session,
      allowed: () => this.#access.grant?.symbols ?? NO_SYMBOL,
      refuse: (id, code, text, symbol) => this.#refuse(id, code, text, symbol),
    });
    const { messagesPerSecond, messageBurst, pingsPerSecond, pingBurst } = context.limits;
    const nowMs = () => context.time.monotonicMs();
    this.#allowance = new TokenBucket(messagesPerSecond, messageBurst, nowMs);
    this.#pings = new TokenBucket(pingsPerSecond, pingBurst, nowMs);
  }

  /** Welcomes the client, or waits for its token. */
  begin(): void {
    this.#access.begin();
  }

  /** The connection is over. */
  end(): void {
    this.#access.end();
    this.#subscriptions.end();
    this.#waiting.length = 0;
  }

  get isAuthenticated(): boolean {
    return this.#access.grant !== undefined;
  }

  onBinary(): void {
    this.#context.metrics.message('binary');
    this.#session.close(CLOSE_UNSUPPORTED, 'send control messages as text: nothing binary is understood');
  }

  /** A ping of the WebSocket, which is answered already, or a pong that nobody asked for. */
  onPing(): void {
    const { limits, metrics } = this.#context;
    if (!this.#session.isOpen || this.#pings.take()) return;
    metrics.limited('pingsPerSecond');
    const allowed = `${limits.pingsPerSecond} pings a second, ${limits.pingBurst} at once`;
    this.#session.close(CLOSE_TOO_MANY_PINGS, `send at most ${allowed}`);
  }

  onText(text: string): void {
    if (!this.#session.isOpen) return;
    const { limits, metrics } = this.#context;
    if (!this.#allowance.take()) {
      const allowed = `${limits.messagesPerSecond} messages a second, ${limits.messageBurst} at once`;
      metrics.limited('messagesPerSecond');
      this.#session.close(CLOSE_TOO_MANY_MESSAGES, `send at most ${allowed}`);
      return;
    }
    if (this.#isChecking) this.#waiting.push(text);
    else this.#read(text);
  }

  #read(text: string): void {
    const { metrics } = this.#context;
    const message = this.#options.reader.read(text);
    metrics.message(message.type === 'error' ? 'wrong' : message.type);
    if (message.type === 'auth') {
      this.#authenticate(message);
    } else if (!this.isAuthenticated) {
      if (message.type === 'error') this.#refuse(message.id, message.code, message.message);
      else this.#refuse(message.id, 'unauthenticated', 'show a token first: {"type":"auth","id":…,"token":…}');
      this.#session.close(CLOSE_UNAUTHENTICATED, 'show a token before anything else');
    } else if (!this.#session.isOpen) {
      // Its token has just been found to have ended.
    } else if (message.type === 'error') {
      this.#refuse(message.id, message.code, message.message);
      if (message.code === 'bad_message') this.#countBad();
    } else {
      this.#onMessage(message);
    }
  }

  /** One token at a time; what comes meanwhile is answered after it. */
  #authenticate({ id, token }: AuthRequest): void {
    this.#isChecking = true;
    this.#options.onChecking?.(true);
    this.#access.authenticate(id, token).finally(() => {
      this.#isChecking = false;
      while (!this.#isChecking && this.#session.isOpen && this.#waiting.length > 0) this.#read(this.#waiting.shift()!);
      if (!this.#isChecking) this.#options.onChecking?.(false);
    });
  }

  #countBad(): void {
    const { limits, metrics } = this.#context;
    this.#badMessages++;
    if (this.#badMessages <= limits.badMessages) return;
    metrics.limited('badMessages');
    this.#session.close(CLOSE_BAD_MESSAGE, `more than ${limits.badMessages} messages made no sense`);
  }

  #welcome(): void {
    const { software } = this.#options;
    this.#options.onAuthenticated?.();
    this.#session.send({ type: 'welcome', version: 1, software, symbols: this.#symbols() });
  }

  /** What the client may know of. */
  #sources(): MarketSource[] {
    const { symbols } = this.#access.grant ?? OPEN_GRANT;
    return [...this.#context.bus.sources()].filter(({ symbol }) => symbols.allows(symbol));
  }

  #symbols(): SymbolInfo[] {
    return this.#sources().map(symbolInfo);
  }

  #onMessage(message: Exclude<ClientMessage, AuthRequest>): void {
    switch (message.type) {
      case 'subscribe':
        this.#subscribe(message);
        break;
      case 'unsubscribe':
        this.#subscriptions.unsubscribe(message);
        break;
      case 'change':
        this.#subscriptions.change(message);
        break;
      case 'match':
        this.#subscriptions.match(message);
        break;
      case 'unmatch':
        this.#subscriptions.unmatch(message);
        break;
      case 'adapt': {
        const { tier } = this.#subscriptions;
        tier.adapt(message.adaptive);
        this.#session.send({ type: 'adapted', id: message.id, adaptive: message.adaptive, tier: tier.level });
        break;
      }
      case 'resync':
        this.#withStream(message.id, message.stream, (subscriber) => {
          this.#hub.settle(subscriber.view);
          this.#session.send({ type: 'resynced', id: message.id, ...subscriber.view.standing });
          this.#session.bring(subscriber, 'resync');
        });
        break;
      case 'list':
        this.#session.send({ type: 'symbols', id: message.id, symbols: this.#symbols() });
        break;
      case 'measure': {
        const intervalMs = this.#session.hops.begin(message.intervalMs);
        this.#session.send({ type: 'measuring', id: message.id, intervalMs });
        break;
      }
      case 'echo':
        this.#session.hops.take(message);
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
    if (this.#access.grant?.symbols.allows(symbol) !== true) {
      this.#refuse(id, 'forbidden', `your token does not allow ${shown(symbol)}`);
      return;
    }
    const source = this.#context.bus.source(symbol);
    if (source === undefined) {
      const names = this.#sources().map((each) => each.symbol);
      this.#refuse(id, 'unknown_symbol', unknownSymbol(symbol, names));
      return;
    }
    this.#subscriptions.subscribe(message, source);
  }

  #withStream(id: number, stream: number, run: (subscriber: Subscriber) => void): void {
    const subscriber = this.#session.subscribers.get(stream);
    if (subscriber === undefined) this.#refuse(id, 'unknown_stream', `you have no subscription with stream ${stream}`);
    else run(subscriber);
  }

  #refuse(id: number | null, code: ErrorCode, message: string, symbol?: string): void {
    this.#context.metrics.error(code);
    this.#session.send({ type: 'error', id, code, message, ...(symbol !== undefined && { symbol }) });
  }
}

function unknownSymbol(symbol: string, names: readonly string[]): string {
  if (symbol.includes('*')) return `there is no ${shown(symbol)} here; 'match' is what takes patterns`;
  const near = nearMatches(symbol, names);
  if (near.length > 0) return `there is no ${shown(symbol)} here; did you mean ${near.join(' or ')}?`;
  return `there is no ${shown(symbol)} here; 'list' tells which of ${names.length} there are`;
}

/** What a client made up may hold line ends and marks that turn text around. */
function shown(symbol: string): string {
  return symbol.replace(/\p{C}+/gu, '\u{fffd}');
}

function symbolInfo({ symbol, venue, state, reason, grid }: MarketSource): SymbolInfo {
  return grid === undefined ? { symbol, venue, state, reason } : { symbol, venue, state, reason, grid };
}
