/** The gateway behind its own certificate, which is of these tests alone: https and wss, and peers that speak neither. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Loopback, openLoopback } from './loopback.js';
import { Market } from './market.js';
import { until } from './until.js';

const pem = (name: string): string => readFileSync(new URL(`certificate/${name}.pem`, import.meta.url), 'utf8');
const tls = { cert: pem('cert'), key: pem('key') };
let loopback: Loopback;
afterEach(() => loopback.close());

it('with a certificate is https and wss', async () => {
  loopback = await openLoopback(new Market(), { security: { tls } });
  const { port } = loopback.address;
  const [response] = await once(
    request({ port, host: '127.0.0.1', path: '/healthz', ca: tls.cert, agent: false }).end(),
    'response',
  );
  expect(response.statusCode).toBe(200);
  response.resume();
  const origin = `https://127.0.0.1:${port}`;
  const socket = new WebSocket(`wss://127.0.0.1:${port}/v1/stream`, 'tickwire.v1', { ca: tls.cert, origin });
  const [message] = await once(socket, 'message');
  expect(JSON.parse(String(message)).type).toBe('welcome');
  socket.terminate();
});

it('with a certificate does not wait for a handshake for ever, and takes no plain text', async () => {
  loopback = await openLoopback(new Market(), { security: { tls }, limits: { headersMs: 40 } });
  const { host, port } = loopback.address;
  for (const text of ['', 'GET /healthz HTTP/1.1\r\n\r\n']) {
    const socket = connectTcp(port, host);
    socket.on('error', () => {});
    socket.write(text);
    socket.resume();
    await once(socket, 'close');
  }
  const count = async () => loopback.registry.getSingleMetricAsString('tickwire_gateway_refused_requests_total');
  let text = '';
  await until('both to be counted', () => {
    void count().then((found) => {
      text = found;
    });
    return text.includes('{reason="tls"} 2');
  });
});
