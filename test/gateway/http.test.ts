/** The gateway's plain HTTP: health, readiness, metrics, and files that stay within their folder. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Loopback, openLoopback } from './loopback.js';
import { Market } from './market.js';

let folder: string;
let dashboardFolder: string;
let market: Market;
let loopback: Loopback;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwire-'));
  dashboardFolder = join(folder, 'dashboard');
  await mkdir(join(dashboardFolder, 'assets'), { recursive: true });
  await mkdir(join(folder, 'dashboard-secret'));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'dashboard-secret', 'a.txt'), 'secret');
  await writeFile(join(dashboardFolder, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(dashboardFolder, '.env'), 'secret');
  await writeFile(join(dashboardFolder, 'empty.txt'), '');
  await writeFile(join(dashboardFolder, 'assets', 'main-Bx3_d9Qz.js'), 'export {};');
  await writeFile(join(dashboardFolder, 'assets', 'simd-reader-C2a8f0Kd.wasm'), new Uint8Array([0, 97, 115, 109]));
  await symlink(join(folder, 'secret.txt'), join(dashboardFolder, 'link.txt'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  market = new Market();
  loopback = await openLoopback(market, { dashboardFolder, symbols: ['simulated:ONE', 'simulated:TWO'] });
});
afterEach(() => loopback.close());

/** A request whose path is sent as it is. */
function ask(path: string, method = 'GET', headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const { host, port } = loopback.address;
    request({ host, port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('health and readiness', () => {
  it('is alive before anything is live', async () => {
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}\n' });
  });

  it('is ready when all configured symbols are known and one is live', async () => {
    const ready = async () => {
      const { status, body } = await ask('/readyz');
      return { status, ...JSON.parse(body) };
    };
    expect(await ready()).toEqual({
      status: 503,
      ready: false,
      live: 0,
      notLive: [],
      unknown: ['simulated:ONE', 'simulated:TWO'],
    });
    const one = market.add('simulated:ONE');
    one.begin([[1, 1]], [[2, 1]]);
    expect(await ready()).toMatchObject({ status: 503, live: 1, unknown: ['simulated:TWO'] });
    market.add('simulated:TWO').become('connecting', 'disconnected');
    expect(await ready()).toEqual({
      status: 200,
      ready: true,
      live: 1,
      notLive: [{ symbol: 'simulated:TWO', state: 'connecting', reason: 'disconnected' }],
      unknown: [],
    });
    one.become('stale', 'gap');
    expect(await ready()).toMatchObject({ status: 503, ready: false, live: 0 });
  });

  it('serves the metrics of its registry', async () => {
    const { status, headers, body } = await ask('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(body).toContain('tickwire_gateway_clients 0');
    expect(body).toContain('tickwire_gateway_encode_seconds_bucket');
  });
});

describe('the dashboard', () => {
  it('is served with its types, isolated, under a policy', async () => {
    const page = await ask('/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>page</title>' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'x-content-type-options': 'nosniff',
    });
    expect(page.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
    const wasm = await ask('/assets/simd-reader-C2a8f0Kd.wasm');
    expect(wasm.headers).toMatchObject({
      'content-type': 'application/wasm',
      'content-length': '4',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await ask('/assets/main-Bx3_d9Qz.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(await ask('/empty.txt')).toMatchObject({ status: 200, body: '' });
  });

  it('is not sent again to who has it', async () => {
    const { etag } = (await ask('/')).headers;
    expect(await ask('/', 'GET', { 'if-none-match': String(etag) })).toMatchObject({ status: 304, body: '' });
    expect(await ask('/', 'GET', { 'if-none-match': `"other", ${etag}` })).toMatchObject({ status: 304 });
    expect(await ask('/', 'GET', { 'if-none-match': '"other"' })).toMatchObject({ status: 200 });
  });

  it('answers HEAD without a body, and nothing but HEAD and GET', async () => {
    const head = await ask('/', 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe('34');
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask('/', method);
      expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
    }
  });

  const NOT_THERE = [
    '/nothing',
    '/assets/',
    '/assets',
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/../dashboard-secret/a.txt',
    '//secret.txt',
    '/link.txt',
    '/.env',
    '/%00',
    '/index.html%00.txt',
    '/%',
    '/%ff%fe',
    '/c:/secret.txt',
    '/__proto__',
  ];
  for (const path of NOT_THERE) {
    it(`does not serve ${path}`, async () => {
      const { status, body } = await ask(path);
      expect(status).toBe(404);
      expect(body).not.toContain('secret');
    });
  }

  it('that is not built is said to be so', async () => {
    const bare = await openLoopback(market, { dashboardFolder: join(folder, 'missing') });
    const response = await fetch(`${bare.http}/`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('npm run build');
    await bare.close();
  });
});

describe('the address of the stream', () => {
  it('asks plain HTTP for an upgrade', async () => {
    const { status, headers, body } = await ask('/v1/stream');
    expect([status, headers['upgrade']]).toEqual([426, 'websocket']);
    expect(body).toContain('tickwire.v1');
  });

  it('that is in use is an error of listen', async () => {
    const { port } = loopback.address;
    await expect(openLoopback(market, {}, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('gives up on a request whose headers do not come in time', async () => {
    await loopback.close();
    loopback = await openLoopback(market, { limits: { headersMs: 40 } });
    const { host, port } = loopback.address;
    const socket = connect(port, host);
    socket.write('GET /healthz HTTP/1.1\r\nHost: ');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
    await once(socket, 'close');
  });
});
