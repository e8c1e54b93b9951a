/**
 * A replay that speaks as a venue whose books are whole and begin on the stream. Recorded frames pass as
 * they are; who subscribes in the middle first gets a snapshot told from the replayed book.
 */
import type { Instrument } from '../instrument.js';
import type { Time } from '../live/time.js';
import type { ClientSocket } from '../simulated/client-socket.js';
import type { Reply } from '../simulated/socket-server.js';
import type { ReplayBook } from './replay-book.js';
import type { StreamRequest, StreamWords, Topic } from './stream-words.js';
import type { PlayedFrame, SideEvents, VenueSide } from './venue-side.js';

const BEAT_MS = 1000;

interface Held {
  readonly topic: Topic;
  /** It has had its snapshot: changes may follow. */
  isLive: boolean;
}

interface Session {
  readonly client: ClientSocket;
  readonly held: Map<string, Held>;
}

export interface StreamSideOptions {
  readonly words: StreamWords;
  readonly books: ReadonlyMap<string, ReplayBook>;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly time: Time;
  readonly events: SideEvents;
}

const keyOf = (kind: string, symbol: string) => `${kind} ${symbol}`;

export class StreamSide implements VenueSide {
  readonly wsPath: string;
  readonly #options: StreamSideOptions;
  readonly #words: StreamWords;
  readonly #sessions = new Set<Session>();

  constructor(options: StreamSideOptions) {
    this.#options = options;
    this.#words = options.words;
    this.wsPath = options.words.wsPath;
  }

  get clients(): Iterable<ClientSocket> {
    return [...this.#sessions].map(({ client }) => client);
  }

  reply(method: string, url: URL): Reply {
    const { instruments, time } = this.#options;
    const all = [...instruments.values()];
    const told = method === 'GET' ? this.#words.reply(url, all, time.wallMicros()) : undefined;
    return told ?? { status: 404, body: '{"message":"NotFound"}' };
  }

  accepts(url: URL): boolean {
    return url.pathname === (this.wsPath || '/');
  }

  connected(client: ClientSocket): void {
    const session: Session = { client, held: new Map() };
    this.#sessions.add(session);
    const cancel = this.#beat(session);
    client.listen({
      onText: (text) => this.#request(session, this.#words.read(text)),
      onClose: () => {
        cancel();
        this.#sessions.delete(session);
      },
    });
  }

  wantsBook(symbol: string): boolean {
    return [...this.#sessions].some(({ held }) => held.has(keyOf('book', symbol)));
  }

  play({ address: { kind, symbol }, text, effect }: PlayedFrame): void {
    const key = keyOf(kind, symbol);
    for (const { client, held } of this.#sessions) {
      const entry = held.get(key);
      if (entry === undefined) continue;
      if (effect === 'snapshot') entry.isLive = true;
      if (kind !== 'book' || entry.isLive) client.send(text);
    }
  }

  #request(session: Session, request: StreamRequest): void {
    const { client } = session;
    if (request.kind === 'ping') client.send(this.#words.pong);
    else if (request.kind === 'malformed') client.send(this.#words.malformed(request.reason));
    else this.#change(session, request.kind, request.topics);
  }

  #change(session: Session, kind: 'subscribe' | 'unsubscribe', topics: readonly Topic[]): void {
    const { client, held } = session;
    const unknown = topics.filter(({ symbol }) => !this.#options.books.has(symbol));
    for (const topic of this.#words.allOrNone ? unknown.slice(0, 1) : unknown) client.send(this.#words.unknown(topic));
    if (this.#words.allOrNone && unknown.length > 0) return;
    const known = topics.filter((topic) => !unknown.includes(topic));
    for (const topic of known) {
      if (kind === 'subscribe') held.set(keyOf(topic.kind, topic.symbol), { topic, isLive: false });
      else held.delete(keyOf(topic.kind, topic.symbol));
    }
    const all = [...held.values()].map(({ topic }) => topic);
    for (const text of this.#words.taken(kind, known, all)) client.send(text);
    if (kind === 'unsubscribe' || known.length === 0) return;
    for (const topic of known) if (topic.kind === 'book') this.#tell(session, topic.symbol);
    this.#options.events.onSubscribed();
  }

  /** Sends the book as it is, where it is known already. */
  #tell({ client, held }: Session, symbol: string): void {
    const book = this.#options.books.get(symbol)!;
    if (!book.inSync) return;
    held.get(keyOf('book', symbol))!.isLive = true;
    const { lastId, tsEvent } = book;
    client.send(this.#words.snapshot({ ...book.top(0), symbol, lastId, tsEvent }));
  }

  #beat({ client, held }: Session): () => void {
    const { time } = this.#options;
    const { beat } = this.#words;
    if (beat === undefined) return () => {};
    let cancel = () => {};
    const next = () => {
      cancel = time.after(BEAT_MS, () => {
        for (const { topic } of held.values()) {
          if (topic.kind === 'heartbeat') client.send(beat(topic.symbol, time.wallMicros()));
        }
        next();
      });
    };
    next();
    return () => cancel();
  }
}
