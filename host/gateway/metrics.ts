/** What the gateway counts, for Prometheus. Labels are from closed lists. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { LatencyHistogram } from '../bus/latency-histogram.js';
import { registerLatency } from '../bus/latency-metric.js';
import { ALL_CLOSE_CODES } from '../wire/close-codes.js';
import type { CodecName } from '../wire/codec.js';
import { codeName } from '../wire/codes.js';
import type { ClientMessage, ErrorCode, RecoveryKind, ResumptionKind, TierReason } from '../wire/control.js';
import type { LimitName } from './limits.js';

export type FrameKind = 'snapshot' | 'catch_up' | 'delta' | 'trades' | 'status' | 'analytics';
/** Why a client got a snapshot. */
export type SnapshotCause = 'join' | 'resync' | 'change' | RecoveryCause;
/** Why a client was not where its view is: it read too slowly, or it comes back. */
export type RecoveryCause = 'behind' | 'resume';

/** The WebSocket protocol's own, and the host's. */
const CLOSE_CODES: ReadonlySet<number> = new Set([1000, 1001, 1002, 1005, 1006, 1007, 1008, 1009, ...ALL_CLOSE_CODES]);

/** What became of a token. */
export type TokenOutcome = 'granted' | 'malformed' | 'signature' | 'expired' | 'early' | 'claims';
/** Why an HTTP request was refused before it was one. */
export type RequestFault = 'timeout' | 'malformed' | 'too_large' | 'sockets' | 'tls';

/** What the gauges show, asked for at each scrape. */
export interface GatewaySizes {
  readonly clients: number;
  readonly behindClients: number;
  readonly views: number;
  readonly subscriptions: number;
  /** Clients in each tier. */
  tierClients(): readonly number[];
}

const PREFIX = 'tickwire_gateway_';

