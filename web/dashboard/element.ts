/** Finds the page's fixed parts, makes its repeated ones, and writes text only where it changed. */

/** The element of the page's skeleton with this `data-testid`. It must exist: index.html holds it. */
export function part<T extends Element = HTMLElement>(testId: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(`[data-testid="${testId}"]`);
  if (found === null) throw new Error(`the page has no part ${testId}`);
  return found;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

/** A text node that remembers what it shows. */
export class LiveText {
  readonly node = document.createTextNode('');
  #shown = '';

  static in(parent: Element): LiveText {
    const text = new LiveText();
    parent.replaceChildren(text.node);
    return text;
  }

  set(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    this.node.data = text;
  }
}

/** A decimal whose trailing zeros stand back, so that the eye finds the digits that count. */
export class LiveDecimal {
  readonly #digits = new LiveText();
  readonly #zeros = new LiveText();

  constructor(parent: Element) {
    parent.replaceChildren(this.#digits.node, element('span', 'zeros', this.#zeros.node));
  }

  /** @param end where the trailing zeros begin */
  set(text: string, end: number): void {
    this.#digits.set(text.slice(0, end));
    this.#zeros.set(text.slice(end));
  }
}

/** Sets a `data-` attribute where it differs: writing an equal one still costs a style pass. */
export function setData(target: HTMLElement, name: string, value: string): void {
  if (target.dataset[name] !== value) target.dataset[name] = value;
}
