/**
 * The host: core, feeds, bus, gateway and metrics put together, from a configuration. It and the files of
 * its folder alone know every part. Nothing here touches the process: signals and exits are the command's.
 */
import type { Worker } from 'node:worker_threads';
import { Registry } from 'prom-client';
import { LocalBus } from './bus/local.js';
import type { MarketDataBus } from './bus/market-data.js';
import { type ConfigChanges, configChanges } from './config/changes.js';
import { ConfigError } from './config/config-error.js';
import { type EmbeddedExchange, type FeedPlan, feedPlans } from './config/feed-plan.js';
import { type ConfiguredSecurity, gatewaySecurity } from './config/gateway-security.js';
import type { Config } from './config/schema.js';
import { securityRenewal } from './config/security-renewal.js';
import { loadAnalytics } from './core/analytics/node.js';
import type { WasmCore } from './core/index.js';
import { computePairs } from './engines/pair-analytics.js';
import type { CoinbaseCredentials } from './feeds/coinbase-signature.js';
import type { Feed } from './feeds/live/feed.js';
import type { FeedLog } from './feeds/live/feed-log.js';
import { systemTime, type Time } from './feeds/live/time.js';
import type { SimulatedExchange } from './feeds/simulated/simulated-exchange.js';
import { Gateway, type GatewayAddress } from './gateway/gateway.js';
import { dashboardFolder } from './runtime/dashboard-folder.js';
import { embeddedExchange } from './runtime/embedded-exchange.js';
import { FeedSet } from './runtime/feed-set.js';
import { hostCore } from './runtime/host-core.js';
import { registerHostMetrics } from './runtime/host-metrics.js';
import { FeedThreads } from './runtime/threads/feed-threads.js';
import { registerMerged } from './runtime/threads/merged-metrics.js';
import type { ThreadData } from './runtime/threads/messages.js';
import { registerThreadMetrics } from './runtime/threads/thread-metrics.js';
import { venuesInstead } from './runtime/venues-instead.js';
import { VERSION } from './version.js';
import { blockBytes } from './wire/kernel-bytes.js';

export interface RuntimeOptions {
  /** As `loadConfig` or `parseConfig` answer it. */
  readonly config: Config;
  /** Feeds beside the configured ones, as of venues of one's own. */
  readonly feeds?: readonly FeedPlan[];
  /** Keys for the configured Coinbase feed: its books come as `level2` then. Absent: `level2_batch`, without keys. */
  readonly coinbase?: CoinbaseCredentials | undefined;
  /** Where keys of clients' tokens may be, beside the files that the configuration names. Default: nothing is there. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: says nothing. A pino logger is one. */
  readonly log?: FeedLog;
  readonly time?: Time;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Starts a feeds' thread. Default: a worker of this package's own file. */
  readonly startThread?: (data: ThreadData) => Worker;
}

const SILENT: FeedLog = { debug() {}, info() {}, warn() {} };

export class Runtime {
  readonly core: WasmCore;
  /** What the feeds tell; engines of one's own subscribe here. */
  readonly bus: MarketDataBus;
  /** Whom the gateway lets in. */
  readonly security: ConfiguredSecurity;
  /** What `/metrics` shows; metrics of one's own may be added. */
  readonly registry = new Registry();
  /** The simulated exchange in this process, where the configuration asks for one. */
  readonly exchange: SimulatedExchange | undefined;
  #config: Config;
  /** The certificate that connections get. */
  #tls: ConfiguredSecurity['tls'];
  readonly #options: Required<Omit<RuntimeOptions, 'coinbase' | 'startThread'>>;
  readonly #coinbase: CoinbaseCredentials | undefined;
  readonly #publisher: LocalBus;
  /** Those of this thread: all, or where there are threads the caller's own. */
  readonly #feeds: FeedSet;
  readonly #threads: FeedThreads | undefined;
  /** Without which `/readyz` is not ready. */
  #configured: string[] = [];
  #gateway: Gateway | undefined;
  #address: GatewayAddress | undefined;
  #streams = 0;

