/** A listener that writes down all that it can see of a source in each call. */
import { ANALYTIC_FIELDS, TRADE_FIELDS } from '../../assembly/layout.js';
import type { MarketDataListener, MarketSource } from '../../host/bus/market-data.js';
import { levelsOf } from '../gateway/market.js';

export class Witness implements MarketDataListener {
  readonly lines: string[] = [];

  onSource(source: MarketSource): void {
    this.#see('source', source);
  }
  onSourceGone(source: MarketSource): void {
    this.#see('gone', source);
  }
  onBook(source: MarketSource): void {
    this.#see('book', source);
  }
  onReplaced(source: MarketSource, regridded: boolean): void {
    this.#see(`replaced ${regridded}`, source);
  }
  onTrades(source: MarketSource, trades: Float64Array, count: number): void {
    this.#see(`trades ${trades.subarray(0, count * TRADE_FIELDS)}`, source);
  }
  onState(source: MarketSource): void {
    this.#see('state', source);
  }
  onAnalytics(source: MarketSource): void {
    const records = source.analytics!.read();
    const values = source.analytics!.names.map((name, i) => `${name} ${records.subarray(i * ANALYTIC_FIELDS)[1]}`);
    this.#see(`analytics ${values} ${records.filter((_, i) => i % ANALYTIC_FIELDS === 2)}`, source);
  }

  #see(what: string, { symbol, venue, state, reason, grid, tsEvent, tsRecv, core, stream }: MarketSource): void {
    const book = state === 'live' ? JSON.stringify(levelsOf(core, stream, 0)) : '';
    this.lines.push(
      [what, symbol, venue, state, reason, JSON.stringify(grid), tsEvent, tsRecv, book].map(String).join(' '),
    );
  }
}
