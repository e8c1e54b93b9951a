/** A small OKX for tests: a book that tells snapshots and updates with ids and checksums, as documented. */
import { crc32 } from 'node:zlib';

export type Levels = readonly (readonly [price: string, size: string])[];

export class OkxExchange {
  seqId = 10;
  /** False: frames as they were before ids were introduced. */
  hasIds = true;
  /** False: frames as they are since checksums are no longer computed. */
  hasChecksums = true;
  readonly #bids = new Map<string, string>();
  readonly #asks = new Map<string, string>();

  snapshot(bids: Levels, asks: Levels): string {
    this.#bids.clear();
    this.#asks.clear();
    this.#set(bids, asks);
    return this.#frame('snapshot', this.levels(), -1);
  }

  /** A snapshot of the book as it is. */
  snapshotAgain(): string {
    return this.#frame('snapshot', this.levels(), -1);
  }

  update(bids: Levels, asks: Levels, seqId = this.seqId + 5): string {
    this.#set(bids, asks);
    const previous = this.seqId;
    this.seqId = seqId;
    return this.#frame('update', { bids, asks }, previous);
  }

  /** What comes after a minute without a change. */
  noChange(): string {
    return this.#frame('update', { bids: [], asks: [] }, this.seqId);
  }

  /** Best first. */
  levels() {
    const sorted = (side: Map<string, string>, sign: number) =>
      [...side].sort(([a], [b]) => sign * (Number(a) - Number(b)));
    return { bids: sorted(this.#bids, -1), asks: sorted(this.#asks, 1) };
  }

  #set(bids: Levels, asks: Levels): void {
    for (const [side, levels] of [
      [this.#bids, bids],
      [this.#asks, asks],
    ] as const) {
      for (const [price, size] of levels) {
        for (const held of side.keys()) if (Number(held) === Number(price)) side.delete(held);
        if (Number(size) > 0) side.set(price, size);
      }
    }
  }

  #checksum(): number {
    const { bids, asks } = this.levels();
    const parts: string[] = [];
    for (let i = 0; i < 25; i++) parts.push(...(bids[i] ?? []), ...(asks[i] ?? []));
    return crc32(parts.join(':')) | 0;
  }

  #frame(action: string, { bids, asks }: { bids: Levels; asks: Levels }, prevSeqId: number): string {
    const rows = (levels: Levels) => levels.map(([price, size]) => [price, size, '0', '1']);
    const ids = this.hasIds ? { prevSeqId, seqId: this.seqId } : {};
    const checksum = this.hasChecksums ? this.#checksum() : 0;
    const data = [{ asks: rows(asks), bids: rows(bids), ts: '1597026383085', checksum, ...ids }];
    return JSON.stringify({ arg: { channel: 'books', instId: 'BTC-USDT' }, action, data });
  }
}
