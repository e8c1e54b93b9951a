/** The page: draws what the session knows, at most once a frame of the screen, and follows the address. */
import { AnalyticsCharts } from './analytics-charts.js';
import { AnalyticsPanel } from './analytics-panel.js';
import { BookPanel } from './book-panel.js';
import { ChartPanel } from './chart-panel.js';
import { ConnectionPanel } from './connection-panel.js';
import { LiveText, part, setData } from './element.js';
import { type LinkState, type Liveness, liveness, type Tone } from './liveness.js';
import { hashOfSymbol, splitSymbol } from './location-symbol.js';
import { Overview } from './overview.js';
import { formatAge, formatRate } from './quantity.js';
import { CONNECTION_HASH, OVERVIEW_HASH, routeOf, type View } from './route.js';
import type { Session } from './session.js';
import { Shortcuts } from './shortcuts.js';
import { SymbolList } from './symbol-list.js';
import { Tape } from './tape.js';
import { TRADES_KEPT } from './trade-log.js';
import { Views } from './views.js';
import { WirePanel } from './wire-panel.js';

/** Ages and rates are drawn this often even when nothing comes, ms. */
const TICK_MS = 250;
/** The wire panel's figures are means over seconds: drawing them more often shows nothing new. */
const WIRE_MS = 1000;
/** Seconds over which trades a second are averaged. */
const TRADE_RATE_SECONDS = 10;

const LINKS: Record<LinkState, { tone: Tone; words: string }> = {
  connecting: { tone: 'waiting', words: 'Connecting' },
  open: { tone: 'live', words: 'Connected' },
  lost: { tone: 'lost', words: 'Connection lost, trying again' },
  unreachable: { tone: 'lost', words: 'Host not reachable, trying again' },
  refused: { tone: 'lost', words: 'Closed by the host' },
};

export class Page {
  readonly #session: Session;
  readonly #now: () => number;
  readonly #list = new SymbolList(part('symbols'));
  readonly #book = new BookPanel();
  readonly #tape = new Tape(part('trades'), TRADES_KEPT);
  readonly #wire = new WirePanel();
  readonly #views = new Views();
  readonly #charts: ChartPanel;
  readonly #analyticsCharts = new AnalyticsCharts();
  readonly #overview = new Overview();
  readonly #link = new ConnectionPanel();
  readonly #wallMs: () => number;
  readonly #analytics = new AnalyticsPanel();
  readonly #connection = part('connection');
  readonly #symbolsCard = part('symbols-card');
  readonly #tapeCard = part('tape');
  readonly #symbolsEmpty = part('symbols-empty');
  readonly #tradesEmpty = part('trades-empty');
  readonly #connectionText = LiveText.in(part('connection-text'));
  readonly #symbolCount = LiveText.in(part('symbol-count'));
  readonly #symbolsEmptyText = LiveText.in(this.#symbolsEmpty);
  readonly #tradeRate = LiveText.in(part('trade-rate'));
  #view: View = 'symbol';
  #wanted: string | undefined;
  #revealed: string | undefined;
  #pending = false;
  #wireDueMs = 0;

  /**
   * @param now a clock that never goes back, ms: the one that the session stamps with
   * @param wallMs since the epoch
   */
  constructor(session: Session, now: () => number, wallMs: () => number) {
    this.#session = session;
    this.#now = now;
    this.#wallMs = wallMs;
    this.#charts = new ChartPanel(wallMs, () => this.#ask());
  }

