/**
 * A replay that speaks as Kraken. A book's snapshot comes on the connection: the recorded one to those
 * who wait for it, else one told from the replayed book. A smaller depth than recorded is told from the
 * book as well; its checksums are the recorded ones, since they cover the best ten levels of either.
 */
import type { Instrument } from '../instrument.js';
import { KRAKEN_DEPTHS } from '../kraken-depths.js';
import type { Time } from '../live/time.js';
import type { ClientSocket } from '../simulated/client-socket.js';
import type { Reply } from '../simulated/socket-server.js';
import { assetPairs, instrumentChannel } from './instrument-answers.js';
import { KrakenSession } from './kraken-session.js';
import type { BookTelling, KrakenRequest, KrakenWords, Subscribe } from './kraken-words.js';
import type { ReplayBook, TextLevels } from './replay-book.js';
import type { PlayedFrame, SideEvents, VenueSide } from './venue-side.js';

const DEFAULT_DEPTH = 10;
/** Says that something is wrong on this side. */
const CLOSE_INTERNAL = 1011;

export interface KrakenSideOptions {
  readonly words: KrakenWords;
  readonly books: ReadonlyMap<string, ReplayBook>;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly time: Time;
  readonly events: SideEvents;
}

export class KrakenSide implements VenueSide {
  readonly wsPath: string;
  readonly #options: KrakenSideOptions;
  readonly #words: KrakenWords;
  readonly #sessions = new Set<KrakenSession>();
  #connections = 0;

  constructor(options: KrakenSideOptions) {
    this.#options = options;
    this.#words = options.words;
    this.wsPath = options.words.wsPath;
  }

