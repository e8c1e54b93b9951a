/** The symbol switcher: a link a symbol with its state, reason, mid and age. Links, so that keyboard, history and bookmarks work. */
import type { SubscriptionReason, SubscriptionState } from '../client/index.js';
import { element, LiveText, setData } from './element.js';
import { reasonWord, reasonWords, stateTone } from './liveness.js';
import { hashOfSymbol, splitSymbol } from './location-symbol.js';

export interface SymbolEntry {
  readonly symbol: string;
  readonly state: SubscriptionState;
  readonly reason: SubscriptionReason;
  /** Formatted; empty where it is not known. */
  readonly mid: string;
  /** Since the last update, formatted; empty where none came. */
  readonly age: string;
}

interface Item {
  readonly element: HTMLLIElement;
  readonly link: HTMLAnchorElement;
  readonly price: LiveText;
  readonly word: LiveText;
  readonly why: LiveText;
  readonly age: LiveText;
}

export class SymbolList {
  readonly #list: HTMLElement;
  readonly #items = new Map<string, Item>();

  constructor(list: HTMLElement) {
    this.#list = list;
    list.addEventListener('keydown', (event) => moveFocus(list, event));
  }

  /** @param online whether the host's word still counts: without it no symbol is shown as live */
  show(entries: readonly SymbolEntry[], chosen: string | undefined, online: boolean): void {
    const present = new Set<string>();
    for (const entry of entries) {
      present.add(entry.symbol);
      fill(this.#item(entry.symbol), entry, entry.symbol === chosen, online);
    }
    for (const [symbol, item] of this.#items) {
      if (present.has(symbol)) continue;
      item.element.remove();
      this.#items.delete(symbol);
    }
  }

  /** Scrolls a symbol's link into the list's view, without moving the page. False where there is no such link yet. */
  reveal(symbol: string): boolean {
    const link = this.#items.get(symbol)?.link;
    if (link === undefined) return false;
    const { left, right, top, bottom } = link.getBoundingClientRect();
    const view = this.#list.getBoundingClientRect();
    if (left < view.left || right > view.right) this.#list.scrollLeft += left - view.left;
    if (top < view.top || bottom > view.bottom) this.#list.scrollTop += top - view.top;
    return true;
  }

  #item(symbol: string): Item {
    const known = this.#items.get(symbol);
    if (known !== undefined) return known;
    const item = makeItem(symbol);
    this.#items.set(symbol, item);
    this.#list.append(item.element);
    return item;
  }
}

function makeItem(symbol: string): Item {
  const [price, word, why, age] = [new LiveText(), new LiveText(), new LiveText(), new LiveText()];
  const { native } = splitSymbol(symbol);
  const shape = element('span', 'shape');
  shape.setAttribute('aria-hidden', 'true');
  const link = element(
    'a',
    'symbol',
    shape,
    element('span', 'name', native),
    element('span', 'price', price.node),
    element('span', 'note', element('span', 'word', word.node), why.node),
    element('span', 'age', age.node),
  );
  link.href = hashOfSymbol(symbol);
  link.dataset['symbol'] = symbol;
  link.dataset['testid'] = 'symbol-link';
  return { element: element('li', '', link), link, price, word, why, age };
}

function fill(item: Item, entry: SymbolEntry, chosen: boolean, online: boolean): void {
  const { venue } = splitSymbol(entry.symbol);
  const why = online ? reasonWord(entry.reason) : '';
  const title = [venue, online ? reasonWords(entry.reason) : ''].filter((text) => text !== '').join(': ');
  if (item.link.title !== title) item.link.title = title;
  setData(item.link, 'tone', online ? stateTone(entry.state) : 'lost');
  setData(item.link, 'state', online ? entry.state : 'offline');
  setData(item.link, 'reason', entry.reason);
  if ((item.link.getAttribute('aria-current') === 'true') !== chosen) {
    if (chosen) item.link.setAttribute('aria-current', 'true');
    else item.link.removeAttribute('aria-current');
  }
  item.word.set(online ? entry.state : 'not live');
  item.why.set(why === '' ? ` · ${venue}` : ` · ${why}`);
  item.price.set(entry.mid);
  item.age.set(entry.age);
}

/** Arrow keys, Home and End go from link to link. */
function moveFocus(list: HTMLElement, event: KeyboardEvent): void {
  const links: (Element | null)[] = [...list.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  const to = destination(event.key, at, links.length);
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const link = links[to];
  if (link instanceof HTMLElement) link.focus();
}

function destination(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