  start(address: string): void {
    LiveText.in(part('connection-address')).set(address);
    this.#session.onChange = () => this.#ask();
    addEventListener('hashchange', () => this.#follow());
    new Shortcuts({
      open: (view) => {
        if (view === 'symbol') this.#step(0);
        else location.hash = view === 'overview' ? OVERVIEW_HASH : CONNECTION_HASH;
      },
      step: (by) => this.#step(by),
    });
    addEventListener('resize', () => this.#fit());
    setInterval(() => this.#tick(), TICK_MS);
    this.#fit();
    this.#follow();
  }

  #fit(): void {
    this.#book.fit();
    this.#ask();
  }

  /** To the book of the symbol so far from the chosen one in the host's list, which has no end on either side. */
  #step(by: number): void {
    const names = (this.#session.symbols ?? []).map(({ symbol }) => symbol);
    if (names.length === 0) return;
    // The address is ahead of what is shown while keys come fast.
    const at = names.indexOf(routeOf(location.hash, names.length).symbol ?? this.#wanted ?? '');
    const to = at < 0 ? 0 : (at + by + names.length) % names.length;
    location.hash = hashOfSymbol(names[to]!);
  }

  #tick(): void {
    this.#session.tick();
    // A page that is not looked at gets no frames, but its title is still read.
    if (document.hidden) this.#draw(this.#now());
    else this.#ask();
  }

  #ask(): void {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.#draw(this.#now());
    });
  }

  /** Takes the symbol of the address; the host's first where it names none. */
  #follow(): void {
    const { symbols } = this.#session;
    const route = routeOf(location.hash, symbols?.length);
    this.#view = route.view;
    const wanted = route.symbol ?? this.#wanted ?? symbols?.[0]?.symbol;
    if (wanted !== undefined && wanted !== this.#wanted) {
      this.#wanted = wanted;
      this.#tape.clear();
      this.#session.choose(wanted);
    }
    if (wanted !== undefined && location.hash === '' && route.view === 'symbol') {
      history.replaceState(null, '', hashOfSymbol(wanted));
    }
    if (this.#views.show(route.view, wanted)) this.#book.fit();
    this.#ask();
  }

  #draw(nowMs: number): void {
    const { link, symbols, book } = this.#session;
    if (this.#wanted === undefined && symbols !== undefined && symbols.length > 0) this.#follow();
    const said = liveness({
      link,
      linkReason: this.#session.linkReason,
      symbols: symbols?.length,
      offered: symbols?.some(({ symbol }) => symbol === this.#wanted) === true,
      state: book?.state ?? 'connecting',
      reason: book?.reason ?? 'none',
      filled: book?.filled === true,
    });
    this.#book.show(this.#wanted, book, said, nowMs);
    this.#drawView(said.live, nowMs);
    this.#drawState(said);
    this.#drawTape(said, nowMs);
    this.#drawList(nowMs);
    if (nowMs >= this.#wireDueMs) {
      this.#wireDueMs = nowMs + WIRE_MS;
      const figures = this.#session.figures();
      this.#wire.show(this.#session.traffic, figures, nowMs);
      this.#link.show(figures, this.#session.log, this.#wallMs(), nowMs);
    }
  }

  /** What is costly is drawn where it is seen; figures over time are kept wherever one is. */
  #drawView(live: boolean, nowMs: number): void {
    const { link, symbols, book } = this.#session;
    this.#charts.show(book, live, nowMs);
    this.#analytics.show(book?.analytics, book?.format, live);
    this.#analyticsCharts.show(book?.analytics, book?.format, live, nowMs, this.#wallMs());
    if (this.#view !== 'overview') return;
    this.#overview.show(symbols ?? [], link === 'open', emptyWords(link, symbols?.length), nowMs);
  }

  #drawState({ live, tone }: Liveness): void {
    const { link } = this.#session;
    setData(document.body, 'state', tone);
    setData(document.body, 'connection', link);
    setData(this.#connection, 'tone', LINKS[link].tone);
    this.#connectionText.set(LINKS[link].words);
    const { native } = splitSymbol(this.#wanted ?? '');
    const figure = live
      ? `${this.#book.midText} ${native}`.trimStart()
      : native === ''
        ? 'not live'
        : `${native} – not live`;
    const title = `${figure} · Tickwire`;
    if (document.title !== title) document.title = title;
  }

  #drawTape({ live }: Liveness, nowMs: number): void {
    const { book } = this.#session;
    const drawn = book?.format !== undefined && book.trades.count > 0;
    setData(this.#tapeCard, 'live', String(live));
    setData(this.#tapeCard, 'missed', String(book?.trades.missed ?? 0));
    if (drawn) this.#tape.show(book.trades, book.format);
    else this.#tape.clear();
    this.#tradesEmpty.hidden = drawn;
    const rate = live ? book?.tradeRate.perSecond(nowMs, TRADE_RATE_SECONDS) : undefined;
    this.#tradeRate.set(rate === undefined ? '' : `${formatRate(rate)}/s`);
  }

  #drawList(nowMs: number): void {
    const { link, symbols } = this.#session;
    const entries = (symbols ?? []).map(({ updatedMs, ...rest }) => ({
      ...rest,
      age: updatedMs === undefined ? '' : formatAge(nowMs - updatedMs),
    }));
    this.#list.show(entries, this.#wanted, link === 'open');
    if (this.#wanted !== this.#revealed && this.#list.reveal(this.#wanted ?? '')) this.#revealed = this.#wanted;
    this.#symbolCount.set(entries.length > 0 ? String(entries.length) : '');
    setData(this.#symbolsCard, 'empty', String(entries.length === 0));
    this.#symbolsEmpty.hidden = entries.length > 0;
    this.#symbolsEmptyText.set(emptyWords(link, symbols?.length));
  }
}

function emptyWords(link: LinkState, symbols: number | undefined): string {
  if (link === 'connecting') return 'Waiting for the host.';
  if (link !== 'open') return 'The host does not answer.';
  return symbols === 0 ? 'The host offers no symbols yet.' : 'Asking the host for its symbols.';
}
