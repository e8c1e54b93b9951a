/** A WebSocket to a venue, reduced to what a connection needs, and the real one made with `ws`. */
import { WebSocket } from 'ws';
import { networkFault, oneLine } from './network-fault.js';

export interface SocketEvents {
  onOpen(): void;
  /** One message, whole. The bytes are the callee's to keep. */
  onMessage(bytes: Uint8Array): void;
  /** A pong or a ping came: the other side is alive. */
  onControl(): void;
  /** It is over, for whatever reason; always the last event, and it comes once. */
  onClose(reason: string): void;
}

export interface Socket {
  send(text: string): void;
  ping(): void;
  /** Says goodbye; `onClose` follows when the other side has answered. */
  close(): void;
  /** Ends at once; `onClose` follows. */
  terminate(): void;
}

/** Never throws: an address that cannot be used is an `onClose`, later. */
export type OpenSocket = (url: string, events: SocketEvents, maxPayloadBytes: number) => Socket;

/** A socket of `ws`. Compression is not offered: it costs more CPU than the bytes are worth here. */
export const openWebSocket: OpenSocket = (url, events, maxPayloadBytes) => {
  let socket: WebSocket;
  try {
    socket = new WebSocket(url, { maxPayload: maxPayloadBytes, perMessageDeflate: false, skipUTF8Validation: true });
  } catch (error) {
    return unusable(events, networkFault(error));
  }
  let fault = '';
  socket.on('open', () => events.onOpen());
  socket.on('message', (data) => events.onMessage(asBytes(data)));
  socket.on('ping', () => events.onControl());
  socket.on('pong', () => events.onControl());
  socket.on('error', (error) => {
    fault = networkFault(error);
  });
  socket.on('close', (code, reason) => {
    const said = oneLine(reason.toString('utf8'));
    events.onClose(fault !== '' ? fault : said === '' ? `code ${code}` : `code ${code}: ${said}`);
  });
  return {
    send: (text) => socket.send(text, ignoreFailure),
    ping: () => socket.ping(undefined, undefined, ignoreFailure),
    close: () => socket.close(1000),
    terminate: () => socket.terminate(),
  };
};

/** A failed write is followed by `close`, which tells all there is to tell. */
function ignoreFailure(): void {}

function asBytes(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function unusable(events: SocketEvents, reason: string): Socket {
  queueMicrotask(() => events.onClose(reason));
  return { send() {}, ping() {}, close() {}, terminate() {} };
}
