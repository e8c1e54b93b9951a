/** The package, installed in fresh projects: a Vite app, and a page without a bundler; both in a browser, wherever they decode. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build, createServer } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium, skipBrowser } from '../browser/chromium.js';
import { DamagingProxy } from '../client/damaging-proxy.js';
import { FreshProject } from './installed.js';
import { followsInPage, HANDLE, Venue } from './page-contract.js';
import { PageServer } from './page-server.js';

const PAGE = '<!doctype html><title>Fresh</title><script type="module" src="./main.js"></script>';

/** The policy of docs/CLIENT.md, with the host's address in it. */
function documentedPolicy(host: string): string {
  const text = readFileSync(new URL('../../docs/CLIENT.md', import.meta.url), 'utf8');
  const [policy] = /^default-src .*$/m.exec(text) ?? [];
  expect(policy).toContain('wss://host.example');
  return policy!.replace('wss://host.example', host);
}

describe.skipIf(skipBrowser)('the installed package in a browser', () => {
  let project: FreshProject;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let venue: Venue;
  let complaints: string[];

  beforeAll(async () => {
    project = new FreshProject();
    project.write('app/index.html', PAGE);
    project.write('app/main.js', `import { connect } from 'tickwire/client';\n${HANDLE}\n`);
    await build({ configFile: false, root: project.path('app'), logLevel: 'error', build: { outDir: '../built' } });
    const standalone = `import { connect } from './node_modules/tickwire/dist/web/standalone/client.js';\n${HANDLE}\n`;
    project.write('index.html', PAGE);
    project.write('main.js', standalone);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    project?.remove();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // A host that is being started again is one to which no connection can be made.
      const isExpected = /WebSocket connection to .* failed/.test(message.text());
      const isIcon = message.location().url.endsWith('/favicon.ico');
      if (message.type() === 'error' && !isExpected && !isIcon) complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await context.close();
    await venue.loopback.close();
  });

  const open = async (url: string): Promise<void> => {
    await page.goto(url);
    await page.waitForFunction(() => 'connect' in globalThis);
  };

  describe.each([
    ['built by Vite', 'built'],
    ['without a bundler', '.'],
  ])('%s', (_name, folder) => {
    it.each([
      [{}, 'inline'],
      [{ worker: true }, 'sharing'],
      [{ worker: { share: false } }, 'transferring'],
    ] as const)('from the host, cross-origin isolated, %o: %s', async (options, decoding) => {
      venue = await Venue.open(project.path(folder));
      await open(`${venue.loopback.http}/`);
      await followsInPage(page, venue, venue.loopback.ws, options, decoding);
      expect(complaints).toEqual([]);
    });

    it('from a server of its own under exactly the documented policy, not isolated', async () => {
      venue = await Venue.open();
      const proxy = await DamagingProxy.open(venue.loopback.ws);
      const policy = documentedPolicy(proxy.url);
      const server = await PageServer.open(project.path(folder), { 'content-security-policy': policy });
      await open(`${server.url}/`);
      await followsInPage(page, venue, proxy.url, { worker: true }, 'transferring');
      expect(complaints).toEqual([]);
      await server.close();
      await proxy.close();
    });
  });

  it('says what it misses where the policy leaves a source out', async () => {
    venue = await Venue.open();
    const host = venue.loopback.ws;
    const without = async (part: string, options: object): Promise<string> => {
      const policy = documentedPolicy(host);
      expect(policy).toContain(part);
      const headers = { 'content-security-policy': policy.replace(part, '') };
      const server = await PageServer.open(project.path('built'), headers);
      await open(`${server.url}/`);
      const failed = await page.evaluate(
        ([url, given]) => {
          type Connect = (url: string, options: object) => { opened: Promise<void>; on: Listen };
          type Listen = (event: 'state', listener: (state: string, reason: string) => void) => void;
          const client = (globalThis as unknown as { connect: Connect }).connect(url, given);
          const lost = new Promise<string>((resolve) => {
            client.on('state', (state, reason) => state === 'open' || resolve(reason));
          });
          return Promise.race([lost, client.opened.then(() => 'opened')]);
        },
        [host, options] as const,
      );
      await server.close();
      return failed;
    };
    expect(await without(" 'wasm-unsafe-eval'", {})).toMatch(/core could not be loaded/);
    expect(await without(" 'wasm-unsafe-eval'", { worker: true })).toMatch(/core could not be loaded/);
    expect(await without(` ${host}`, {})).toMatch(/content security policy/);
    expect(await without(` ${host}`, { worker: true })).toMatch(/content security policy/);
  });

  it('takes core and worker from where the options say', async () => {
    venue = await Venue.open(project.path('.'));
    const { http, ws } = venue.loopback;
    await open(`${http}/`);
    const files: string[] = [];
    page.on('request', (request) => files.push(new URL(request.url()).pathname));
    const folder = '/node_modules/tickwire/dist';
    const wasmUrl = { simd: `${folder}/core/simd-private.wasm`, scalar: `${folder}/core/scalar-private.wasm` };
    const worker = { url: `${folder}/web/standalone/worker.js` };
    await followsInPage(page, venue, ws, { worker, wasmUrl } as object, 'sharing');
    expect(files.filter((file) => /\.(wasm|js)$/.test(file))).toEqual([worker.url, wasmUrl.simd]);
  });

  it('is served by the development server of Vite, in a worker too, where it is left as it is', async () => {
    venue = await Venue.open();
    const proxy = await DamagingProxy.open(venue.loopback.ws);
    const server = await createServer({
      configFile: false,
      root: project.path('app'),
      cacheDir: project.path('cache'),
      logLevel: 'error',
      optimizeDeps: { exclude: ['tickwire'] },
      // What the project's links lead to is not below it.
      server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
    });
    await server.listen();
    await open(server.resolvedUrls!.local[0]!);
    await followsInPage(page, venue, proxy.url, { worker: true }, 'transferring');
    await server.close();
    await proxy.close();
  });

  it('has one file for the worker in what Vite builds, and two for the core', () => {
    const assets = readdirSync(project.path('built/assets'));
    expect(assets.filter((name) => /^worker-.*\.js$/.test(name))).toHaveLength(1);
    expect(assets.filter((name) => name.endsWith('.wasm'))).toHaveLength(2);
  });
});
