/** What is due in a flush: framed as RFC 6455 says, and made once for all who have the same due. */
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { messageFrame } from '../../host/gateway/message-frame.js';
import { Pack } from '../../host/gateway/packer.js';

it.each([0, 1, 125, 126, 65_535, 65_536, 70_000])('a message of %i bytes is read as it was', async (length) => {
  const message = Uint8Array.from({ length }, (_, i) => i * 7);
  const frame = messageFrame([message.subarray(0, length >> 1), message.subarray(length >> 1)]);
  expect(Buffer.compare(frame.payload, message)).toBe(0);
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (_, request) => request.socket.write(frame.bytes));
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
  const [data, isBinary] = await new Promise<[Buffer, boolean]>((resolve, reject) => {
    client.once('message', (...got) => resolve(got as [Buffer, boolean]));
    client.once('error', reject);
  });
  expect([isBinary, Buffer.compare(data, message)]).toEqual([true, 0]);
  client.terminate();
  server.close();
});

it('makes the messages of a place once, in the order of its steps, none longer than may be', () => {
  const [a, b, c] = [[Uint8Array.of(1)], [Uint8Array.of(2, 3), Uint8Array.of(4)], [Uint8Array.of(5)]];
  const nothing = new Pack(3);
  const payloads = (pack: Pack) => pack.frames.map(({ payload }) => [...payload]);
  expect(payloads(nothing)).toEqual([]);
  const first = nothing.with(a).with(b);
  expect(nothing.with(c).with(a)).not.toBe(first);
  expect(nothing.with(a).with(b)).toBe(first);
  expect(nothing.with(a).with(b).frames).toBe(first.frames);
  expect(payloads(first)).toEqual([[1, 2, 3], [4]]);
  expect(payloads(nothing.with(b).with(a))).toEqual([[2, 3, 4], [1]]);
  expect(payloads(nothing.with(c).with(a))).toEqual([[5, 1]]);
});
