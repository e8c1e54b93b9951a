/** Binance's recipe for a local book, as its documents give it, for tests: snapshot, then diffs that must be continuous. */
import type { StreamMessage } from './stream-client.js';

export interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}

export class BookFollower {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  updateId: number;
  gaps = 0;
  #bridged = false;

  constructor(snapshot: Snapshot) {
    this.updateId = snapshot.lastUpdateId;
    for (const [price, size] of snapshot.bids) this.bids.set(price, size);
    for (const [price, size] of snapshot.asks) this.asks.set(price, size);
  }

  apply(diff: StreamMessage): void {
    if (diff.u <= this.updateId) return;
    const follows = this.#bridged ? diff.U === this.updateId + 1 : diff.U <= this.updateId + 1;
    if (!follows) this.gaps++;
    this.#bridged = true;
    this.updateId = diff.u;
    for (const [side, levels] of [[this.bids, diff.b] as const, [this.asks, diff.a] as const]) {
      for (const [price, size] of levels) {
        if (Number(size) === 0) side.delete(price);
        else side.set(price, size);
      }
    }
  }

  /** [price, size], best first. */
  levels(side: 'bids' | 'asks'): [string, string][] {
    const sign = side === 'bids' ? -1 : 1;
    return [...this[side]].sort((a, b) => sign * (Number(a[0]) - Number(b[0])));
  }
}
