/** `tickwire top`: what a running host does, on a terminal until q, or once for a script. */
import type { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ConfigError } from '../config/config-error.js';
import { DURATION_FORM, parseDuration } from '../config/duration.js';
import { path, restUrl } from '../config/field.js';
import { type Environment, TOKEN_VARIABLES } from '../config/token-keys.js';
import { bySchema, flag } from './flag.js';
import { type Answer, HostLink } from './top/host-link.js';
import { HostToken } from './top/host-token.js';
import { type Overview, overview } from './top/overview.js';
import { pageLines } from './top/page.js';
import type { Scrape } from './top/scrape.js';
import { Screen, type Terminal } from './top/screen.js';
import { UsageError } from './usage-error.js';

const DEFAULT_URL = 'http://127.0.0.1:8080';
const DEFAULT_INTERVAL_MS = 1_000;
const MIN_INTERVAL_MS = 100;
/** The host is not there. */
const EXIT_AWAY = 1;
/** Of a page that no terminal bounds. */
const FREE_SIZE = { columns: 80, rows: Number.POSITIVE_INFINITY };

interface Flags {
  readonly url: string;
  readonly interval: number;
  readonly once?: true;
  readonly json?: true;
  readonly tokenFile?: string;
}

export interface TopEnvironment {
  /** Undefined where standard output is none. */
  readonly terminal: Terminal | undefined;
  readonly isColoured: boolean;
  /** What tells of SIGINT, SIGTERM and exit. */
  readonly signals: EventEmitter;
  /** Where a token may be. */
  readonly variables: Environment;
}

const PROCESS: TopEnvironment = {
  terminal: process.stdout.isTTY === true && process.stdin.isTTY === true ? processTerminal() : undefined,
  isColoured: process.env['NO_COLOR'] === undefined,
  signals: process,
  variables: process.env,
};

export function registerTop(program: Command, environment: TopEnvironment = PROCESS): void {
  program
    .command('top')
    .description('Show what a running host does: feeds, books, clients, rates, latencies.')
    .option('--url <url>', 'where the host is', bySchema(restUrl), DEFAULT_URL)
    .addOption(
      new Option('--interval <duration>', 'between two looks').argParser(interval).default(DEFAULT_INTERVAL_MS, '1s'),
    )
    .option('--once', 'print one page, of the first interval, and end')
    .option('--json', 'with --once: print JSON')
    .addOption(
      flag(
        '--token-file <file>',
        `of a host that asks for a token: where one is; default: ${TOKEN_VARIABLES.token}`,
        bySchema(path),
      ),
    )
    .action((flags: Flags, command: Command) => top(flags, command, environment));
}

function interval(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= MIN_INTERVAL_MS) return ms;
  throw new InvalidArgumentError(`Expected ${DURATION_FORM}, from ${MIN_INTERVAL_MS} ms.`);
}

async function top(flags: Flags, command: Command, environment: TopEnvironment): Promise<void> {
  if (flags.json && !flags.once) throw new UsageError('--json needs --once beside it');
  const { terminal } = environment;
  if (!flags.once && terminal === undefined) throw new UsageError('top needs a terminal; --once prints one page');
  const link = new HostLink(flags.url, readable(new HostToken(flags.tokenFile, environment.variables)));
  try {
    const first = await link.scrape();
    if (!first.ok) command.error(awayText(flags.url, first), { exitCode: EXIT_AWAY, code: 'tickwire.away' });
    await link.list();
    if (flags.once) await once(flags, first.scrape, link, command);
    else await watch(flags, first.scrape, link, terminal!, environment);
  } finally {
    link.close();
  }
}

/** What is no token at the start is the user's mistake; later the page says so. */
function readable(token: HostToken): HostToken {
  try {
    token.read();
    return token;
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(...error.problems) : error;
  }
}

function awayText(url: string, { reason, isRefused }: Extract<Answer, { ok: false }>): string {
  if (!isRefused) return `no host at ${url}: ${reason}; tickwire start runs one, --url names another`;
  const ways = `--token-file or ${TOKEN_VARIABLES.token}`;
  return `${url} refuses: ${reason}; give a token by ${ways}, tickwire token --metrics --symbols '*' makes one`;
}

async function once(flags: Flags, first: Scrape, link: HostLink, command: Command): Promise<void> {
  await pause(flags.interval);
  const next = await link.scrape();
  if (!next.ok) command.error(`${flags.url} went away: ${next.reason}`, { exitCode: EXIT_AWAY, code: 'tickwire.away' });
  const view = overview(first, next.scrape, link.symbols);
  const text = flags.json
    ? JSON.stringify({ url: flags.url, ...view }, null, 2)
    : pageLines(view, flags.url, '', FREE_SIZE)
        .slice(0, -1)
        .map((line) => line.text)
        .join('\n');
  command.configureOutput().writeOut?.(`${text}\n`);
}

async function watch(flags: Flags, first: Scrape, link: HostLink, terminal: Terminal, environment: TopEnvironment) {
  const { signals, isColoured } = environment;
  const ending = new AbortController();
  const quit = () => ending.abort();
  const screen = new Screen(terminal, isColoured, quit);
  const restore = () => screen.close();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) signals.on(name, quit);
  signals.on('exit', restore);
  let before = first;
  let view: Overview = overview(first, first, link.symbols);
  let note = '';
  try {
    while (!ending.signal.aborted) {
      screen.show(pageLines(view, flags.url, note, screen.size));
      await pause(flags.interval, undefined, { signal: ending.signal }).catch(() => {});
      if (ending.signal.aborted) break;
      const [answer] = await Promise.all([link.scrape(), link.list()]);
      note = answer.ok ? noteOf(link) : answer.reason;
      if (!answer.ok) continue;
      view = overview(before, answer.scrape, link.symbols);
      before = answer.scrape;
    }
  } finally {
    restore();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) signals.off(name, quit);
    signals.off('exit', restore);
  }
}

function noteOf({ symbols, roundTripMs }: HostLink): string {
  if (symbols === undefined) return 'metrics alone';
  return roundTripMs === undefined ? '' : `round trip ${roundTripMs.toFixed(1)} ms`;
}

function processTerminal(): Terminal {
  const { stdin, stdout } = process;
  return {
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text) => stdout.write(text),
    keys(onKey) {
      const listen = (data: Buffer) => {
        for (const key of data.toString('latin1')) onKey(key);
      };
      stdin.setRawMode(true).resume().on('data', listen);
      return () => {
        stdin.off('data', listen);
        stdin.setRawMode(false).pause();
      };
    },
  };
}
