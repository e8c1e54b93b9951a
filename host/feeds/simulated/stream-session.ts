/** One client on the exchange's streams: its subscriptions, and what goes wrong between the exchange and it. */
import type { Time } from '../live/time.js';
import type { ClientSocket } from './client-socket.js';
import type { FaultSizes, Misbehaviour } from './misbehaviour.js';
import type { Random } from './random.js';
import { StreamRequests } from './stream-requests.js';
import type { StreamKind } from './symbol-streams.js';

export interface SessionOptions {
  readonly time: Time;
  readonly misbehaviour: Misbehaviour;
  readonly sizes: FaultSizes;
  readonly random: Random;
  readonly maxStreams: number;
  readonly onClose: (session: StreamSession) => void;
}

/** What a stream's address asks for: `/ws`, `/ws/<stream>/<stream>` or `/stream?streams=<stream>/<stream>`. */
export function streamsOfUrl(url: URL): { combined: boolean; names: string[] } | undefined {
  const path = url.pathname.replace(/\/+$/, '');
  const combined = path === '/stream';
  if (!combined && path !== '/ws' && !path.startsWith('/ws/')) return undefined;
  const list = combined ? (url.searchParams.get('streams') ?? '') : decoded(path.slice('/ws/'.length));
  return { combined, names: list.split('/').filter((name) => name !== '') };
}

/** Escapes that are none stay, and make a name that no stream has. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export class StreamSession {
  readonly #client: ClientSocket;
  readonly #options: SessionOptions;
  readonly #requests: StreamRequests;
  #silentUntilMs = Number.NEGATIVE_INFINITY;

  constructor(client: ClientSocket, combined: boolean, names: readonly string[], options: SessionOptions) {
    this.#client = client;
    this.#options = options;
    this.#requests = new StreamRequests(combined, options.maxStreams);
    client.listen({
      onText: (text) => client.send(this.#requests.answer(text)),
      onClose: () => options.onClose(this),
    });
    if (!this.#requests.open(names)) client.close(1008, 'Invalid streams');
  }

  get streams(): ReadonlySet<string> {
    return this.#requests.streams;
  }

  /** Passes a message of a stream on, if this client subscribed to it and nothing goes wrong. */
  deliver(kind: StreamKind, symbol: string, stream: string, payload: string): void {
    if (!this.#requests.streams.has(stream) || !this.#client.isOpen) return;
    const text = this.#requests.combined ? `{"stream":"${stream}","data":${payload}}` : payload;
    if (kind === 'depth') this.#deliverDepth(symbol, text);
    else this.#send(text);
  }

  cut(): void {
    this.#client.cut();
  }

  #deliverDepth(symbol: string, text: string): void {
    const { misbehaviour, random, sizes, time } = this.#options;
    const strikes = (fault: 'drop' | 'duplicate' | 'delay' | 'disconnect' | 'stall') =>
      misbehaviour.strikes(fault, random, symbol);
    if (strikes('disconnect')) {
      this.#client.cut();
      return;
    }
    if (strikes('stall')) this.#silentUntilMs = time.monotonicMs() + sizes.stallMs;
    if (strikes('drop')) return;
    if (strikes('delay')) {
      const ms = sizes.delayMinMs + random.next() * (sizes.delayMaxMs - sizes.delayMinMs);
      time.after(ms, () => this.#send(text));
      return;
    }
    this.#send(text);
    if (strikes('duplicate')) this.#send(text);
  }

  #send(text: string): void {
    if (this.#options.time.monotonicMs() >= this.#silentUntilMs) this.#client.send(text);
  }
}
