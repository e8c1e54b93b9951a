/** Coinbase's keys at `tickwire start`: taken from the environment, sent as a signature, never shown. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Command, endCommandsAfterEach } from './command.js';

endCommandsAfterEach();

const KEYS = {
  TICKWIRE_COINBASE_KEY: 'key-of-this-test',
  TICKWIRE_COINBASE_SECRET: 'c2VjcmV0IG9mIHRoaXMgdGVzdA==',
  TICKWIRE_COINBASE_PASSPHRASE: 'passphrase-of-this-test',
};

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** An exchange that repeats what it is told in an error, answers with a snapshot, and keeps what it was told. */
async function listen() {
  const http = createServer((_request, response) => response.writeHead(404).end('{"message":"NotFound"}'));
  const server = new WebSocketServer({ server: http });
  const told: string[] = [];
  const snapshot = '{"type":"snapshot","product_id":"BTC-USD","bids":[["100.00","1"]],"asks":[["101.00","1"]]}';
  server.on('connection', (socket: WebSocket) => {
    socket.on('message', (data) => {
      told.push(data.toString());
      socket.send(JSON.stringify({ type: 'error', message: 'echo', reason: data.toString().slice(-150) }));
      socket.send(snapshot);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    http.close();
  });
  return { told, url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

const ARGUMENTS = ['start', '--venue', 'coinbase', '--symbols', 'BTC-USD', '--port', '0', '--log-level', 'trace'];

describe('keys of Coinbase', () => {
  it.each([
    ['level2', KEYS],
    ['level2_batch', {}],
  ])('make the book channel %s', async (channel, environment) => {
    const { told, url } = await listen();
    const host = new Command([...ARGUMENTS, '--ws-url', url], environment);
    await host.wrote(/coinbase:BTC-USD is live/);
    const subscription = JSON.parse(told[0]!);
    expect(subscription.channels[0]).toBe(channel);
    expect('signature' in subscription).toBe(channel === 'level2');
    host.kill('SIGTERM');
    expect(await host.exit).toBe(0);
    const shown = host.out + host.err;
    expect(shown).toContain('refused a request: echo');
    expect(shown).not.toMatch(/is no variable of tickwire/);
    for (const secret of Object.values(KEYS)) expect(shown).not.toContain(secret);
  });

  it('that are not whole end it with one line, without showing them', async () => {
    const { TICKWIRE_COINBASE_SECRET: _, ...partial } = KEYS;
    const host = new Command(ARGUMENTS, partial);
    expect(await host.exit).toBe(2);
    expect(host.out + host.err).toBe(
      "tickwire: TICKWIRE_COINBASE_SECRET: missing; expected all three of Coinbase's keys, or none\n",
    );
  });
});
