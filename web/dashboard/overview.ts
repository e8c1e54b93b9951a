/** All symbols at a glance: a card each, with its last minute, spread, imbalance, state and quality. A link to its book. */
import { element, LiveText, part, setData } from './element.js';
import { reasonWord, stateTone } from './liveness.js';
import { hashOfSymbol, splitSymbol } from './location-symbol.js';
import { MID_SAMPLES } from './mid-history.js';
import { formatAge } from './quantity.js';
import type { ListedSymbol } from './session.js';
import { Sparkline } from './sparkline.js';

/** Drawn this often, ms: as often as a symbol is updated. */
const DRAW_MS = 100;
const QUALITY = {
  synced: 'in sync',
  tainted: 'not in sync',
  none: 'warming up',
  unfitted: 'not fitted',
  unknown: 'not computed',
} as const;

const TEXTS = ['mid', 'change', 'spread', 'bps', 'imbalance', 'quality', 'word', 'age'] as const;

interface Card {
  readonly element: HTMLElement;
  readonly texts: Record<(typeof TEXTS)[number], LiveText>;
  readonly lean: HTMLElement;
  readonly line: Sparkline;
  drawn: number;
}

export class Overview {
  readonly #root = part('overview');
  readonly #empty = part('overview-empty');
  readonly #emptyText = LiveText.in(this.#empty);
  readonly #cards = new Map<string, Card>();
  readonly #count = LiveText.in(part('overview-count'));
  #dueMs = 0;

  /** @param empty what to say where there are none */
  show(symbols: readonly ListedSymbol[], online: boolean, empty: string, nowMs: number): void {
    if (nowMs < this.#dueMs) return;
    this.#dueMs = nowMs + DRAW_MS;
    this.#empty.hidden = symbols.length > 0;
    this.#emptyText.set(empty);
    const live = online ? symbols.filter(({ state }) => state === 'live').length : 0;
    this.#count.set(symbols.length > 0 ? `${live} of ${symbols.length} live` : '');
    const present = new Set(symbols.map(({ symbol }) => symbol));
    for (const [symbol, card] of this.#cards) {
      if (present.has(symbol)) continue;
      card.element.remove();
      this.#cards.delete(symbol);
    }
    for (const listed of symbols) fill(this.#card(listed.symbol), listed, online, nowMs);
  }

  #card(symbol: string): Card {
    const known = this.#cards.get(symbol);
    if (known !== undefined) return known;
    const card = makeCard(symbol);
    this.#cards.set(symbol, card);
    this.#root.append(card.element);
    return card;
  }
}

function makeCard(symbol: string): Card {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, new LiveText()])) as Card['texts'];
  const { venue, native } = splitSymbol(symbol);
  const shape = element('span', 'shape');
  const canvas = element('canvas', 'line');
  const lean = element('span', 'lean');
  for (const each of [shape, canvas, lean]) each.setAttribute('aria-hidden', 'true');
  const figure = (label: string, ...value: (Node | string)[]) =>
    element('span', 'figure', element('span', 'label', label), element('span', 'value', ...value));
  const link = element(
    'a',
    'card glance',
    shape,
    element('span', 'name', native),
    element('span', 'state', element('span', 'word', texts.word.node), ` · ${venue}`),
    element('span', 'mid', texts.mid.node),
    element('span', 'change', texts.change.node),
    canvas,
    figure('Spread', texts.spread.node, element('small', '', texts.bps.node)),
    figure('Imbalance', texts.imbalance.node, lean),
    figure('Quality', texts.quality.node),
    element('span', 'age', texts.age.node),
  );
  link.href = hashOfSymbol(symbol);
  link.dataset['glance'] = symbol;
  return { element: element('li', '', link), texts, lean, line: new Sparkline(canvas), drawn: -1 };
}

function fill(
  card: Card,
  { symbol: _, state, reason, watched, updatedMs, mid }: ListedSymbol,
  online: boolean,
  nowMs: number,
): void {
  const { texts } = card;
  const link = card.element.firstElementChild as HTMLElement;
  const why = online ? reasonWord(reason) : '';
  const quality = watched?.quality ?? 'unknown';
  setData(link, 'tone', online ? stateTone(state) : 'lost');
  setData(link, 'state', online ? state : 'offline');
  setData(link, 'quality', quality);
  texts.word.set(online ? (why === '' ? state : `${state}, ${why}`) : 'not live');
  texts.mid.set(mid || '–');
  texts.spread.set(watched?.spread || '–');
  texts.bps.set(watched?.spreadBps ?? '');
  texts.quality.set(online ? QUALITY[quality] : 'not live');
  texts.age.set(updatedMs === undefined ? '' : formatAge(nowMs - updatedMs));
  const imbalance = watched?.imbalance;
  texts.imbalance.set(imbalance === undefined ? '–' : signed(imbalance, 2));
  card.lean.style.setProperty('--lean', (imbalance ?? 0).toFixed(2));
  drawLine(card, watched?.history, nowMs);
}

function drawLine(
  card: Card,
  history: NonNullable<ListedSymbol['watched']>['history'] | undefined,
  nowMs: number,
): void {
  if (history === undefined) return;
  const { values, count } = history;
  // A sample every 250 ms; in between nothing is new.
  const version = Math.floor(nowMs / 250);
  if (version === card.drawn) return;
  card.drawn = version;
  card.line.draw([{ values, count, colour: '--text', filled: true }], MID_SAMPLES);
  const [first, last] = [values.subarray(0, count).find((value) => !Number.isNaN(value)), values[count - 1]];
  const change = first === undefined || last === undefined ? Number.NaN : ((last - first) / first) * 10_000;
  card.texts.change.set(Number.isNaN(change) ? '' : `${signed(change, 2)} bp, 1 min`);
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value > 0 ? '+' : '−'}${text}`;
}
