/**
 * Which thread a symbol's feed runs in. At the start symbols are dealt out in the order of the
 * configuration, venue by venue, one to each thread in turn; so the same configuration gives the same
 * shards. A symbol that comes later goes to the thread with the fewest, the first of those; one that was
 * there before goes to the thread that it was in.
 */

/** Natives by venue. */
export type Shard = ReadonlyMap<string, readonly string[]>;

export class Shards {
  readonly #shards: Map<string, string[]>[];
  /** Symbols by venue, in the order in which they came. */
  readonly #all = new Map<string, string[]>();
  /** Threads of all symbols that ever were there, by `<venue>:<NATIVE>`. */
  readonly #homes = new Map<string, number>();
  #next = 0;

  constructor(threads: number) {
    this.#shards = Array.from({ length: threads }, () => new Map());
  }

  /** What runs in a thread. */
  of(thread: number): Shard {
    return this.#shards[thread]!;
  }

  /** Symbols of a thread, or of all. */
  count(thread?: number): number {
    const shards = thread === undefined ? this.#shards : [this.#shards[thread]!];
    return shards.reduce((sum, shard) => sum + [...shard.values()].reduce((all, names) => all + names.length, 0), 0);
  }

  /** Symbols by venue, of all threads. */
  all(): Shard {
    return this.#all;
  }

  /** Takes a venue in; each thread knows it, with symbols or without. */
  deal(venue: string, natives: readonly string[]): void {
    for (const shard of this.#shards) if (!shard.has(venue)) shard.set(venue, []);
    for (const native of natives) this.#put(venue, native, this.#next++ % this.#shards.length);
  }

  /** Takes a symbol in while all runs; answers its thread. */
  add(venue: string, native: string): number {
    const threads = this.#shards.map((_, thread) => thread);
    const fewest = threads.reduce((best, thread) => (this.count(thread) < this.count(best) ? thread : best));
    const thread = this.#homes.get(`${venue}:${native}`) ?? fewest;
    this.#put(venue, native, thread);
    return thread;
  }

  /** Lets a symbol go; answers its thread, -1 where there is none. */
  remove(venue: string, native: string): number {
    const thread = this.#shards.findIndex((shard) => shard.get(venue)?.includes(native));
    if (thread < 0) return -1;
    for (const shard of [this.#shards[thread]!, this.#all]) {
      shard.set(
        venue,
        shard.get(venue)!.filter((name) => name !== native),
      );
    }
    return thread;
  }

  #put(venue: string, native: string, thread: number): void {
    for (const shard of [this.#shards[thread]!, this.#all]) {
      const natives = shard.get(venue);
      if (natives === undefined) shard.set(venue, [native]);
      else natives.push(native);
    }
    this.#homes.set(`${venue}:${native}`, thread);
  }
}
