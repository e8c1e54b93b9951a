/** What one client is subscribed to: by symbol and by pattern, changed in place, moved between tiers. */
import type { MarketSource } from '../bus/market-data.js';
import {
  type ChangeRequest,
  CLOSE_TOO_MANY_SUBSCRIPTIONS,
  type Difference,
  type ErrorCode,
  type MatchRequest,
  type ReaderPosition,
  type StreamStanding,
  type SubscribedMessage,
  type SubscribeRequest,
  type TierReason,
  type UnmatchRequest,
  type UnsubscribeRequest,
  type Wishes,
} from '../wire/control.js';
import type { Hub, HubContext } from './hub.js';
import type { Session, Subscriber } from './session.js';
import { SymbolPatterns } from './symbol-patterns.js';
import { grantedBy, termsOf } from './terms.js';
import { Tier } from './tier.js';

export interface SubscriptionsOptions {
  readonly context: HubContext;
  readonly hub: Hub;
  readonly session: Session;
  /** The symbols that the client may see; asked for anew each time, since a token may follow another. */
  allowed(): SymbolPatterns;
  refuse(id: number, code: ErrorCode, message: string, symbol?: string): void;
}

/** One subscription. Several that want the same read as one subscriber. */
interface Holding {
  subscriber: Subscriber;
  wishes: Wishes;
  /** What brought it, where that was a pattern. */
  readonly match: Match | undefined;
  /** Is to take place as soon as it can. */
  change: Change | undefined;
}

interface Change {
  /** Of the request; null where the host does it of its own. */
  readonly id: number | null;
  readonly wishes: Wishes;
}

interface Match {
  readonly id: number;
  readonly number: number;
  readonly patterns: SymbolPatterns;
  readonly wishes: Wishes;
  /** Symbols that it brought once, or could not. */
  readonly known: Set<string>;
}

const TOO_MANY_VIEWS =
  'this host has as many views as it can hold: ask for a depth and interval that others use, or later';

export class Subscriptions {
  readonly tier: Tier;
  readonly #options: SubscriptionsOptions;
  readonly #holdings = new Set<Holding>();
  readonly #matches = new Map<number, Match>();
  #nextMatch = 1;
  #refused = 0;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.tier = new Tier(options.context, (reason) => this.#onTier(reason));
    options.session.attend({
      onStalled: () => this.#onStalled(),
      isToChange: (subscriber) => this.#toChange(subscriber).length > 0,
      onCaughtUp: (subscriber) => {
        for (const holding of this.#toChange(subscriber)) this.#change(holding, true);
      },
      onRecovered: (wasStalled) => {
        if (wasStalled) this.tier.recovered();
        this.#changeAll();
      },
      onSymbol: (symbol) => this.#onSymbol(symbol),
    });
  }

  /** The connection is over. */
  end(): void {
    this.tier.stop();
    this.#holdings.clear();
    this.#matches.clear();
  }

  subscribe({ id, type: _, symbol: __, from, ...wishes }: SubscribeRequest, source: MarketSource): void {
    if (this.#isFull) {
      this.#options.refuse(id, 'too_many_subscriptions', `${this.#haveAll}: give one back first`);
      this.#countRefused();
    } else if (!this.#join(source, wishes, { id, from })) {
      this.#options.refuse(id, 'too_many_views', TOO_MANY_VIEWS);
    }
  }

  unsubscribe({ id, stream, match }: UnsubscribeRequest): void {
    const holding = this.#holdingOf(id, stream, match);
    if (holding === undefined) return;
    this.#giveBack(holding);
    this.#options.session.send({ type: 'unsubscribed', id, stream });
  }

  change({ id, type: _, stream, match, ...wishes }: ChangeRequest): void {
    const holding = this.#holdingOf(id, stream, match);
    if (holding === undefined) return;
    // The host's own move is part of any other.
    if (holding.change !== undefined && holding.change.id !== null) {
      this.#options.refuse(id, 'changing', `a change of stream ${stream} waits to take place: ask again after it`);
      return;
    }
    holding.change = { id, wishes: { ...holding.wishes, ...wishes } };
    this.#change(holding);
  }

