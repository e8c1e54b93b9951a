/** Ids of streams on the wire: small ones, since each frame holds one, and free again when a stream ends. */

export class StreamIds {
  readonly #returned: number[] = [];
  #next = 1;

  draw(): number {
    return this.#returned.pop() ?? this.#next++;
  }

  giveBack(id: number): void {
    this.#returned.push(id);
  }
}
