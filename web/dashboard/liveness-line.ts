/** The one line above the ladder that says whether what follows is live, why not, and for how long. */
import { LiveText, part, setData } from './element.js';
import type { Liveness } from './liveness.js';
import { formatAge } from './quantity.js';

export class LivenessLine {
  readonly #root = part('liveness');
  readonly #headline = LiveText.in(part('liveness-headline'));
  readonly #detail = LiveText.in(part('liveness-detail'));
  readonly #age = LiveText.in(part('liveness-age'));
  #symbol: string | undefined;
  #live: boolean | undefined;
  #sinceMs = 0;

  /** @param updatedMs when the book last moved, on the page's clock; undefined where it never did */
  show(symbol: string | undefined, said: Liveness, updatedMs: number | undefined, nowMs: number): void {
    if (symbol !== this.#symbol || said.live !== this.#live) {
      this.#symbol = symbol;
      this.#live = said.live;
      this.#sinceMs = nowMs;
    }
    setData(this.#root, 'tone', said.tone);
    this.#headline.set(said.headline);
    this.#detail.set(said.detail);
    this.#age.set(this.#ageText(said.live, updatedMs, nowMs));
  }

  #ageText(live: boolean, updatedMs: number | undefined, nowMs: number): string {
    if (!live) return `for ${formatAge(nowMs - this.#sinceMs)}`;
    return updatedMs === undefined ? '' : `updated ${formatAge(nowMs - updatedMs)} ago`;
  }
}