  /**
   * Loads the core and makes everything ready; nothing is opened yet.
   * @throws ConfigError where the configuration cannot be run on this machine
   */
  static async create(options: RuntimeOptions): Promise<Runtime> {
    return new Runtime(options, await hostCore(options.config, options.feeds));
  }

  private constructor(options: RuntimeOptions, core: WasmCore) {
    const { config, feeds = [], log = SILENT, time = systemTime, random = Math.random, environment = {} } = options;
    this.#options = { config, feeds, log, time, random, environment };
    this.security = gatewaySecurity(config.gateway, environment, () => time.wallMicros());
    this.#tls = this.security.tls;
    this.#coinbase = options.coinbase;
    this.#config = config;
    this.core = core;
    this.#publisher = new LocalBus();
    this.bus = this.#publisher;
    this.exchange = embeddedExchange(config, time);
    this.#computePairs(log);
    const publisher = this.#publisher;
    const isThreaded = config.threads.count > 0;
    const registry = isThreaded ? new Registry() : this.registry;
    this.#feeds = new FeedSet({
      ...{ config, core, log, time, random, publisher, registry },
      nextStreamId: () => ++this.#streams,
    });
    if (isThreaded) {
      const { coinbase, startThread: startWorker } = options;
      const threads = new FeedThreads({ config, core, publisher, coinbase, log, time, random, startWorker });
      registerMerged(this.registry, registry, () => threads.metrics());
      this.#threads = threads;
    }
    registerThreadMetrics(this.registry, this.#threads);
    registerHostMetrics(this.registry, core);
  }

  /** What runs: as it was given, with the symbols of `follow`. */
  get config(): Config {
    return this.#config;
  }

  /** Symbols that are fed, by venue, as the venue spells them. */
  get symbols(): ReadonlyMap<string, readonly string[]> {
    const own = this.feeds.map((feed) => [feed.venue.id, [...feed.books].map(({ native }) => native)] as const);
    return new Map([...(this.#threads?.symbols ?? []), ...own]);
  }

  /** The feeds that run in this thread; a symbol is added to one, or removed, while it does. */
  get feeds(): readonly Feed[] {
    return this.#feeds.feeds;
  }

  /** Where the gateway listens; undefined before `start` and after `stop`. */
  get address(): GatewayAddress | undefined {
    return this.#address;
  }

  /**
   * Opens the gateway, then the feeds, which come in sync on their own time. Once in a runtime's life.
   * @throws ConfigError for an instruments file that cannot be used; Node's own error (`EADDRINUSE` …)
   *   where the gateway's address cannot be had. Nothing is left open then.
   */
  async start(): Promise<GatewayAddress> {
    const { gateway } = this.#config;
    try {
      const embedded = await this.#openExchange();
      const configured = feedPlans(this.#config, embedded, venuesInstead(this.#coinbase, this.#options.time));
      const plans = [...configured, ...this.#options.feeds];
      this.#gateway = this.#createGateway(plans);
      this.#address = await this.#gateway.listen(gateway.host, gateway.port);
      for (const plan of this.#threads === undefined ? plans : this.#options.feeds) this.#feeds.open(plan);
      this.#threads?.start(configured, embedded);
    } catch (error) {
      await this.exchange?.close();
      throw error;
    }
    this.#feeds.start();
    return this.#address;
  }

  /**
   * Takes in the symbols that another configuration has more, and lets those go that it has not; reads keys of
   * tokens and the certificate anew, for connections from now on. All else in it takes effect after a restart:
   * the answer names both.
   * @throws ConfigError where the core has no room for them, or a file cannot be used; nothing is changed then
   */
  follow(config: Config): ConfigChanges {
    const { environment } = this.#options;
    const renewal = securityRenewal(this.security, this.#tls, this.#config.gateway, config.gateway, environment);
    const changes = configChanges(this.#config, config, renewal);
    const more = changes.symbols.reduce((sum, { added, removed }) => sum + added.length - removed.length, 0);
    const books = this.#feeds.books + (this.#threads?.books ?? 0);
    const { streams } = this.core.capacity;
    if (more > 0 && books + more > streams) {
      throw new ConfigError(`core.streams: ${streams} are not enough for ${books + more} symbols; more need a restart`);
    }
    renewal.apply();
    this.#config = { ...this.#config, gateway: renewal.gateway };
    if (renewal.tls !== undefined) {
      this.#tls = renewal.tls;
      this.#gateway?.renewCertificate(renewal.tls);
    }
    for (const { venue, added, removed } of changes.symbols) {
      if (this.#threads !== undefined) {
        this.#threads.remove(venue, removed);
        this.#threads.add(venue, added);
      } else {
        const feed = this.#feeds.feedOf(venue);
        if (feed === undefined) continue;
        for (const native of removed) feed.remove(native);
        void feed.add(added);
      }
      const gone = new Set(removed.map((native) => `${venue}:${native}`));
      const kept = this.#configured.filter((symbol) => !gone.has(symbol));
      this.#configured.splice(0, this.#configured.length, ...kept, ...added.map((native) => `${venue}:${native}`));
      const symbols = config.venues[venue]?.symbols;
      this.#config = {
        ...this.#config,
        venues: { ...this.#config.venues, [venue]: { ...this.#config.venues[venue], symbols } },
      };
    }
    return changes;
  }

  /** Says goodbye to clients and venues, and closes everything. */
  async stop(): Promise<void> {
    const closed = this.#gateway?.close();
    const stopped = this.#feeds.stop();
    // Feeds say goodbye to the embedded exchange before it goes.
    await Promise.all([stopped, this.#threads?.stop()]);
    await Promise.all([closed, this.exchange?.close()]);
    this.#gateway = undefined;
    this.#address = undefined;
    this.registry.clear();
  }

  async #openExchange(): Promise<EmbeddedExchange | undefined> {
    if (this.exchange === undefined) return undefined;
    const { wsUrl, restUrl } = await this.exchange.listen();
    return { urls: { ws: wsUrl, rest: restUrl }, symbols: this.exchange.symbols };
  }

  #createGateway(plans: readonly FeedPlan[]): Gateway {
    const { config, time, random } = this.#options;
    const folder = dashboardFolder();
    this.#configured = plans.flatMap(({ venue, symbols }) => symbols.map((native) => `${venue.id}:${native}`));
    return new Gateway({
      bus: this.bus,
      registry: this.registry,
      time: {
        wallMicros: () => time.wallMicros(),
        monotonicMs: () => time.monotonicMs(),
        after: (ms, run) => time.after(ms, run),
        soon: (run) => setImmediate(run),
      },
      drawEpoch: () => Math.floor(random() * 2 ** 48),
      software: VERSION,
      symbols: this.#configured,
      limits: config.gateway.limits,
      security: this.security,
      ...(folder !== undefined && { dashboardFolder: folder }),
    });
  }

  /** A pair is there from the start, whenever its symbols come. */
  #computePairs(log: FeedLog): void {
    const { pairs } = this.#config;
    if (pairs.length === 0) return;
    const plans = pairs.map(({ name, symbols, interval, returns }) => {
      return { name, symbols, intervalUs: interval * 1000, pairs: returns };
    });
    const bytes = pairs.reduce((sum, { returns }) => sum + blockBytes('covariance', { pairs: returns }), 65_536);
    const { build } = this.#config.core;
    const { refused } = computePairs({
      ...{ plans, bus: this.bus, publisher: this.#publisher, core: this.core },
      analytics: loadAnalytics(build === 'auto' ? { bytes } : { build, bytes }),
      nextStreamId: () => ++this.#streams,
    });
    for (const name of refused) log.warn({ pair: name }, `the core has no stream left for the pair ${name}`);
  }
}
