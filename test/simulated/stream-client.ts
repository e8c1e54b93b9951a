/** A plain WebSocket client for tests: keeps what it received, and knows when everything sent so far has arrived. */
import { WebSocket } from 'ws';

/** Any message of Binance's streams; which fields are there depends on its kind. */
export interface StreamMessage {
  readonly stream?: string;
  readonly data?: StreamMessage;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly msg: string };
  readonly id?: unknown;
  readonly e?: string;
  readonly E: number;
  readonly s: string;
  readonly U: number;
  readonly u: number;
  /** Levels of a diff; in a bookTicker, prices and sizes are text. */
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}

export class StreamClient {
  readonly messages: string[] = [];
  readonly socket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  /** The reason given with the close code. */
  reason = '';
  #pings = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.messages.push(data.toString()));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.reason = reason.toString();
        resolve(code);
      });
    });
  }

  static async open(url: string): Promise<StreamClient> {
    const client = new StreamClient(new WebSocket(url, { perMessageDeflate: false }));
    await new Promise<void>((resolve, reject) => {
      client.socket.once('open', () => resolve());
      client.socket.once('unexpected-response', (_request, response) =>
        reject(new Error(`HTTP ${response.statusCode}`)),
      );
      client.socket.once('close', () => reject(new Error('closed')));
    });
    return client;
  }

  /** What came since the last call, as JSON. */
  take(): StreamMessage[] {
    return this.messages.splice(0).map((text) => JSON.parse(text));
  }

  /** Waits until all that the server sent before now is here; a WebSocket keeps order, so a pong tells. */
  async settle(): Promise<void> {
    const mark = `settle ${this.#pings++}`;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.socket.off('pong', onPong);
        this.socket.off('close', done);
        resolve();
      };
      const onPong = (data: Buffer) => {
        if (data.toString() === mark) done();
      };
      this.socket.on('pong', onPong);
      this.socket.on('close', done);
      this.socket.ping(mark);
    });
  }

  /** Sends a request and gives the next message that is not of a stream. */
  async ask(request: unknown): Promise<StreamMessage | undefined> {
    this.socket.send(typeof request === 'string' ? request : JSON.stringify(request));
    await this.settle();
    const answers = this.take().filter((message) => 'result' in message || 'error' in message);
    return answers[0];
  }
}