export class GatewayMetrics {
  #sentBytes = 0;
  #sentMessages = 0;
  readonly encodeSeconds: Histogram;
  /** From the first change of a book that no frame has yet until one has it. */
  readonly encodeLatency = new LatencyHistogram();
  /** From there until the frame left for a client. */
  readonly sendLatency = new LatencyHistogram();
  /** Of clients that echo, by hop: from there until the client had it, and from there until it was in its books. */
  readonly clientLatency = { network: new LatencyHistogram(), decode: new LatencyHistogram() } as const;
  readonly missedTrades: Counter;
  readonly lateTrades: Counter;
  readonly #frames: { readonly [K in FrameKind]: Counter.Internal };
  readonly codecFallbacks: Counter;
  readonly #encodedBytes: { readonly [C in CodecName]: Counter.Internal };
  readonly #snapshots: Counter<'cause'>;
  readonly #catchUps: Counter<'cause'>;
  readonly #resumed: Counter<'recovery'>;
  readonly #behinds: Counter;
  readonly #changes: Counter<'cause'>;
  readonly #tierMoves: Counter<'reason'>;
  readonly #echoes: Counter<'outcome'>;
  readonly #closes: Counter<'code'>;
  readonly #messages: Counter<'type'>;
  readonly #errors: Counter<'code'>;
  readonly #coreErrors: Counter<'code'>;
  readonly #refusedUpgrades: Counter<'status'>;
  readonly #limited: Counter<'limit'>;
  readonly #tokens: Counter<'outcome'>;
  readonly #refusedRequests: Counter<'reason'>;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#total('sent_bytes_total', 'Payload bytes handed to sockets', () => this.#sentBytes);
    this.#total('sent_messages_total', 'WebSocket messages handed to sockets', () => this.#sentMessages);
    this.missedTrades = this.#counter('missed_trades_total', 'Trades left out because a client was behind');
    const frames = this.#counter('frames_total', 'Frames encoded, each once for all its readers', 'kind');
    this.#frames = {
      snapshot: frames.labels('snapshot'),
      catch_up: frames.labels('catch_up'),
      delta: frames.labels('delta'),
      trades: frames.labels('trades'),
      status: frames.labels('status'),
      analytics: frames.labels('analytics'),
    };
    const encodedBytes = this.#counter(
      'encoded_bytes_total',
      'Bytes of frames encoded, by the codec of the stream',
      'codec',
    );
    this.#encodedBytes = {
      plain: encodedBytes.labels('plain'),
      fast: encodedBytes.labels('fast'),
      dense: encodedBytes.labels('dense'),
    };
    this.codecFallbacks = this.#counter(
      'codec_fallbacks_total',
      'Subscriptions that asked for dense and got fast, because no model was free',
    );
    this.#snapshots = this.#counter('snapshots_total', 'Snapshots sent to one client', 'cause');
    this.#catchUps = this.#counter('catch_ups_total', 'Clients brought up to a view without a snapshot', 'cause');
    this.#resumed = this.#counter(
      'resumed_total',
      'Subscriptions of clients that came back and said where they were, by what they got',
      'recovery',
    );
    this.lateTrades = this.#counter(
      'late_trades_total',
      'Trades sent after the catch-up or snapshot of a client that was behind',
    );
    this.#behinds = this.#counter('behind_total', 'Times that a subscription fell behind');
    this.#changes = this.#counter(
      'changes_total',
      'Subscriptions that got another view, as a client asked for or for its tier',
      'cause',
    );
    this.#tierMoves = this.#counter('tier_moves_total', 'Clients moved to slower views, or back', 'reason');
    this.#closes = this.#counter('closes_total', 'Connections ended, by WebSocket close code', 'code');
    this.#messages = this.#counter('received_messages_total', 'Messages of clients', 'type');
    this.#errors = this.#counter('errors_total', 'Errors told to clients', 'code');
    this.#coreErrors = this.#counter('core_errors_total', 'Calls that the core refused', 'code');
    this.#refusedUpgrades = this.#counter(
      'refused_upgrades_total',
      'WebSocket handshakes refused, by HTTP status',
      'status',
    );
    this.#latency(
      'encode_latency_seconds',
      "From a change of a book until a view's frame has it, its interval included",
      this.encodeLatency,
    );
    this.#latency('send_latency_seconds', 'From a message being made until the socket took it', this.sendLatency);
    this.#registerClientLatency();
    this.#echoes = this.#counter('echoes_total', 'Latencies that clients told, by what became of them', 'outcome');
    this.#limited = this.#counter(
      'refused_by_limit_total',
      'Times that a limit stopped a client, by the name of the limit',
      'limit',
    );
    this.#tokens = this.#counter('tokens_total', 'Tokens of clients, by what became of them', 'outcome');
    this.#refusedRequests = this.#counter(
      'refused_requests_total',
      'HTTP connections cut before their request was whole',
      'reason',
    );
    this.encodeSeconds = new Histogram({
      name: `${PREFIX}encode_seconds`,
      help: 'Time to bring the views of one flush up to date and to encode them',
      buckets: [0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.05],
      registers: [registry],
    });
  }

  #latency(name: string, help: string, histogram: LatencyHistogram): void {
    const read = () => [[{}, histogram] as const];
    registerLatency(this.#registry, { name: `${PREFIX}${name}`, help, labelNames: [], read });
  }

  /** By the host's clock as clients estimate it: what came before it was sent is counted apart. */
  #registerClientLatency(): void {
    const { network, decode } = this.clientLatency;
    registerLatency(this.#registry, {
      name: `${PREFIX}client_latency_seconds`,
      help: 'From a frame being sent until a client had it (network), from there until it was decoded (decode), as clients that measure tell it',
      labelNames: ['hop'],
      read: () => [
        [{ hop: 'network' }, network],
        [{ hop: 'decode' }, decode],
      ],
    });
    new Counter({
      name: `${PREFIX}client_clock_ahead_total`,
      help: 'Such latencies below zero, since clocks differ: they are in no bucket',
      labelNames: ['hop'],
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc({ hop: 'network' }, network.negative);
        this.inc({ hop: 'decode' }, decode.negative);
      },
    });
  }

  /** Gauges that are read from the gateway itself. */
  watch(sizes: GatewaySizes): void {
    this.#gauge('clients', 'Connections', () => sizes.clients);
    this.#gauge('behind_clients', 'Connections with a subscription that is behind', () => sizes.behindClients);
    this.#gauge('views', 'Views: streams that clients share', () => sizes.views);
    this.#gauge('subscriptions', 'Subscriptions', () => sizes.subscriptions);
    new Gauge({
      name: `${PREFIX}tier_clients`,
      help: 'Connections by tier: 0 as they asked, above it on slower views since they fell behind',
      labelNames: ['tier'],
      registers: [this.#registry],
      collect() {
        for (const [tier, clients] of sizes.tierClients().entries()) this.set({ tier }, clients);
      },
    });
  }

  /** @param codec of the frame's stream */
  frame(kind: FrameKind, codec: CodecName, bytes: number): void {
    this.#frames[kind].inc();
    this.#encodedBytes[codec].inc(bytes);
  }
  /** A message was handed to a socket. @param bytes of its payload */
  sent(bytes: number): void {
    this.#sentBytes += bytes;
    this.#sentMessages++;
  }
  snapshot(cause: SnapshotCause): void {
    this.#snapshots.inc({ cause });
  }
  /** A client was brought up to a view's sequence. */
  recovered(how: RecoveryKind, cause: RecoveryCause): void {
    if (how !== 'frames') (how === 'snapshot' ? this.#snapshots : this.#catchUps).inc({ cause });
  }
  /** A client came back, and is told what it gets. */
  resumed(recovery: ResumptionKind): void {
    this.#resumed.inc({ recovery });
  }
  behind(): void {
    this.#behinds.inc();
  }
  changed(cause: 'asked' | 'adaptive'): void {
    this.#changes.inc({ cause });
  }
  tierMoved(reason: TierReason): void {
    this.#tierMoves.inc({ reason });
  }
  echo(outcome: 'taken' | 'unknown' | 'implausible'): void {
    this.#echoes.inc({ outcome });
  }
  close(code: number): void {
    this.#closes.inc({ code: CLOSE_CODES.has(code) ? String(code) : 'other' });
  }
  message(type: ClientMessage['type'] | 'wrong' | 'binary'): void {
    this.#messages.inc({ type });
  }
  error(code: ErrorCode): void {
    this.#errors.inc({ code });
  }
  /** @param code what a call of the core answered, negative */
  coreError(code: number): void {
    this.#coreErrors.inc({ code: codeName(code) ?? 'other' });
  }
  refusedUpgrade(status: number): void {
    this.#refusedUpgrades.inc({ status: String(status) });
  }

  limited(limit: LimitName): void {
    this.#limited.inc({ limit });
  }
  token(outcome: TokenOutcome): void {
    this.#tokens.inc({ outcome });
  }
  refusedRequest(reason: RequestFault): void {
    this.#refusedRequests.inc({ reason });
  }
  /** How many connections have shown no token yet. */
  watchUnauthenticated(read: () => number): void {
    this.#gauge('unauthenticated_clients', 'Connections that have shown no token yet, where one is asked for', read);
  }

  #counter<L extends string>(name: string, help: string, ...labelNames: L[]): Counter<L> {
    return new Counter({ name: `${PREFIX}${name}`, help, labelNames, registers: [this.#registry] });
  }

  /** A counter of what is counted for every message of every client: as a plain number, read at each scrape. */
  #total(name: string, help: string, read: () => number): void {
    new Counter({
      name: `${PREFIX}${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}