  match({ id, type: _, symbols, from = [], ...wishes }: MatchRequest): void {
    const { context, session, allowed, refuse } = this.#options;
    const { limits, bus, metrics } = context;
    const number = this.#nextMatch;
    const texts = [...new Set(symbols)];
    const taken = [...this.#matches.values()].reduce((sum, { patterns }) => sum + patterns.texts.length, 0);
    if (taken + texts.length > limits.patterns) {
      metrics.limited('patterns');
      refuse(id, 'too_many_subscriptions', `you may have ${limits.patterns} patterns: end a match first`);
      this.#countRefused('patterns');
      return;
    }
    this.#nextMatch++;
    const match: Match = { id, number, patterns: new SymbolPatterns(texts), wishes, known: new Set() };
    this.#matches.set(number, match);
    const places = new Map(from.map(({ symbol, ...place }) => [symbol, place]));
    let [granted, omitted] = [0, 0];
    let code: ErrorCode | undefined;
    for (const source of [...bus.sources()]) {
      if (!session.isOpen) return;
      if (!this.#isNewTo(match, source.symbol)) continue;
      const fault = this.#add(match, source, places.get(source.symbol));
      if (fault === undefined) granted++;
      else omitted++;
      code ??= fault;
    }
    const notAllowed = texts.filter((text) => !allowed().allows(text));
    const differs: Difference[] =
      notAllowed.length === 0 ? [] : [{ field: 'symbols', reason: 'token', asked: notAllowed }];
    if (omitted > 0) differs.push({ field: 'symbols', reason: 'host_limit', asked: texts });
    const more = { ...(code !== undefined && { code }), ...(differs.length > 0 && { differs }) };
    session.send({ type: 'matched', id, match: number, symbols: texts, granted, omitted, ...more });
    if (code === 'too_many_subscriptions') this.#countRefused();
  }

  unmatch({ id, match: number }: UnmatchRequest): void {
    const match = this.#matches.get(number);
    if (match === undefined) {
      this.#options.refuse(id, 'unknown_match', `you have no match ${number}`);
      return;
    }
    this.#matches.delete(number);
    const holdings = [...this.#holdings].filter((holding) => holding.match === match);
    const streams = holdings.map(({ subscriber }) => subscriber.view.stream);
    for (const holding of holdings) this.#giveBack(holding);
    this.#options.session.send({ type: 'unmatched', id, match: number, streams });
  }

  get #isFull(): boolean {
    return this.#holdings.size >= this.#options.context.limits.subscriptions;
  }
  get #haveAll(): string {
    return `you have ${this.#options.context.limits.subscriptions} subscriptions, as many as a client may have`;
  }

  #isNewTo({ patterns, known }: Match, symbol: string): boolean {
    return !known.has(symbol) && patterns.allows(symbol) && this.#options.allowed().allows(symbol);
  }

  /** A symbol is there that was not. */
  #onSymbol(symbol: string): void {
    const { context, session, refuse } = this.#options;
    for (const match of this.#matches.values()) {
      const source = context.bus.source(symbol);
      if (!session.isOpen || source === undefined || !this.#isNewTo(match, symbol)) continue;
      const fault = this.#add(match, source);
      const why = fault === 'too_many_views' ? TOO_MANY_VIEWS : this.#haveAll;
      if (fault !== undefined) refuse(match.id, fault, `${symbol} has come, but ${why}`, symbol);
    }
  }

