/** The client's sockets in Node, by `ws`: Node 20 has none of its own. */
import { WebSocket } from 'ws';
import type { WebSocketLike } from './web-socket.js';

/** Largest message from a host. */
const MAX_MESSAGE_BYTES = 33_554_432;

export function makeNodeWebSocket(url: string, subprotocol: string): WebSocketLike {
  return new WebSocket(url, subprotocol, { perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
}
