/** Decoding in a worker as a client's options ask for it. */
import type { ClientOptions, WorkerOptions } from './arguments.js';
import type { WorkerWasm } from './decoder-port.js';
import type { Environment } from './environment.js';
import { CLIENT_LIMITS } from './limits.js';
import { RemoteDecoder, type RemoteOptions } from './remote-decoder.js';

/** How a worker is started; `url` is the option's. */
export type StartWorker = (
  url: WorkerOptions['url'],
  events: Parameters<RemoteOptions['start']>[0],
) => ReturnType<RemoteOptions['start']>;

/** What of the environment is the worker's; undefined where none is asked for. */
export function workerDecoding(
  options: ClientOptions,
  canShare: boolean,
  wasm: WorkerWasm,
  start: StartWorker,
): Pick<Environment, 'openSocket' | 'loadCore' | 'decoding' | 'release'> | undefined {
  const { worker, limits } = options;
  if (worker === undefined || worker === false) return undefined;
  const { url, share = true } = worker === true ? {} : worker;
  const { workerRingBytes, workerBacklogBytes } = { ...CLIENT_LIMITS, ...limits };
  const decoder = new RemoteDecoder({
    wasm,
    ringBytes: share && canShare ? workerRingBytes : undefined,
    backlogBytes: workerBacklogBytes,
    start: (events) => start(url, events),
  });
  return {
    openSocket: (to, events) => decoder.openSocket(to, events),
    loadCore: (capacity) => decoder.loadCore(capacity),
    decoding: decoder.decoding,
    release: () => decoder.release(),
  };
}