  get clients(): Iterable<ClientSocket> {
    return [...this.#sessions].map(({ client }) => client);
  }

  reply(method: string, { pathname, searchParams }: URL): Reply {
    if (method === 'GET' && pathname === '/0/public/AssetPairs') return this.#assetPairs(searchParams.get('pair'));
    if (method === 'GET' && pathname === '/0/public/Time') {
      const unixtime = Math.floor(this.#options.time.wallMicros() / 1_000_000);
      return { status: 200, body: JSON.stringify({ error: [], result: { unixtime } }) };
    }
    return { status: 404, body: '{"error":["EGeneral:Unknown method"]}' };
  }

  accepts(url: URL): boolean {
    return url.pathname === '/' || url.pathname === '/v2';
  }

  connected(client: ClientSocket): void {
    const session = new KrakenSession(client, this.#words.heartbeat, this.#options.time);
    this.#sessions.add(session);
    client.listen({
      onText: (text) => this.#request(session, this.#words.read(text)),
      onClose: () => {
        session.stop();
        this.#sessions.delete(session);
      },
    });
    session.send(this.#words.welcome(++this.#connections));
  }

  wantsBook(symbol: string): boolean {
    return [...this.#sessions].some((session) => session.subscription('book', symbol) !== undefined);
  }

  play(frame: PlayedFrame): void {
    const { symbol, kind } = frame.address;
    if (kind === 'book') this.#playBook(frame);
    else for (const session of this.#sessions) if (session.subscription(kind, symbol)) session.send(frame.text);
  }

  #playBook({ address: { symbol }, text, effect, checksum }: PlayedFrame): void {
    const book = this.#options.books.get(symbol);
    const told = new Map<number, TextLevels | undefined>();
    for (const session of this.#sessions) {
      const subscription = session.subscription('book', symbol);
      if (subscription === undefined || book === undefined) continue;
      const { depth } = subscription;
      if (effect === 'snapshot') subscription.isLive = true;
      if (!subscription.isLive) continue;
      if (depth === book.recorded.depth) {
        session.send(text);
        continue;
      }
      if (!book.inSync) {
        session.client.close(CLOSE_INTERNAL, 'the recorded book lost its sync');
        continue;
      }
      // Once a frame and depth: the book tells what changed since it was asked last.
      if (!told.has(depth)) told.set(depth, book.changes(depth));
      const changes = effect === 'snapshot' ? undefined : told.get(depth);
      if (changes === undefined) session.send(this.#words.snapshot(this.#telling(book, depth, book.top(depth))));
      else if (changes.bids.length + changes.asks.length > 0) {
        session.send(this.#words.update({ ...this.#telling(book, depth, changes), checksum }));
      }
    }
  }

  #request(session: KrakenSession, request: KrakenRequest): void {
    const now = this.#options.time.wallMicros();
    if (request.kind === 'ping') session.send(this.#words.pong(request.id, now));
    else if (request.kind === 'malformed') session.send(this.#words.refused(request, '', request.reason, now));
    else if (request.channel === 'instrument') this.#instruments(session, request, now);
    else for (const symbol of request.symbols) this.#change(session, request, symbol, now);
  }

  #instruments(session: KrakenSession, request: Subscribe, now: number): void {
    session.send(this.#words.taken(request, '', 0, 0, now));
    const wanted = request.kind === 'subscribe' && request.snapshot;
    if (wanted) session.send(instrumentChannel([...this.#options.instruments.values()]));
  }

  #change(session: KrakenSession, request: Subscribe, symbol: string, now: number): void {
    const { channel, kind } = request;
    const depth = channel === 'book' ? (request.depth ?? DEFAULT_DEPTH) : 0;
    const present = session.subscription(channel, symbol);
    const refusal =
      kind === 'unsubscribe'
        ? present === undefined && 'Subscription Not Found'
        : present !== undefined
          ? 'Already subscribed'
          : this.#refusal(channel, symbol, depth);
    if (refusal) {
      session.send(this.#words.refused(request, symbol, refusal, now));
      return;
    }
    const book = this.#options.books.get(symbol);
    session.send(this.#words.taken(request, symbol, present?.depth ?? depth, channelId(book, channel), now));
    if (kind === 'unsubscribe') session.unsubscribe(channel, symbol);
    else this.#subscribe(session, request, symbol, depth, book);
  }

  #subscribe(
    session: KrakenSession,
    request: Subscribe,
    symbol: string,
    depth: number,
    book: ReplayBook | undefined,
  ): void {
    const subscription = session.subscribe(request.channel, symbol, depth);
    if (request.channel === 'book' && book?.inSync === true) {
      subscription.isLive = true;
      // Whoever reads this depth already is up to date: nothing is lost by asking.
      if (depth !== book.recorded.depth) book.changes(depth);
      if (request.snapshot) session.send(this.#words.snapshot(this.#telling(book, depth, book.top(depth))));
    }
    this.#options.events.onSubscribed();
  }

  #refusal(channel: string, symbol: string, depth: number): string | undefined {
    const book = this.#options.books.get(symbol);
    if (book === undefined) return `Currency pair not supported ${symbol}`;
    if (channel !== 'book') return undefined;
    const recorded = book.recorded.depth;
    if (KRAKEN_DEPTHS.includes(depth) && (depth <= recorded || recorded === 0)) return undefined;
    this.#options.events.onNote(`a client asked for depth ${depth} of ${symbol}; the recording has ${recorded}`);
    return 'Subscription depth not supported';
  }

  #telling(book: ReplayBook, depth: number, levels: TextLevels): BookTelling {
    const { symbol } = book.recorded;
    const checksum = book.checksum();
    return { ...levels, symbol, depth, channelId: channelId(book, 'book'), checksum, tsEvent: book.tsEvent };
  }

  #assetPairs(asked: string | null): Reply {
    const all = [...this.#options.instruments.values()];
    if (asked === null || asked === '') return { status: 200, body: assetPairs(all) };
    const names = asked.split(',');
    const found = names.map((name) => all.find(({ symbol }) => symbol === name || symbol.replace('/', '') === name));
    if (found.includes(undefined)) return { status: 200, body: '{"error":["EQuery:Unknown asset pair"]}' };
    return { status: 200, body: assetPairs(found.filter((instrument) => instrument !== undefined)) };
  }
}

/** As recorded, else the depth-less 0: nobody tells channels apart by it. */
function channelId(book: ReplayBook | undefined, channel: string): number {
  return book?.recorded.channelIds.get(channel) ?? 0;
}
