/** `tickwire start`: takes in feeds and serves them, until it is told to stop. */
import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import { COINBASE_VARIABLES } from '../config/coinbase-keys.js';
import { loadConfig } from '../config/config.js';
import { ConfigError } from '../config/config-error.js';
import type { StartFlags } from '../config/overlay.js';
import type { Config } from '../config/schema.js';
import { TOKEN_VARIABLES } from '../config/token-keys.js';
import type { CoinbaseCredentials } from '../feeds/coinbase-signature.js';
import { isLoopback } from '../gateway/origins.js';
import { Runtime } from '../runtime.js';
import { VERSION } from '../version.js';
import { STREAM_PATH } from '../wire/control.js';
import { strangers } from './flag.js';
import { createLog } from './log.js';
import { listening, onStop } from './serving.js';
import { addStartFlags, type StartOptions } from './start-flags.js';
import { UsageError } from './usage-error.js';
import { keysFor } from './venue-keys.js';

/** @param signals what tells of SIGINT and SIGTERM */
export function registerStart(program: Command, signals: EventEmitter = process): void {
  const command = program.command('start').description('Take in feeds and serve exact books as compressed deltas.');
  addStartFlags(command).action((flags: StartOptions) => start(flags, command, signals));
}

async function start({ config: file, ...flags }: StartOptions, command: Command, signals: EventEmitter): Promise<void> {
  const loaded = loadConfig(file, flags);
  if (!loaded.ok) throw new UsageError(...loaded.problems);
  const { config } = loaded;
  const log = createLog(config.log, process.stdout.isTTY === true);
  for (const name of strangers(process.env, knownVariables(command))) {
    log.warn({ variable: name }, `${name} is no variable of tickwire; tickwire start --help names them`);
  }
  const runtime = await openRuntime(config, keysFor(config), log);
  const again = () => reread(file, flags, runtime, log);
  signals.on('SIGHUP', again);
  onStop(signals, () => {
    signals.off('SIGHUP', again);
    log.info('stopping; once more to force it');
    void runtime.stop().then(() => log.info('stopped'));
  });
  greet(runtime, log);
}

/** SIGHUP: the file again, under the same flags, and the files that either names. What is wrong in it changes nothing. */
function reread(file: string | undefined, flags: StartFlags, runtime: Runtime, log: Logger): void {
  const { verifier, tls } = runtime.security;
  if (file === undefined && verifier === undefined && tls === undefined) {
    log.warn('SIGHUP: there is no file to read again; start with --config');
    return;
  }
  const loaded = loadConfig(file, flags);
  if (!loaded.ok) {
    refuseAgain(file, loaded.problems, log);
    return;
  }
  try {
    const { symbols, security, others } = runtime.follow(loaded.config);
    for (const { venue, added, removed } of symbols) {
      const names = [...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`)];
      log.info({ venue, added, removed }, `${venue}: ${names.join(', ')}`);
    }
    for (const line of security) log.info(line);
    for (const key of others) log.warn({ key }, `${key} has changed, which takes effect after a restart`);
    if (symbols.length + security.length + others.length === 0) {
      const read = [file, verifier && 'keys of tokens', tls && 'the certificate'].filter(Boolean).join(', ');
      log.info({ file }, `read again, nothing new: ${read}`);
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    refuseAgain(file, error.problems, log);
  }
}

function refuseAgain(file: string | undefined, problems: readonly string[], log: Logger): void {
  for (const problem of problems) log.error({ file }, problem);
  log.error({ file }, `${file ?? 'what the flags name'} is not usable, so nothing is changed`);
}

async function openRuntime(config: Config, coinbase: CoinbaseCredentials | undefined, log: Logger): Promise<Runtime> {
  try {
    const runtime = await Runtime.create({ config, coinbase, environment: process.env, log });
    await listening(() => runtime.start(), config.gateway.host, config.gateway.port);
    return runtime;
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(...error.problems);
    throw error;
  }
}

/** Where it is, what it runs, how to stop it. */
function greet(runtime: Runtime, log: Logger): void {
  const { host, port } = runtime.address!;
  const at = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  warnIfOpen(runtime, log);
  const feeds = [...runtime.symbols].map(([venue, natives]) => `${venue} (${natives.join(', ')})`);
  const what = runtime.exchange === undefined ? '' : `; ${exchangeText(runtime.config.simulated)}`;
  const s = runtime.security.tls === undefined ? '' : 's';
  log.info({ address: `http${s}://${at}/` }, `tickwire ${VERSION} at http${s}://${at}/`);
  const [stream, metrics] = [`ws${s}://${at}${STREAM_PATH}`, `http${s}://${at}/metrics`];
  log.info({ stream, metrics }, `streams at ${stream}, metrics at ${metrics}`);
  const { count } = runtime.config.threads;
  const where = count === 0 ? '' : `, in ${count} ${count === 1 ? 'thread' : 'threads'} beside the gateway's`;
  const on = `the ${runtime.core.name} core${where}`;
  log.info({ feeds, core: runtime.core.name, threads: count }, `runs ${feeds.join(', ')} on ${on}${what}`);
  log.info('stop it with Ctrl-C');
}

/** Whoever reaches an address beyond this machine reads everything, unless tokens are asked for. */
function warnIfOpen({ address, security }: Runtime, log: Logger): void {
  const { host } = address!;
  if (isLoopback(host)) return;
  const serves = `${host} is reached from other machines`;
  if (security.verifier === undefined) {
    log.warn({ host }, `${serves}, and nobody is asked for a token: set ${TOKEN_VARIABLES.secret} (see SECURITY.md)`);
  } else if (security.tls === undefined && security.trustedProxies?.length === 0) {
    log.warn({ host }, `${serves} without TLS, so tokens can be read on the way: set --tls-cert, or trust a proxy`);
  }
}

function exchangeText({ seed, rate, misbehave }: Config['simulated']): string {
  const faults = Object.entries(misbehave).flatMap(([fault, chance]) => (chance ? `${fault}=${chance}` : []));
  const manners = faults.length === 0 ? '' : `, misbehaving: ${faults.join(', ')}`;
  return `simulated is an exchange in this process, seed ${seed}, ${rate} events a second and symbol${manners}`;
}

/** Of all commands: one environment may serve several. */
function knownVariables(command: Command): ReadonlySet<string> {
  const commands = command.parent?.commands ?? [command];
  const variables = commands.flatMap(({ options }) => options.flatMap(({ envVar }) => envVar ?? []));
  return new Set([...variables, ...Object.values(COINBASE_VARIABLES), ...Object.values(TOKEN_VARIABLES)]);
}
