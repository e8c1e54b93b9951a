/** Which of the page's views is in it, and which link of the masthead is the present one. */
import { part, setData } from './element.js';
import { hashOfSymbol } from './location-symbol.js';
import type { View } from './route.js';

const VIEWS: readonly View[] = ['overview', 'symbol', 'connection'];

export class Views {
  readonly #views = VIEWS.map((view) => ({
    view,
    root: part(`${view}-view`),
    link: part<HTMLAnchorElement>(`to-${view}`),
  }));
  #shown: View | undefined;

  /** Answers whether another view is shown than before. @param symbol where the link to the book leads */
  show(view: View, symbol: string | undefined): boolean {
    const changed = view !== this.#shown;
    this.#shown = view;
    setData(document.body, 'view', view);
    for (const each of this.#views) {
      each.root.hidden = each.view !== view;
      if (each.view === view) each.link.setAttribute('aria-current', 'page');
      else each.link.removeAttribute('aria-current');
      if (each.view === 'symbol' && symbol !== undefined) each.link.href = hashOfSymbol(symbol);
    }
    return changed;
  }
}
