/** What every carrier of market data must do; a carrier's own test calls this with a way to make one. */
import { describe, expect, it } from 'vitest';
import type {
  MarketDataBus,
  MarketDataListener,
  MarketDataPublisher,
  MarketSource,
} from '../../host/bus/market-data.js';
import type { Core } from '../../host/wire/core.js';

export interface Carrier {
  readonly bus: MarketDataBus;
  readonly publisher: MarketDataPublisher;
  /** Resolves once everything published so far has reached the bus's side. */
  settle(): Promise<void>;
}

/** A listener that writes down what it is told, one line a call. */
class Recorder implements MarketDataListener {
  readonly lines: string[] = [];

  onSource(source: MarketSource): void {
    this.lines.push(`source ${source.symbol}`);
  }
  onSourceGone(source: MarketSource): void {
    this.lines.push(`gone ${source.symbol}`);
  }
  onBook(source: MarketSource): void {
    this.lines.push(`book ${source.symbol}`);
  }
  onReplaced(source: MarketSource, regridded: boolean): void {
    this.lines.push(`replaced ${source.symbol} ${regridded}`);
  }
  onTrades(source: MarketSource, trades: Float64Array, count: number): void {
    this.lines.push(`trades ${source.symbol} ${count} ${trades[0]}`);
  }
  onState(source: MarketSource): void {
    this.lines.push(`state ${source.symbol} ${source.state} ${source.reason}`);
  }
}

export function describeCarrier(name: string, make: (core: Core) => Carrier): void {
  describe(`market data over ${name}`, () => {
    const core = {} as Core;
    const source = (native: string): MarketSource => ({
      symbol: `simulated:${native}`,
      venue: 'simulated',
      core,
      stream: 0,
      state: 'live',
      reason: 'none',
      grid: { priceDecimals: 2, tick: 1, sizeDecimals: 5, lot: 1 },
      tsEvent: -1,
      tsRecv: 1,
    });

    it('tells a listener of what is there, then of what comes, in order', async () => {
      const { bus, publisher, settle } = make(core);
      const [one, two] = [source('ONE'), source('TWO')];
      publisher.add(one);
      await settle();
      const early = new Recorder();
      bus.subscribe(early);
      publisher.add(two);
      publisher.state(one);
      publisher.replaced(one, true);
      publisher.book(one);
      publisher.trades(two, Float64Array.of(7, 8, -1, -1, 2), 1);
      publisher.remove(one);
      await settle();
      expect(early.lines).toEqual([
        'source simulated:ONE',
        'source simulated:TWO',
        'state simulated:ONE live none',
        'replaced simulated:ONE true',
        'book simulated:ONE',
        'trades simulated:TWO 1 7',
        'gone simulated:ONE',
      ]);
      const late = new Recorder();
      bus.subscribe(late);
      expect(late.lines).toEqual(['source simulated:TWO']);
    });

    it('finds a source by its symbol, for as long as it is there', async () => {
      const { bus, publisher, settle } = make(core);
      const one = source('ONE');
      expect(bus.source('simulated:ONE')).toBeUndefined();
      publisher.add(one);
      await settle();
      expect(bus.source('simulated:ONE')?.symbol).toBe('simulated:ONE');
      expect([...bus.sources()].map((each) => each.symbol)).toEqual(['simulated:ONE']);
      publisher.remove(one);
      await settle();
      expect(bus.source('simulated:ONE')).toBeUndefined();
      expect([...bus.sources()]).toEqual([]);
    });

    it('tells nothing to a listener that left, and goes on telling the others', async () => {
      const { bus, publisher, settle } = make(core);
      const one = source('ONE');
      publisher.add(one);
      await settle();
      const [staying, leaving] = [new Recorder(), new Recorder()];
      const leave = bus.subscribe(leaving);
      bus.subscribe(staying);
      leave();
      leave();
      publisher.book(one);
      await settle();
      expect(leaving.lines).toEqual(['source simulated:ONE']);
      expect(staying.lines).toEqual(['source simulated:ONE', 'book simulated:ONE']);
    });

    it('lets a listener leave, and another come, while all are being told', async () => {
      const { bus, publisher, settle } = make(core);
      const one = source('ONE');
      publisher.add(one);
      await settle();
      const [second, third] = [new Recorder(), new Recorder()];
      const leave = bus.subscribe({
        onBook() {
          leave();
          bus.subscribe(third);
        },
      });
      bus.subscribe(second);
      publisher.book(one);
      publisher.book(one);
      await settle();
      expect(second.lines).toEqual(['source simulated:ONE', 'book simulated:ONE', 'book simulated:ONE']);
      expect(third.lines).toEqual(['source simulated:ONE', 'book simulated:ONE']);
    });

    it('serves a listener that wants only some of it', async () => {
      const { bus, publisher, settle } = make(core);
      const one = source('ONE');
      let books = 0;
      bus.subscribe({});
      bus.subscribe({
        onBook() {
          books += 1;
        },
      });
      publisher.add(one);
      publisher.state(one);
      publisher.book(one);
      await settle();
      expect(books).toBe(1);
    });

    it('refuses, as a fault of the program, a symbol added twice or never', () => {
      const { publisher } = make(core);
      const one = source('ONE');
      publisher.add(one);
      expect(() => publisher.add(source('ONE'))).toThrow('simulated:ONE is there already');
      expect(() => publisher.book(source('TWO'))).toThrow('simulated:TWO was not added');
      publisher.remove(one);
      expect(() => publisher.remove(one)).toThrow('simulated:ONE was not added');
    });
  });
}
