/** The Node entry of `tickwire/client`: sockets by `ws` (Node 20 has none of its own), the WASM from disk. */
import { WebSocket } from 'ws';
import { loadReaderCore } from '../../host/core/node.js';
import { type ClientOptions, checkOptions, checkUrl } from './arguments.js';
import type { Client } from './client.js';
import { systemTime } from './environment.js';
import { LiveClient } from './live-client.js';
import { openWebSocket, type WebSocketLike } from './web-socket.js';

export * from './exports.js';

/** Largest message from a host. */
const MAX_MESSAGE_BYTES = 33_554_432;

/**
 * Connects to a Tickwire host and stays connected until the client is closed.
 * @param url as in `ws://127.0.0.1:8080`; without a path, the protocol's own
 * @throws TypeError where an argument is wrong. What goes wrong later is told by `state`, `reason` and `error`.
 */
export function connect(url: string | URL, options: ClientOptions = {}): Client {
  return new LiveClient(checkUrl(url), checkOptions(options), {
    openSocket: (address, events) => openWebSocket(makeWebSocket, address, events),
    loadCore: (capacity) => loadReaderCore({ capacity }),
    time: systemTime,
    random: Math.random,
  });
}

function makeWebSocket(url: string, subprotocol: string): WebSocketLike {
  return new WebSocket(url, subprotocol, { perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
}
