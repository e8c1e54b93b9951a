/** The package, installed in a fresh Node project: it runs, its types hold, and a server may import what is for browsers. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../gateway/until.js';
import { FreshProject } from './installed.js';
import { SYMBOL, Venue } from './page-contract.js';

const run = promisify(execFile);
const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));

const CONSUMER = `
import { connect } from 'tickwire/client';

const [url, symbol, worker] = process.argv.slice(2);
const client = connect(url, { worker: JSON.parse(worker) });
for await (const message of client.subscribe({ symbol })) {
  if (message.type !== 'book_snapshot') continue;
  console.log(client.decoding, message.book.bids.price(0), message.book.asks.price(0));
  break;
}
client.close();
`;

const TYPED = `
import { type Book, type Client, type ClientOptions, connect, type Message, TickwireError } from 'tickwire/client';
import { connect as standalone } from 'tickwire/client/standalone';

const options: ClientOptions = { worker: { share: false }, signal: AbortSignal.timeout(1) };
const client: Client = connect('ws://127.0.0.1:1', options);
export const best = (book: Book): string | undefined => book.bestBid?.price;
export const kind = (message: Message): string => message.type;
export const isOurs = (error: unknown): boolean => error instanceof TickwireError;
standalone('ws://127.0.0.1:1', { wasmUrl: '/core.wasm' }).close();
// @ts-expect-error: no such option
connect('ws://127.0.0.1:1', { wroker: true });
client.close();
`;

/** Touching any of these on import is an error. */
const BROWSER_ONLY = [
  'WebSocket',
  'Worker',
  'SharedArrayBuffer',
  'window',
  'document',
  'location',
  'self',
  'fetch',
  'navigator',
];

describe('the installed package in Node', () => {
  let project: FreshProject;

  beforeAll(() => {
    project = new FreshProject(['typescript', '@types/node']);
    project.write('consumer.mjs', CONSUMER);
  });
  afterAll(() => project?.remove());

  it.each([
    [false, 'inline'],
    [true, 'sharing'],
    [{ share: false }, 'transferring'],
  ] as const)('reads a book, worker: %o', async (worker, decoding) => {
    const venue = await Venue.open();
    const argv = [project.path('consumer.mjs'), venue.loopback.ws, SYMBOL, JSON.stringify(worker)];
    const { stdout, stderr } = await run(process.execPath, argv, { cwd: project.folder });
    expect([stdout, stderr]).toEqual([`${decoding} 1 1.01\n`, '']);
    await venue.loopback.close();
  });

  it('runs the example', async () => {
    project.copy('examples/node-consumer.mjs', 'node-consumer.mjs');
    const venue = await Venue.open();
    const example = spawn(process.execPath, ['node-consumer.mjs', venue.loopback.ws, SYMBOL], {
      cwd: project.folder,
    });
    let out = '';
    example.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const ended = once(example, 'close');
    await until('a book', () => out.includes('state live'));
    venue.source.change([[100, 9]], []);
    venue.source.trade(101);
    venue.loopback.time.pass(100);
    await until('a trade and a change', () => /trade sell 1\.01 .*\n/.test(out) && out.includes('book 1 1.01\n'));
    example.kill();
    await ended;
    await venue.loopback.close();
  });

  it('has types that a strict program compiles with', () => {
    project.write('typed.ts', TYPED);
    const argv = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom',
      'typed.ts',
    ];
    const compile = () => execFileSync(tsc, argv, { cwd: project.folder, encoding: 'utf8', stdio: 'pipe' });
    expect(compile()).toBe('');
  });

  it.each(['client/index.js', 'standalone/client.js'])(
    'imports %s on a server without touching what only browsers have',
    async (file) => {
      const script = `
      for (const name of ${JSON.stringify(BROWSER_ONLY)}) {
        Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error(name + ' was touched'); } });
      }
      const { connect } = await import('./node_modules/tickwire/dist/web/${file}');
      console.log(typeof connect);
    `;
      const argv = ['--input-type=module', '--eval', script];
      const { stdout } = await run(process.execPath, argv, { cwd: project.folder });
      expect(stdout).toBe('function\n');
    },
  );
});
