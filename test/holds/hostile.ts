/** Peers that mean no good, each over a connection of its own: what they do, and how it has to end. */
import { connect as connectTcp, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import * as control from '../../host/wire/control.js';
import type { Stage } from './stage.js';

export interface Hostile {
  readonly name: string;
  /** Close codes, or HTTP statuses, that may end it. */
  readonly ends: readonly number[];
  /** Answers the code that ended it. */
  run(stage: Stage): Promise<number>;
}

const NEVER_MS = 60_000;

export const HOSTILE: readonly Hostile[] = [
  {
    name: 'a flood of fragments',
    ends: [control.CLOSE_TOO_MANY_PIECES, 1006],
    run: (stage) =>
      upgraded(stage, (socket) => {
        socket.write(clientFrame(0x01, 'a'));
        for (let i = 0; i < 1_000; i++) socket.write(clientFrame(0x00, 'a'));
      }),
  },
  { name: 'a handshake a byte at a time', ends: [408], run: (stage) => slowHandshake(stage) },
  {
    name: 'a flood of pings',
    ends: [control.CLOSE_TOO_MANY_PINGS, 1006],
    run: (stage) =>
      shown(stage, (socket) => {
        for (let i = 0; i < 1_000; i++) socket.ping();
      }),
  },
  {
    name: 'a message too large',
    ends: [control.CLOSE_TOO_LARGE, 1006],
    run: (stage) => closed(stage, (socket) => socket.send('x'.repeat(1_000_000))),
  },
  {
    name: 'messages without sense',
    ends: [control.CLOSE_BAD_MESSAGE, control.CLOSE_TOO_MANY_MESSAGES],
    run: (stage) =>
      shown(stage, (socket) => {
        for (let i = 0; i < 100; i++) socket.send(`{"type":"subscribe","id":${i},"symbol":${i}}`);
      }),
  },
  {
    name: 'binary data',
    ends: [control.CLOSE_UNSUPPORTED],
    run: (stage) => closed(stage, (socket) => socket.send(Buffer.alloc(100))),
  },
  {
    name: 'text that is no UTF-8',
    ends: [1007],
    run: (stage) => closed(stage, (socket) => socket.send(Buffer.from([0xff, 0xfe]), { binary: false })),
  },
  {
    name: 'no token',
    ends: [control.CLOSE_AUTH_LATE],
    run: (stage) => closed(stage, () => {}),
  },
  {
    name: 'something else before a token',
    ends: [control.CLOSE_UNAUTHENTICATED],
    run: (stage) => closed(stage, (socket) => socket.send('{"type":"list","id":1}')),
  },
  {
    name: 'a wrong token',
    ends: [control.CLOSE_BAD_TOKEN],
    run: (stage) => shown(stage, () => {}, stage.token({}, 'another secret of more than 32 bytes')),
  },
  {
    name: 'a token that has ended',
    ends: [control.CLOSE_EXPIRED],
    run: (stage) => shown(stage, () => {}, stage.token({ exp: 1_700_000_000 })),
  },
  {
    name: 'a page of another origin',
    ends: [403],
    run: (stage) => closed(stage, () => {}, { origin: 'https://elsewhere.example' }),
  },
];

/** As `closed`, after a token was sent. */
async function shown(
  stage: Stage,
  act: (socket: WebSocket) => void,
  token: Promise<string> = stage.token({}),
): Promise<number> {
  const text = JSON.stringify({ type: 'auth', id: 1, token: await token });
  return closed(stage, (socket) => {
    socket.send(text);
    act(socket);
  });
}

/** Opens a WebSocket, does it, and answers the close code, or the status that refused it. */
function closed(stage: Stage, act: (socket: WebSocket) => void, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(`${stage.url}${control.STREAM_PATH}`, control.SUBPROTOCOL, { headers });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('nothing ended it')), NEVER_MS);
    socket.on('open', () => act(socket));
    socket.on('unexpected-response', (_, { statusCode = 0 }) => {
      clearTimeout(late);
      resolve(statusCode);
      socket.terminate();
    });
    socket.on('error', () => {});
    socket.on('close', (code) => {
      clearTimeout(late);
      resolve(code);
    });
  });
}

/** The same over a bare connection, for frames that no library writes. */
function upgraded(stage: Stage, act: (socket: Socket) => void): Promise<number> {
  const lines = [
    `GET ${control.STREAM_PATH} HTTP/1.1`,
    'host: localhost',
    'upgrade: websocket',
    'connection: upgrade',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    `sec-websocket-protocol: ${control.SUBPROTOCOL}`,
  ];
  const socket = dial(stage);
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    let isOpen = false;
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    socket.on('data', (data) => {
      seen = Buffer.concat([seen, data]);
      if (!isOpen && seen.includes('\r\n\r\n')) {
        isOpen = true;
        seen = Buffer.alloc(0);
        act(socket);
      }
    });
    // A close frame is what the host says last.
    socket.on('close', () => resolve(seen[0] === 0x88 ? seen.readUInt16BE(2) : 1006));
  });
}

/** Never ends its headers. */
function slowHandshake(stage: Stage): Promise<number> {
  const socket = dial(stage);
  return new Promise((resolve) => {
    let answer = '';
    const text = `GET ${control.STREAM_PATH} HTTP/1.1\r\nx-slow: `;
    let at = 0;
    const drip = setInterval(() => socket.write(text[at++] ?? 'a'), 100);
    socket.on('data', (data) => {
      answer += String(data);
    });
    socket.on('close', () => {
      clearInterval(drip);
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 1006));
    });
  });
}

function dial(stage: Stage): Socket {
  const socket = connectTcp(Number(new URL(stage.url).port), '127.0.0.1');
  socket.on('error', () => {});
  return socket;
}

/** A masked frame with a mask of zeros. */
function clientFrame(head: number, text: string): Buffer {
  return Buffer.concat([Buffer.of(head, 0x80 | text.length, 0, 0, 0, 0), Buffer.from(text)]);
}
