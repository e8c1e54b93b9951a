/** The client at work: makes the connection, makes it again when it is lost, and carries the subscriptions over. */
import {
  CLOSE_AUTH_LATE,
  CLOSE_EXPIRED,
  type RecoveryKind,
  type SymbolInfo,
  type TierReason,
} from '../../host/wire/control.js';
import { type ClientOptions, checkMatch, checkRequest } from './arguments.js';
import type { TokenSource } from './authenticator.js';
import { Backoff } from './backoff.js';
import type { Client, ClientEvents, ClientState } from './client.js';
import { ClockOffset } from './clock-offset.js';
import { Connection } from './connection.js';
import type { ConnectionContext } from './connection-context.js';
import { Emitter } from './emitter.js';
import type { ClientCore, Decoding, Environment } from './environment.js';
import { TickwireError } from './errors.js';
import type { InboxLimits } from './inbox.js';
import { type LatencyOptions, type LatencyReport, latencyOptions } from './latency.js';
import { CLIENT_CAPACITY, CLIENT_LIMITS, type ClientLimits } from './limits.js';
import { LiveMatch, type MatchOwner } from './live-match.js';
import { LiveSubscription } from './live-subscription.js';
import type { Match, MatchRequest } from './match.js';
import { Resync } from './resync.js';
import { type ClientStats, newStats } from './stats.js';
import type { StreamReader } from './stream-reader.js';
import { Streams } from './streams.js';
import type { Subscription, SubscriptionRequest } from './subscription.js';
import type { SubscriptionOwner } from './subscription-owner.js';

/** Close codes after which coming back makes no sense: what this client sends is wrong, or it is not wanted. */
const REFUSED_FIRST = 4100;
const REFUSED_LAST = 4199;

export class LiveClient implements Client, SubscriptionOwner, MatchOwner {
  readonly url: string;
  readonly opened: Promise<void>;
  readonly inboxLimits: InboxLimits;
  readonly #environment: Environment;
  readonly #limits: ClientLimits;
  readonly #stats = newStats();
  readonly #offset = new ClockOffset();
  readonly #emitter = new Emitter<ClientEvents>();
  readonly #subscriptions = new Set<LiveSubscription>();
  readonly #matches = new Set<LiveMatch>();
  readonly #pauses: Backoff;
  readonly #signal: AbortSignal | undefined;
  readonly #token: TokenSource | undefined;
  readonly #isAdaptive: boolean;
  readonly #measured: Required<LatencyOptions> | undefined;
  #resolveOpened: () => void = () => {};
  #rejectOpened: (error: TickwireError) => void = () => {};
  #streams: Streams | undefined;
  #connection: Connection | undefined;
  #cancelReconnect: (() => void) | undefined;
  #welcomedMicros: number | undefined;
  #wasOpen = false;
  #state: ClientState = 'connecting';
  #reason = '';
  #error: TickwireError | undefined;
  #symbols: readonly SymbolInfo[] = [];
  #tier = 0;
  #latency: LatencyReport | undefined;

