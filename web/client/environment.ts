/** What a client takes from where it runs: sockets, a core, time and chance. Tests bring their own. */
import type { CoreCapacity } from '../../host/wire/core.js';
import type { ReaderCore } from '../../host/wire/reader-core.js';

export interface SocketEvents {
  onText(text: string): void;
  onBytes(bytes: Uint8Array): void;
  /** Always the last event, and it comes once. */
  onClose(code: number, reason: string): void;
}

export interface ClientSocket {
  send(text: string): void;
  /** Ends it; no event comes any more. */
  close(): void;
}

export interface ClientTime {
  /** Wall clock that does not go back: µs since the Unix epoch. */
  nowMicros(): number;
  /** Runs once after at least `ms`; answers how to cancel. */
  after(ms: number, run: () => void): () => void;
}

export interface Environment {
  /** Never throws: an address that cannot be used is an `onClose`, later. */
  openSocket(url: string, events: SocketEvents): ClientSocket;
  /** Rejects where there is no core to be had; it is then not asked again. */
  loadCore(capacity: CoreCapacity): Promise<ReaderCore>;
  readonly time: ClientTime;
  /** 0 … 1. */
  random(): number;
}

export const systemTime: ClientTime = {
  nowMicros() {
    return Math.round((performance.timeOrigin + performance.now()) * 1000);
  },
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
