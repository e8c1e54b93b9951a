/** A replay that speaks as Binance, spot or futures: stream subscriptions and their frames. */
import { isObject } from '../json-value.js';
import type { Time } from '../live/time.js';
import type { ClientSocket } from '../simulated/client-socket.js';
import type { Reply } from '../simulated/socket-server.js';
import { StreamRequests } from '../simulated/stream-requests.js';
import { streamsOfUrl } from '../simulated/stream-session.js';
import type { BinanceRest } from './binance-rest.js';
import { binanceStream } from './frame-address.js';
import type { SurveyedSymbol } from './survey.js';
import type { PlayedFrame, SideEvents, VenueSide } from './venue-side.js';

/** As Binance has it. */
const MAX_STREAMS = 1024;
const ENVELOPE = /^\s*\{\s*"stream"\s*:\s*"[^"]*"\s*,\s*"data"\s*:\s*/;

interface Session {
  readonly client: ClientSocket;
  readonly requests: StreamRequests;
  /** Stream names subscribed, by what they are of. */
  names: Map<string, string[]>;
}

export interface BinanceSideOptions {
  readonly symbols: ReadonlyMap<string, SurveyedSymbol>;
  readonly rest: BinanceRest;
  readonly time: Time;
  readonly events: SideEvents;
}

export class BinanceSide implements VenueSide {
  readonly wsPath = '';
  readonly #options: BinanceSideOptions;
  readonly #sessions = new Set<Session>();
  /** Sessions that want a symbol's depth, by symbol. */
  #wanted = new Set<string>();
  readonly #unknown = new Set<string>();

  constructor(options: BinanceSideOptions) {
    this.#options = options;
  }

  get clients(): Iterable<ClientSocket> {
    return [...this.#sessions].map(({ client }) => client);
  }

  reply(method: string, url: URL): Reply | Promise<Reply> {
    return this.#options.rest.reply(method, url);
  }

  accepts(url: URL): boolean {
    return streamsOfUrl(url) !== undefined;
  }

  connected(client: ClientSocket, url: URL): void {
    const { combined, names } = streamsOfUrl(url)!;
    const session: Session = { client, requests: new StreamRequests(combined, MAX_STREAMS), names: new Map() };
    this.#sessions.add(session);
    client.listen({
      onText: (text) => {
        client.send(session.requests.answer(text));
        this.#subscribed(session);
      },
      onClose: () => {
        this.#sessions.delete(session);
        this.#index();
      },
    });
    if (session.requests.open(names)) this.#subscribed(session);
    else client.close(1008, 'Invalid streams');
  }

  wantsBook(symbol: string): boolean {
    return this.#wanted.has(symbol);
  }

  play({ address, text }: PlayedFrame): void {
    const key = keyOf(address.symbol, address.kind);
    let payload: string | undefined;
    for (const { client, requests, names } of this.#sessions) {
      for (const name of names.get(key) ?? []) {
        if (requests.combined && name === address.stream) {
          client.send(text);
          continue;
        }
        payload ??= address.stream === '' ? text : payloadOf(text);
        if (payload === '') continue;
        client.send(requests.combined ? `{"stream":"${name}","data":${payload}}` : payload);
      }
    }
  }

  #subscribed(session: Session): void {
    const before = session.names;
    session.names = new Map();
    let isNew = false;
    for (const name of session.requests.streams) {
      const address = binanceStream(name);
      if (address === undefined) continue;
      const key = keyOf(address.symbol, address.kind);
      const recorded = this.#options.symbols.get(address.symbol);
      if (recorded === undefined) this.#noteUnknown(address.symbol);
      session.names.set(key, [...(session.names.get(key) ?? []), name]);
      isNew ||= recorded !== undefined && !before.has(key);
    }
    this.#index();
    if (isNew) this.#options.events.onSubscribed();
  }

  #noteUnknown(symbol: string): void {
    if (this.#unknown.has(symbol)) return;
    this.#unknown.add(symbol);
    const known = [...this.#options.symbols.keys()].join(', ');
    this.#options.events.onNote(
      `a client subscribed to ${symbol}, of which there is nothing: the recording has ${known}`,
    );
  }

  #index(): void {
    const keys = [...this.#sessions].flatMap(({ names }) => [...names.keys()]);
    this.#wanted = new Set(keys.filter((key) => key.endsWith(DEPTH)).map((key) => key.slice(0, -DEPTH.length)));
  }
}

const DEPTH = ' depth';
const keyOf = (symbol: string, kind: string) => `${symbol} ${kind}`;

/** What stands in the envelope of a combined stream, digit for digit where it has its usual form; empty where nothing can be found. */
function payloadOf(text: string): string {
  const envelope = ENVELOPE.exec(text);
  if (envelope !== null) return text.slice(envelope[0].length, text.lastIndexOf('}'));
  try {
    const frame: unknown = JSON.parse(text);
    return isObject(frame) && isObject(frame['data']) ? JSON.stringify(frame['data']) : '';
  } catch {
    return '';
  }
}