  /** @param url checked already, as the options are */
  constructor(url: string, options: ClientOptions, environment: Environment) {
    this.url = url;
    this.#environment = environment;
    this.#limits = { ...CLIENT_LIMITS, ...options.limits };
    const capacity = { ...CLIENT_CAPACITY, ...options.capacity };
    this.inboxLimits = { trades: this.#limits.tradeBacklog, changes: capacity.levels };
    this.#pauses = new Backoff(this.#limits.reconnectFirstMs, this.#limits.reconnectMaxMs, () => environment.random());
    this.opened = new Promise((resolve, reject) => {
      this.#resolveOpened = resolve;
      this.#rejectOpened = reject;
    });
    // Who does not wait for `opened` learns of the end by `state` and `error`.
    this.opened.catch(() => {});
    this.#token = options.token;
    this.#isAdaptive = options.adaptive ?? true;
    this.#measured = latencyOptions(options.latency);
    this.#signal = options.signal;
    if (this.#signal?.aborted) {
      this.close();
      return;
    }
    this.#signal?.addEventListener('abort', this.#abort, { once: true });
    environment.loadCore(capacity).then(
      (core) => this.#start(core),
      (error: unknown) => this.#end(new TickwireError('core', `the core could not be loaded: ${textOf(error)}`)),
    );
  }

  get state(): ClientState {
    return this.#state;
  }
  get reason(): string {
    return this.#reason;
  }
  get error(): TickwireError | undefined {
    return this.#error;
  }
  get symbols(): readonly SymbolInfo[] {
    return this.#symbols;
  }
  get tier(): number {
    return this.#tier;
  }
  get latency(): LatencyReport | undefined {
    return this.#latency;
  }
  get decoding(): Decoding {
    return this.#environment.decoding ?? 'inline';
  }
  get stats(): ClientStats {
    return this.#stats;
  }

  subscribe(request: SubscriptionRequest): Subscription {
    const subscription = new LiveSubscription(checkRequest(request), this);
    if (this.#state === 'closed') {
      subscription.end(this.#error ?? new TickwireError('closed', 'the client is closed'));
    } else if (request.signal?.aborted) {
      subscription.close();
    } else {
      this.#subscriptions.add(subscription);
      if (this.#state === 'open') this.#connection?.add(subscription);
    }
    return subscription;
  }

  match(request: MatchRequest): Match {
    const match = new LiveMatch(checkMatch(request), this);
    if (this.#state === 'closed') {
      match.end(this.#error ?? new TickwireError('closed', 'the client is closed'));
    } else if (request.signal?.aborted) {
      match.close();
    } else {
      this.#matches.add(match);
      if (this.#state === 'open') this.#connection?.matches.add(match);
    }
    return match;
  }

  async list(): Promise<readonly SymbolInfo[]> {
    if (this.#state !== 'open' || this.#connection === undefined) {
      throw new TickwireError('closed', 'there is no connection to ask: wait for client.opened');
    }
    this.#symbols = await this.#connection.list();
    return this.#symbols;
  }

  on<E extends keyof ClientEvents>(event: E, listener: ClientEvents[E]): () => void {
    return this.#emitter.on(event, listener);
  }
  off<E extends keyof ClientEvents>(event: E, listener: ClientEvents[E]): void {
    this.#emitter.off(event, listener);
  }

  close(): void {
    this.#end(undefined);
  }

  onMissedTrades(count: number): void {
    this.#stats.missedTrades += count;
  }

  onChange(subscription: LiveSubscription): void {
    if (this.#state === 'open') this.#connection?.change(subscription);
  }

  newMember(match: LiveMatch, symbol: string): LiveSubscription {
    const subscription = new LiveSubscription({ ...match.wishes, symbol }, this, match);
    this.#subscriptions.add(subscription);
    return subscription;
  }

  onMatchClosed(match: LiveMatch): void {
    this.#matches.delete(match);
    if (this.#state === 'open') this.#connection?.matches.remove(match);
  }

  onRecovered(recovery: RecoveryKind): void {
    this.#stats.recoveries[recovery]++;
  }

  onLetGo(stream: StreamReader): void {
    this.#streams?.prune(stream);
  }

  onClosed(subscription: LiveSubscription): void {
    this.#subscriptions.delete(subscription);
    subscription.match?.onClosed(subscription.symbol);
    if (this.#state === 'open') this.#connection?.remove(subscription);
  }

  readonly #abort = (): void => this.close();

  #start(core: ClientCore): void {
    if (this.#state === 'closed') return;
    const { time } = this.#environment;
    const random = (): number => this.#environment.random();
    const ask = (stream: StreamReader): void => this.#connection?.resync(stream);
    this.#streams = new Streams(core, (stream) => new Resync(this.#limits, time, random, () => ask(stream)));
    this.#connect();
  }

  #connect(): void {
    if (this.#streams === undefined) return;
    this.#welcomedMicros = undefined;
    const context: ConnectionContext = {
      environment: this.#environment,
      streams: this.#streams,
      limits: this.#limits,
      stats: this.#stats,
      offset: this.#offset,
      token: this.#token,
      isAdaptive: this.#isAdaptive,
      latency: this.#measured,
    };
    this.#connection = new Connection(this.url, context, {
      onWelcome: (symbols) => this.#onWelcome(symbols),
      onTier: (tier, reason) => this.#onTier(tier, reason),
      onLatency: (report) => {
        this.#latency = report;
        this.#emitter.emit('latency', report);
      },
      onForeign: (reason) => this.#end(new TickwireError('refused', reason)),
      onClosed: (code, reason) => this.#onLost(code, reason),
    });
  }

  #onWelcome(symbols: readonly SymbolInfo[]): void {
    this.#welcomedMicros = this.#environment.time.nowMicros();
    if (this.#wasOpen) this.#stats.reconnects++;
    this.#wasOpen = true;
    this.#symbols = symbols;
    // Those that a listener makes from here on are added as they are made.
    const waiting = [...this.#subscriptions].filter(({ match }) => match === undefined);
    const matches = [...this.#matches];
    this.#tier = 0;
    this.#enter('open', '');
    this.#resolveOpened();
    for (const subscription of waiting) {
      if (subscription.state !== 'closed') this.#connection?.add(subscription);
    }
    for (const match of matches) if (!match.isClosed) this.#connection?.matches.add(match);
    this.#emitter.emit('symbols', symbols);
  }

  #onTier(tier: number, reason: TierReason): void {
    this.#tier = tier;
    this.#emitter.emit('tier', tier, reason);
  }

  #onLost(code: number, reason: string): void {
    const text = `connection lost: code ${code}${reason === '' ? '' : `, ${reason}`}`;
    this.#connection = undefined;
    if (code >= REFUSED_FIRST && code <= REFUSED_LAST) {
      this.#end(new TickwireError('refused', `the host closed the connection for good: code ${code}, ${reason}`));
      return;
    }
    const hopeless = this.#whyHopeless(code);
    if (hopeless !== undefined) {
      this.#end(new TickwireError('refused', hopeless));
      return;
    }
    const lasted = this.#environment.time.nowMicros() - (this.#welcomedMicros ?? Number.POSITIVE_INFINITY);
    if (lasted >= this.#limits.reconnectCalmMs * 1000) this.#pauses.reset();
    this.#offset.clear();
    this.#enter('connecting', text);
    for (const subscription of [...this.#subscriptions]) subscription.disconnect(code, text);
    if (this.state === 'closed') return;
    this.#cancelReconnect = this.#environment.time.after(this.#pauses.next(), () => this.#connect());
  }

  /** Codes after which it makes sense to come back only with what this client does not have. */
  #whyHopeless(code: number): string | undefined {
    if (code === CLOSE_AUTH_LATE && this.#token === undefined) return 'the host asks for a token: pass options.token';
    if (code !== CLOSE_EXPIRED || typeof this.#token !== 'string') return undefined;
    return 'the token has ended: pass a function that gives another as options.token';
  }

  #end(error: TickwireError | undefined): void {
    if (this.#state === 'closed') return;
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#cancelReconnect?.();
    this.#error = error;
    const connection = this.#connection;
    this.#connection = undefined;
    this.#enter('closed', error?.message ?? 'closed');
    for (const match of [...this.#matches]) match.end(error);
    for (const subscription of [...this.#subscriptions]) subscription.end(error);
    connection?.close();
    this.#environment.release?.();
    this.#rejectOpened(error ?? new TickwireError('closed', 'the client was closed'));
  }

  #enter(state: ClientState, reason: string): void {
    if (state === this.#state && reason === this.#reason) return;
    this.#state = state;
    this.#reason = reason;
    this.#emitter.emit('state', state, reason);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
