/** The newest entries of a series, oldest first, and whether one of them was not in sync. */
export class Rolling<Entry> {
  readonly capacity: number;
  entries: Entry[] = [];
  #synced: boolean[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get full(): boolean {
    return this.entries.length === this.capacity;
  }

  get tainted(): boolean {
    return this.#synced.includes(false);
  }

  add(entry: Entry, synced: boolean): void {
    this.entries.push(entry);
    this.#synced.push(synced);
    if (this.entries.length > this.capacity) {
      this.entries.shift();
      this.#synced.shift();
    }
  }
}

/** The sum, oldest first. */
export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const x of numbers) total += x;
  return total;
}

/** Σ (x − x̄)(y − ȳ), given deviations, oldest first. */
export function dot(x: readonly number[], y: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i]! * y[i]!;
  return total;
}

export function deviations(numbers: readonly number[]): number[] {
  const mean = sum(numbers) / numbers.length;
  return numbers.map((x) => x - mean);
}
