/** The client's socket over any WebSocket class with the browser's interface. */
import { SUBPROTOCOL } from '../../host/wire/control.js';
import { CLOSE_ABNORMAL, CLOSE_NORMAL } from './close-codes.js';
import type { ClientSocket, SocketEvents } from './environment.js';

/** What is used of a WebSocket: browsers' own and Node's `ws` have it. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
}

export type MakeWebSocket = (url: string, subprotocol: string) => WebSocketLike;

/** Of a WebSocket's `readyState`. */
const CLOSED = 3;
const FORBIDDEN = 'no connection was made, as where the content security policy of the page forbids it';

export function openWebSocket(make: MakeWebSocket, url: string, events: SocketEvents): ClientSocket {
  let open = true;
  const end = (code: number, reason: string): void => {
    if (!open) return;
    open = false;
    events.onClose(code, reason);
  };
  let socket: WebSocketLike;
  try {
    socket = make(url, SUBPROTOCOL);
  } catch (error) {
    queueMicrotask(() => end(CLOSE_ABNORMAL, error instanceof Error ? error.message : String(error)));
    return {
      send() {},
      close() {
        open = false;
      },
    };
  }
  let fault = '';
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    if (open) events.onOpen?.();
  });
  socket.addEventListener('message', ({ data }) => {
    if (!open) return;
    if (typeof data === 'string') events.onText(data);
    else if (data instanceof ArrayBuffer) events.onBytes(new Uint8Array(data));
  });
  socket.addEventListener('error', ({ message }) => {
    fault = message ?? '';
    // Where the page's policy forbids the address, Chromium gives no `close`; else it follows in this task.
    if (socket.readyState === CLOSED) setTimeout(() => end(CLOSE_ABNORMAL, fault === '' ? FORBIDDEN : fault), 0);
  });
  socket.addEventListener('close', ({ code, reason }) => end(code, reason === '' ? fault : reason));
  return {
    send(text) {
      if (open) socket.send(text);
    },
    close() {
      open = false;
      socket.close(CLOSE_NORMAL);
    },
  };
}
