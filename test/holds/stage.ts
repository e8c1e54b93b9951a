/** The system under test as processes: an exchange, a host that asks for tokens, and crowds of clients. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { expect } from 'vitest';
import { Child } from '../../bench/load/child.js';
import type { CrowdDuties } from '../../bench/load/crowd-process.js';
import { CrowdTally } from '../../bench/load/crowd-tally.js';
import { RawClient, type Wanted } from '../../bench/load/raw-client.js';
import { Command } from '../system/command.js';
import type { Sizes } from './sizes.js';

const SECRET = 'a secret of tests, longer than thirty-two bytes';
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'SHIBUSDT'];
/** What every client reads: a ladder of each symbol with its trades, and one book as deep as the exchange's. */
const WANTED: readonly Wanted[] = [
  ...SYMBOLS.map((symbol) => ({ symbol: `simulated:${symbol}`, depth: 20, intervalMs: 100 })),
  { symbol: 'simulated:BTCUSDT', depth: 1_000, intervalMs: 100, trades: false },
];
const poll = { interval: 50, timeout: 90_000 };
/** A client is behind soon, may ask for much, and whoever is slow is sent away soon: so that a test does not take minutes. */
const LIMITS = {
  sendHighBytes: 65_536,
  sendLowBytes: 16_384,
  slow: '2s',
  auth: '3s',
  headers: '2s',
  messagesPerSecond: 4_000,
};

export class Stage {
  readonly sizes: Sizes;
  crowds: Child<CrowdDuties>[] = [];
  #exchange!: Command;
  #host!: Command;
  /** The host's resident memory with all clients in calm. */
  baseMemory: number | undefined;
  #port = 0;
  #token = '';
  readonly #folder = mkdtempSync(join(tmpdir(), 'tickwire-holds-'));

  constructor(sizes: Sizes) {
    this.sizes = sizes;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }
  get clients(): number {
    return this.sizes.crowds * (this.sizes.raw + this.sizes.library);
  }
  /** All but those of the first process. */
  get others(): Child<CrowdDuties>[] {
    return this.crowds.slice(1);
  }

  async start(): Promise<void> {
    this.#token = await this.token({});
    this.#exchange = new Command(['simulate', '--port', '0', '--seed', '4', '--symbols', SYMBOLS.join()]);
    const [, ws, rest] = await this.#exchange.wrote(/--ws-url (\S+) --rest-url (\S+)/);
    const most = 2 * this.clients;
    const limits = { ...LIMITS, connections: most, connectionsPerAddress: most, unauthenticatedConnections: most };
    const config = {
      venues: { simulated: { symbols: SYMBOLS, wsUrl: ws, restUrl: rest } },
      gateway: { limits, auth: { required: true, metrics: 'open' } },
      log: { format: 'json' },
    };
    writeFileSync(this.#config, JSON.stringify(config));
    this.#port = await freePort();
    await this.startHost();
    this.crowds = Array.from({ length: this.sizes.crowds }, () => new Child<CrowdDuties>('crowd-process'));
    const { raw, library } = this.sizes;
    const plan = { url: this.url, token: this.#token, wanted: WANTED, raw, library };
    await Promise.all(this.crowds.map((crowd, seed) => crowd.ask('open', { ...plan, seed })));
  }

  /** On the same port each time. */
  async startHost(): Promise<void> {
    const flags = ['--config', this.#config, '--port', String(this.#port)];
    this.#host = new Command(['start', ...flags], { TICKWIRE_TOKEN_SECRET: SECRET });
    await this.#host.wrote(/"address":"http:/);
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${this.#port}/readyz`)).status, poll).toBe(200);
  }

  async close(): Promise<void> {
    await Promise.all(this.crowds.map((crowd) => crowd.end()));
    for (const command of [this.#host, this.#exchange]) {
      command?.kill('SIGKILL');
      await command?.exit;
    }
    rmSync(this.#folder, { recursive: true });
  }

  signalHost(signal: NodeJS.Signals): void {
    this.#host.kill(signal);
  }
  async killHost(): Promise<void> {
    this.#host.kill('SIGKILL');
    await this.#host.exit;
  }

  /** A token of this host; the claims given replace what is well with it. */
  token(claims: object, secret = SECRET): Promise<string> {
    const exp = Math.floor(Date.now() / 1000) + 3_600;
    return new SignJWT({ symbols: ['*'], exp, ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(secret));
  }

  /** The sum of a metric over its labels that begin so. */
  async metric(name: string, label = ''): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.#port}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => line.includes(label))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  memory(): Promise<number> {
    return this.metric('process_resident_memory_bytes');
  }

  /**
   * Stops the exchange, so that the market stands still, and waits until every client of every crowd is live with the
   * books that the host then has: those of a client that joins at last, whose snapshots the host makes from its own.
   * Fingerprints are taken anew, over the levels that each client holds. Answers the number of books compared.
   */
  async agree(): Promise<number> {
    await Promise.all(this.crowds.map((crowd) => crowd.ask('live')));
    this.#exchange.kill('SIGSTOP');
    let witness: RawClient | undefined;
    try {
      await expect.poll(() => this.#stands(), poll).toBe(true);
      const options = { url: this.url, token: this.#token, wanted: WANTED, tally: new CrowdTally() };
      witness = new RawClient({ ...options, random: () => 0.5 });
      await expect.poll(() => witness!.isLive, poll).toBe(true);
      const host = [...witness.standings()].sort();
      expect(host).toHaveLength(WANTED.length);
      await expect.poll(async () => await this.#standings(), poll).toEqual(host);
      const all = await Promise.all(this.crowds.map((crowd) => crowd.ask('standing')));
      expect(all.reduce((sum, { live }) => sum + live, 0)).toBe(this.clients);
      return this.clients * WANTED.length;
    } finally {
      witness?.close();
      this.#exchange.kill('SIGCONT');
    }
  }

  /** What clients of all crowds hold: each different book once. */
  async #standings(): Promise<string[]> {
    const all = await Promise.all(this.crowds.map((crowd) => crowd.ask('standing')));
    return [...new Set(all.flatMap(({ standings }) => standings))].sort();
  }

  /** Nothing moved for two of the clients' intervals. */
  async #stands(): Promise<boolean> {
    const before = await this.#standings();
    await new Promise((resolve) => setTimeout(resolve, 200));
    return JSON.stringify(before) === JSON.stringify(await this.#standings());
  }

  get #config(): string {
    return join(this.#folder, 'holds.json');
  }
}

/**
 * Below those that a system draws for outgoing connections: a client that dials one of these while nobody listens there
 * may be given the very port that it dials, and then talks to itself.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}
