/** Which symbols a client may see: patterns of symbols, in which `*` stands for any run of characters, the colon included. */

export class SymbolPatterns {
  readonly texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.texts = texts;
  }

  allows(symbol: string): boolean {
    return this.texts.some((pattern) => matches(pattern, symbol));
  }
}

export const EVERY_SYMBOL = new SymbolPatterns(['*']);
export const NO_SYMBOL = new SymbolPatterns([]);

/** Takes at most pattern × symbol steps: it goes back to the last `*` alone, never to one before. */
function matches(pattern: string, symbol: string): boolean {
  let at = 0;
  let star = -1;
  let afterStar = 0;
  for (let i = 0; i < symbol.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      afterStar = i;
    } else if (pattern[at] === symbol[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++afterStar;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
