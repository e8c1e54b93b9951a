/** Symbols as text, made from their bytes once: a table of those seen, which gives up old ones when it is full. */

/** A power of two. */
const PLACES = 1024;

export class SymbolNames {
  readonly #names: (string | undefined)[] = new Array(PLACES).fill(undefined);

  /** The ASCII text of `length` bytes. */
  name(bytes: Uint8Array, at: number, length: number): string {
    let hash = length;
    for (let i = at; i < at + length; i++) hash = Math.imul(hash, 31) + bytes[i]!;
    const place = hash & (PLACES - 1);
    const known = this.#names[place];
    if (known !== undefined && isText(known, bytes, at, length)) return known;
    const text = String.fromCharCode(...bytes.subarray(at, at + length));
    this.#names[place] = text;
    return text;
  }
}

function isText(text: string, bytes: Uint8Array, at: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[at + i]) return false;
  return true;
}