  /** Answers why not, where it could not be. */
  #add(
    match: Match,
    source: MarketSource,
    from?: ReaderPosition,
  ): 'too_many_subscriptions' | 'too_many_views' | undefined {
    match.known.add(source.symbol);
    if (this.#isFull) return 'too_many_subscriptions';
    return this.#join(source, match.wishes, { id: match.id, match, from }) ? undefined : 'too_many_views';
  }

  #join(
    source: MarketSource,
    wishes: Wishes,
    { id, match, from }: { id: number; match?: Match; from: ReaderPosition | undefined },
  ): boolean {
    const { context, hub, session } = this.#options;
    const terms = termsOf(source, wishes, context.limits, this.tier.level);
    const subscriber = hub.join(session, terms.request, source);
    if (subscriber === undefined) {
      context.metrics.limited('views');
      return false;
    }
    this.#holdings.add({ subscriber, wishes, match, change: undefined });
    const { view } = subscriber;
    const answer = {
      type: 'subscribed' as const,
      id,
      symbol: source.symbol,
      ...(match !== undefined && { match: match.number }),
      ...grantedBy(terms, view.codec),
    };
    if (from !== undefined) {
      this.#resume(subscriber, from, answer);
    } else {
      session.send({ ...answer, ...view.standing });
      session.bring(subscriber, 'join');
    }
    return true;
  }

  /** Answers a client that comes back, and brings it up to the view. */
  #resume(subscriber: Subscriber, from: ReaderPosition, answer: Omit<SubscribedMessage, keyof StreamStanding>): void {
    const { context, session } = this.#options;
    const { view } = subscriber;
    const missed = (missedTrades: number) => (view.knows(from.epoch) ? { missedTrades } : {});
    const shared = session.shared(subscriber, from);
    const found = shared ?? session.resumption(subscriber, from);
    context.metrics.resumed(found?.how ?? 'behind');
    if (found === undefined) {
      const standing = { ...view.standing, tradesSent: subscriber.at.trades };
      session.send({ ...answer, ...standing, recovery: 'behind', ...missed(0) });
      session.postpone(subscriber);
      return;
    }
    const { how, standing, sequence, missedTrades } = found;
    session.send({ ...answer, ...standing, recovery: how, sequence, ...missed(missedTrades) });
    if (shared === undefined) session.take(subscriber, found, 'resume');
  }

  /** The client's; one that waits for a change only where there is no other. Refuses where there is none. */
  #holdingOf(id: number, stream: number, match: number | undefined): Holding | undefined {
    const found = [...this.#holdings].filter(
      (holding) =>
        holding.subscriber.view.stream === stream && (match === undefined || holding.match?.number === match),
    );
    const rank = ({ match, change }: Holding): number => (match === undefined ? 0 : 2) + (change === undefined ? 0 : 1);
    const [best] = found.sort((a, b) => rank(a) - rank(b));
    if (best !== undefined) return best;
    const which = match === undefined ? '' : ` of match ${match}`;
    this.#options.refuse(id, 'unknown_stream', `you have no subscription${which} with stream ${stream}`);
    return undefined;
  }

  #giveBack(holding: Holding): void {
    const { hub, refuse } = this.#options;
    const { change, subscriber } = holding;
    this.#holdings.delete(holding);
    if (change !== undefined && change.id !== null) {
      refuse(change.id, 'unknown_stream', `stream ${subscriber.view.stream} was given back before it was changed`);
    }
    hub.leave(subscriber);
  }

  #toChange(subscriber: Subscriber): Holding[] {
    return [...this.#holdings].filter((holding) => holding.subscriber === subscriber && holding.change !== undefined);
  }

  #changeAll(): void {
    for (const holding of [...this.#holdings]) {
      if (!this.#options.session.isOpen) return;
      if (holding.change !== undefined) this.#change(holding);
    }
  }

  /** Changes it now, where a snapshot of what it is to be can be had now; else it goes on as it is, and is tried again. */
  #change(holding: Holding, isNow = false): void {
    const { context, hub, session, refuse } = this.#options;
    const { change, subscriber: from, match } = holding;
    if (change === undefined) return;
    const { id, wishes } = change;
    const { symbol } = from.view.request;
    const source = context.bus.source(symbol);
    if (source === undefined) {
      holding.change = undefined;
      if (id !== null) refuse(id, 'unknown_symbol', `${symbol} is not here any more`);
      return;
    }
    const terms = termsOf(source, wishes, context.limits, this.tier.level);
    const to = hub.move(from, terms.request, source, isNow);
    if (to === 'later') return;
    holding.change = undefined;
    if (to === 'full') {
      context.metrics.limited('views');
      if (id !== null) refuse(id, 'too_many_views', TOO_MANY_VIEWS);
      return;
    }
    holding.wishes = wishes;
    holding.subscriber = to;
    if (to === from && id === null) return;
    context.metrics.changed(id === null ? 'adaptive' : 'asked');
    const { view } = to;
    const { epoch, sequence } = view.position;
    session.send({
      type: 'changed',
      id,
      from: from.view.stream,
      symbol,
      ...grantedBy(terms, view.codec),
      ...view.standing,
      ...(match !== undefined && { match: match.number }),
      epoch,
      sequence,
    });
    if (to === from) return;
    hub.leave(from);
    session.bring(to, 'change');
  }

  /** The snapshots of a move may make a client fall behind by themselves: that is no reason for another. */
  #onStalled(): void {
    for (const { change } of this.#holdings) if (change?.id === null) return;
    this.tier.stalled();
  }

  #onTier(reason: TierReason): void {
    const { context, session } = this.#options;
    const tier = this.tier.level;
    session.tier = tier;
    context.metrics.tierMoved(reason);
    session.send({ type: 'tier', tier, reason, factor: context.limits.tierFactor ** tier });
    for (const holding of this.#holdings) holding.change ??= { id: null, wishes: holding.wishes };
    this.#changeAll();
  }

  #countRefused(limit: 'subscriptions' | 'patterns' = 'subscriptions'): void {
    const { context, session } = this.#options;
    const { limits, metrics } = context;
    if (limit === 'subscriptions') metrics.limited('subscriptions');
    this.#refused++;
    if (this.#refused <= limits.refusedSubscriptions) return;
    metrics.limited('refusedSubscriptions');
    const text = `you may have ${limits.subscriptions} subscriptions, and go on asking for more`;
    session.close(CLOSE_TOO_MANY_SUBSCRIPTIONS, text);
  }
}
