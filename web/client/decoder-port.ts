/** What a page and the worker that decodes for it say to each other. */
import type { CoreCapacity } from '../../host/wire/core.js';

/** Where the worker's core is: each build's address; a worker in Node has it on disk. */
export type WorkerWasm = { readonly simd: string; readonly scalar: string } | undefined;

export type ToWorker =
  | {
      readonly type: 'load';
      readonly capacity: CoreCapacity;
      readonly wasm: WorkerWasm;
      /** A DigestRing's memory, where they share some. */
      readonly ring: SharedArrayBuffer | undefined;
      /** Bytes of messages that the worker keeps for a page that does not listen. */
      readonly backlogBytes: number;
    }
  /** Connections are numbered by the page; a new one ends the one before. */
  | { readonly type: 'connect'; readonly connection: number; readonly url: string }
  | { readonly type: 'send'; readonly connection: number; readonly text: string }
  | { readonly type: 'disconnect'; readonly connection: number }
  | { readonly type: 'open' | 'close'; readonly stream: number }
  /** A stream goes on over this connection, from where the page's book is. */
  | { readonly type: 'resume'; readonly stream: number; readonly epoch: number; readonly sequence: number }
  /** The last `text`, `digests` or `full` is done with. */
  | { readonly type: 'go' };

export type FromWorker =
  | { readonly type: 'loaded' }
  | { readonly type: 'failed'; readonly message: string }
  /** The ring is not empty any more. */
  | { readonly type: 'noticed' }
  /** The worker stops after each of these three until it hears `go`: a page that is slow is never flooded. */
  | { readonly type: 'full' }
  | { readonly type: 'digests'; readonly words: Float64Array<ArrayBuffer> }
  | { readonly type: 'opened'; readonly connection: number }
  | { readonly type: 'text'; readonly connection: number; readonly text: string }
  | { readonly type: 'closed'; readonly connection: number; readonly code: number; readonly reason: string };

/** The worker's end. */
export interface WorkerPort {
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
}

/** The page's end. */
export interface PagePort {
  post(message: ToWorker): void;
  /** Ends the worker. */
  terminate(): void;
}

export interface PagePortEvents {
  onMessage(message: FromWorker): void;
  /** The worker could not be started, or is gone. */
  onError(message: string): void;
}
