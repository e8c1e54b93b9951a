/** Where the clients of this folder's tests decode: inline, or as with a worker, whose two ends are then joined in this thread. */
import type { FromWorker, ToWorker } from '../../web/client/decoder-port.js';
import { DecoderWorker } from '../../web/client/decoder-worker.js';
import type { Decoding, Environment } from '../../web/client/environment.js';
import { RemoteDecoder } from '../../web/client/remote-decoder.js';

let decoding: Decoding = 'inline';

/** For all clients made from now on in this test file. */
export function decodeBy(how: Decoding): void {
  decoding = how;
}

export function currentDecoding(): Decoding {
  return decoding;
}

/** The environment with decoding as it is chosen. Messages between the ends are copied, as between threads. */
export function withDecoding(environment: Environment): Environment {
  if (decoding === 'inline') return environment;
  const decoder = new RemoteDecoder({
    wasm: undefined,
    ringBytes: decoding === 'sharing' ? 65_536 : undefined,
    backlogBytes: 1_048_576,
    start: (events) => {
      const worker = new DecoderWorker(
        {
          post: (message: FromWorker, transfer: ArrayBuffer[] = []) =>
            events.onMessage(structuredClone(message, { transfer })),
        },
        environment,
      );
      return {
        post: (message: ToWorker) => worker.onMessage(message.type === 'load' ? message : structuredClone(message)),
        terminate() {},
      };
    },
  });
  return {
    openSocket: (url, events) => decoder.openSocket(url, events),
    loadCore: (capacity) => decoder.loadCore(capacity),
    time: environment.time,
    random: () => environment.random(),
    decoding: decoder.decoding,
    release: () => decoder.release(),
  };
}
