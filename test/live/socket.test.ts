/** The real socket against a real server. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { openWebSocket, type Socket } from '../../host/feeds/live/socket.js';

let server: WebSocketServer;
let url: string;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

/** Opens a socket and answers everything that happened, once it is over. */
function live(address: string, maxPayloadBytes = 1000, onEvent: (event: string, socket: Socket) => void = () => {}) {
  const events: string[] = [];
  return new Promise<string[]>((resolve) => {
    const note = (event: string) => {
      events.push(event);
      onEvent(event, socket);
    };
    const socket: Socket = openWebSocket(
      address,
      {
        onOpen: () => note('open'),
        onMessage: (bytes) => note(`message ${bytes.byteLength}`),
        onControl: () => note('control'),
        onClose: (reason) => {
          events.push(`close ${reason}`);
          resolve(events);
        },
      },
      maxPayloadBytes,
    );
  });
}

describe('socket', () => {
  it('carries text and binary up to the limit, and ends at one byte more', async () => {
    server.on('connection', (peer) => {
      peer.send('x'.repeat(1000));
      peer.send(new Uint8Array(1000));
      peer.send('x'.repeat(1001));
    });
    expect(await live(url)).toEqual(['open', 'message 1000', 'message 1000', 'close Max payload size exceeded']);
  });

  it('takes a ping and a pong for a sign of life, and tells the reason of a close', async () => {
    server.on('connection', (peer) => {
      peer.ping();
      peer.on('ping', () => setImmediate(() => peer.close(4000, 'maintenance')));
    });
    const events = await live(url, 1000, (event, socket) => {
      if (event === 'control') socket.ping();
    });
    expect(events[0]).toBe('open');
    expect(events.filter((event) => event === 'control').length).toBeGreaterThanOrEqual(1);
    expect(events.at(-1)).toBe('close code 4000: maintenance');
  });

  it('sends, says goodbye, and hears the answer', async () => {
    server.on('connection', (peer) => peer.on('message', (data) => peer.send(data.toString())));
    const events = await live(url, 1000, (event, socket) => {
      if (event === 'open') socket.send('12345');
      else socket.close();
    });
    expect(events).toEqual(['open', 'message 5', 'close code 1000']);
  });

  it('answers an address nobody listens at, a wrong scheme and no address with a close', async () => {
    server.close();
    await once(server, 'close');
    expect(await live(url)).toEqual([expect.stringMatching(/^close .*ECONNREFUSED/)]);
    expect(await live('ftp://127.0.0.1')).toEqual([expect.stringMatching(/^close .*protocol/)]);
    expect(await live('no address')).toEqual([expect.stringMatching(/^close Invalid URL/)]);
  });

  it('tells a reason in one line, whatever the other side makes of it', async () => {
    server.on('connection', (peer) => peer.close(4000, 'go\r\naway\u0007 now\n'));
    expect(await live(url)).toEqual(['open', 'close code 4000: go away now']);
    expect(await live(url.replace('ws:', 'wss:'))).toEqual(['close TLS: wrong version number']);
  });

  it('can be given up before it opens', async () => {
    const events = await new Promise<string>((resolve) => {
      openWebSocket(
        url,
        { onOpen: () => resolve('open'), onMessage() {}, onControl() {}, onClose: resolve },
        1000,
      ).terminate();
    });
    expect(events).toContain('closed before');
  });
});
