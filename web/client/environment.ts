/** What a client takes from where it runs: sockets, a core, time and chance. Tests bring their own. */
import type { CoreCapacity } from '../../host/wire/core.js';
import type { ReaderCore } from '../../host/wire/reader-core.js';

export interface SocketEvents {
  /** Something may be sent. */
  onOpen?(): void;
  onText(text: string): void;
  /** What the core's `receive` takes. @param wireBytes as it came, where that is not `bytes` itself */
  onBytes(bytes: Uint8Array, wireBytes?: number): void;
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

/** The part of a core that a client uses. */
export interface ClientCore extends Omit<ReaderCore, 'name' | 'lotsAt' | 'validate'> {
  /**
   * A reader goes on over another connection. Where it has read more than it told of, because the connection before
   * was closed meanwhile, it refuses what comes until there is a snapshot.
   */
  resume?(handle: number): void;
}

/**
 * Where frames are decoded: in the thread that uses the client; or in a worker, which tells of them
 * through memory that both share, or by transferring it.
 */
export type Decoding = 'inline' | 'sharing' | 'transferring';

export interface Environment {
  /** Never throws: an address that cannot be used is an `onClose`, later. */
  openSocket(url: string, events: SocketEvents): ClientSocket;
  /** Rejects where there is no core to be had; it is then not asked again. */
  loadCore(capacity: CoreCapacity): Promise<ClientCore>;
  readonly time: ClientTime;
  /** 0 … 1. */
  random(): number;
  /** Absent: inline. */
  readonly decoding?: Decoding;
  /** The client is closed: nothing is asked for any more. */
  release?(): void;
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
