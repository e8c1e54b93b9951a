/** A client of the real library, as one member of a crowd: the same interface as `RawClient`. */
import { type Client, connect, type Subscription } from '../../web/client/node.js';
import type { CrowdTally } from './crowd-tally.js';
import type { RawClientOptions } from './raw-client.js';

/** A page's room is far more than a crowd's members need. */
const CAPACITY = { streams: 16, levels: 1_024, totalLevels: 16_384, trades: 4_096, bytes: 1_048_576, models: 1 };
const RECONNECT = { reconnectFirstMs: 100, reconnectMaxMs: 2_000 };

export class LibraryClient {
  readonly #client: Client;
  readonly #subscriptions: Subscription[];

  constructor({ url, token, wanted, tally }: Omit<RawClientOptions, 'random' | 'onBytes'>) {
    this.#client = connect(url, { capacity: CAPACITY, limits: RECONNECT, ...(token !== undefined && { token }) });
    this.#client.on('state', (state, reason) => {
      if (state === 'connecting') tally.closed(Number(/code (\d+)/.exec(reason)?.[1] ?? 1006));
    });
    this.#subscriptions = wanted.map((request) => this.#client.subscribe(request));
    for (const subscription of this.#subscriptions) watch(subscription, tally);
  }

  get isLive(): boolean {
    return this.#subscriptions.every(({ state, book }) => state === 'live' && book.live);
  }

  /** As a raw client's; the library does not say the stream's number. */
  *standings(): Iterable<string> {
    for (const { symbol, book } of this.#subscriptions) {
      const { epoch, sequence, fingerprint } = book;
      yield `${symbol} epoch ${epoch} sequence ${sequence} fingerprint ${fingerprint}`;
    }
  }

  /** Fingerprints of the host that were compared, and those that differed. */
  get checks(): { readonly made: number; readonly failed: number } {
    const { fingerprintChecks, fingerprintMismatches } = this.#client.stats;
    return { made: fingerprintChecks, failed: fingerprintMismatches };
  }

  close(): void {
    this.#client.close();
  }
}

function watch(subscription: Subscription, tally: CrowdTally): void {
  subscription.on('book_change', ({ tsRecv }) => {
    tally.frames++;
    tally.applied(tsRecv);
  });
}
