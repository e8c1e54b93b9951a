/** Keys of the whole page, and the sheet that lists them (`?`). A control that has the focus keeps its own keys. */
import { part } from './element.js';

export interface ShortcutTargets {
  /** Another page of the dashboard. */
  open(view: 'overview' | 'symbol' | 'connection'): void;
  /** The next symbol of the list (1) or the one before (-1). */
  step(by: 1 | -1): void;
}

/** Takes text, so that a key is a letter there. */
const TYPED_IN = 'input, textarea, select, [contenteditable]';

export class Shortcuts {
  readonly #targets: ShortcutTargets;
  readonly #sheet = part<HTMLDialogElement>('keys');

  constructor(targets: ShortcutTargets) {
    this.#targets = targets;
    addEventListener('keydown', (event) => this.#key(event));
    part('keys-open').addEventListener('click', () => this.#sheet.showModal());
    // A click beside the sheet, which is on the dialog itself and not on what is in it.
    this.#sheet.addEventListener('click', (event) => {
      if (event.target === this.#sheet) this.#sheet.close();
    });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TYPED_IN) !== null) return;
    if (this.#sheet.open) {
      if (event.key === '?') this.#sheet.close();
      return;
    }
    if (document.querySelector('dialog[open]') === null && this.#act(event.key)) event.preventDefault();
  }

  #act(key: string): boolean {
    switch (key) {
      case '?':
        this.#sheet.showModal();
        return true;
      case '1':
        this.#targets.open('overview');
        return true;
      case '2':
        this.#targets.open('symbol');
        return true;
      case '3':
        this.#targets.open('connection');
        return true;
      case 'j':
      case ']':
        this.#targets.step(1);
        return true;
      case 'k':
      case '[':
        this.#targets.step(-1);
        return true;
      default:
        return false;
    }
  }
}
