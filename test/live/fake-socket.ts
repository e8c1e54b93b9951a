/** Sockets without a network: a test plays the venue. */
import type { OpenSocket, Socket, SocketEvents } from '../../host/feeds/live/socket.js';

export class FakeSocket implements Socket {
  readonly url: string;
  readonly events: SocketEvents;
  readonly sent: string[] = [];
  pings = 0;
  ended: 'closed' | 'terminated' | undefined;

  constructor(url: string, events: SocketEvents) {
    this.url = url;
    this.events = events;
  }

  send(text: string): void {
    this.sent.push(text);
  }
  ping(): void {
    this.pings += 1;
  }
  close(): void {
    this.ended = 'closed';
  }
  terminate(): void {
    this.ended = 'terminated';
  }

  say(text: string): void {
    this.events.onMessage(Buffer.from(text));
  }
}

/** Every socket that was opened, in order. */
export class FakeSockets {
  readonly all: FakeSocket[] = [];

  readonly open: OpenSocket = (url, events) => {
    const socket = new FakeSocket(url, events);
    this.all.push(socket);
    return socket;
  };

  get last(): FakeSocket {
    return this.all.at(-1)!;
  }
}
