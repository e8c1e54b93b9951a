/** A client's socket that reads when a test lets it. */
import type { MessageFrame } from '../../host/gateway/message-frame.js';
import type { GatewaySocket } from '../../host/gateway/outlet.js';
import type { HostMessage } from '../../host/wire/control.js';

interface Sent {
  readonly data: string | Uint8Array;
  readonly onWritten: () => void;
}

export class FakeSocket implements GatewaySocket {
  bufferedAmount = 0;
  closed: { readonly code: number; readonly reason: string } | undefined;
  isTerminated = false;
  pings = 0;
  #unread: Sent[] = [];
  readonly #isEager: boolean;

  /** @param isEager nothing ever waits in it, as the gateway sees it */
  constructor(isEager = false) {
    this.#isEager = isEager;
  }

  send(data: string | Uint8Array, onWritten: () => void): void {
    this.#unread.push({ data, onWritten });
    if (!this.#isEager) this.bufferedAmount += data.length;
  }
  sendFramed({ payload }: MessageFrame, onWritten: () => void): void {
    this.send(payload, onWritten);
  }
  ping(): void {
    this.pings++;
  }
  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }
  terminate(): void {
    this.isTerminated = true;
  }

  /** Messages that wait to be read. */
  get waiting(): number {
    return this.#unread.length;
  }

  /** Reads the next messages (absent: all, those that reading brings about included); answers them. */
  read(count = Number.POSITIVE_INFINITY): (HostMessage | Uint8Array)[] {
    const read: (HostMessage | Uint8Array)[] = [];
    while (this.#unread.length > 0 && read.length < count) {
      const { data, onWritten } = this.#unread.shift()!;
      if (!this.#isEager) this.bufferedAmount -= data.length;
      read.push(typeof data === 'string' ? (JSON.parse(data) as HostMessage) : data);
      onWritten();
    }
    return read;
  }
}
