/** What every carrier of market data must do; a carrier's own test calls this with a way to make one. */
import { describe, expect, it } from 'vitest';
import type {
  MarketDataBus,
  MarketDataListener,
  MarketDataPublisher,
  MarketSource,
} from '../../host/bus/market-data.js';
import type { Core } from '../../host/wire/core.js';
import { COARSE_GRID, GRID, TestSource } from '../gateway/market.js';
import { Witness } from './witness.js';

export interface Carrier {
  readonly bus: MarketDataBus;
  readonly publisher: MarketDataPublisher;
  /** Holds the sources' books. */
  readonly core: Core;
  /** Everything published so far has reached the bus's side. */
  settle(): void;
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

export function describeCarrier(name: string, make: () => Carrier): void {
  describe(`market data over ${name}`, () => {
    let ids = 0;
    const source = ({ publisher, core }: Carrier, native: string) =>
      new TestSource(publisher, core, `simulated:${native}`, ++ids);

    it('tells a listener of what is there, then of what comes, in order', () => {
      const carrier = make();
      const { bus, publisher } = carrier;
      const [one, two] = [source(carrier, 'ONE'), source(carrier, 'TWO')];
      publisher.add(one);
      carrier.settle();
      const early = new Recorder();
      bus.subscribe(early);
      publisher.add(two);
      one.begin([[100, 1]], [[101, 1]]);
      two.begin([[7, 1]], [[8, 1]]);
      one.replace([[99, 1]], [], COARSE_GRID);
      one.change([[98, 2]], []);
      two.trade(7, 8);
      one.become('stale', 'gap');
      publisher.remove(one);
      carrier.settle();
      expect(early.lines).toEqual([
        'source simulated:ONE',
        'source simulated:TWO',
        'replaced simulated:ONE true',
        'state simulated:ONE live none',
        'replaced simulated:TWO true',
        'state simulated:TWO live none',
        'replaced simulated:ONE true',
        'book simulated:ONE',
        'trades simulated:TWO 2 7',
        'state simulated:ONE stale gap',
        'gone simulated:ONE',
      ]);
      const late = new Recorder();
      bus.subscribe(late);
      expect(late.lines).toEqual(['source simulated:TWO']);
    });

    it('shows all of a source in each call: book, grid, state, times, trades, values', () => {
      const carrier = make();
      const witness = new Witness();
      const one = source(carrier, 'ONE');
      carrier.bus.subscribe(witness);
      one.attach();
      carrier.publisher.add(one);
      one.state = 'live';
      one.replace([[100, 5]], [[101, 3]], GRID);
      one.become('live');
      one.observe();
      carrier.settle();
      one.change([[100, 4]], [[105, 2]]);
      one.observe();
      carrier.settle();
      one.trade(100, 101, 100);
      one.lose();
      carrier.settle();
      one.state = 'live';
      one.reason = 'none';
      one.replace([[9, 1]], [[10, 2]], COARSE_GRID);
      one.become('live');
      one.observe();
      carrier.settle();
      one.become('closed', 'refused');
      carrier.publisher.remove(one);
      carrier.settle();
      const grid = (g: object) => JSON.stringify(g);
      const at = (n: number) => `${1_600_000_000_000_000 + n * 1000 - 250} ${1_600_000_000_000_000 + n * 1000}`;
      const first = '{"bids":[[100,5]],"asks":[[101,3]]}';
      const second = '{"bids":[[100,4]],"asks":[[101,3],[105,2]]}';
      const third = '{"bids":[[9,1]],"asks":[[10,2]]}';
      const values = (mid: number, spread: number, weighted: number, marks: string) =>
        `analytics touch.mid ${mid},touch.spread ${spread},touch.weightedMid ${weighted} ${marks}`;
      expect(witness.lines).toEqual([
        'source simulated:ONE simulated connecting none undefined -1 1600000000000000 ',
        `replaced true simulated:ONE simulated live none ${grid(GRID)} ${at(1)} ${first}`,
        `state simulated:ONE simulated live none ${grid(GRID)} ${at(1)} ${first}`,
        `${values(100.5, 1, 100.625, '1,1,1')} simulated:ONE simulated live none ${grid(GRID)} ${at(1)} ${first}`,
        `book simulated:ONE simulated live none ${grid(GRID)} ${at(2)} ${second}`,
        `${values(100.5, 1, 100 + 4 / 7, '1,1,1')} simulated:ONE simulated live none ${grid(GRID)} ${at(2)} ${second}`,
        `trades ${[100, 101, 100].flatMap((ticks, i) => [ticks, 1 + i, 1_600_000_000_002_500, 1000 + i, (i + 1) % 2])} ` +
          `simulated:ONE simulated live none ${grid(GRID)} ${at(3)} ${second}`,
        `state simulated:ONE simulated stale gap ${grid(GRID)} ${at(3)} `,
        `${values(100.5, 1, 100 + 4 / 7, '2,2,2')} simulated:ONE simulated stale gap ${grid(GRID)} ${at(3)} `,
        `replaced true simulated:ONE simulated live none ${grid(COARSE_GRID)} ${at(4)} ${third}`,
        `state simulated:ONE simulated live none ${grid(COARSE_GRID)} ${at(4)} ${third}`,
        `${values(9.5, 1, 9 + 1 / 3, '1,1,1')} simulated:ONE simulated live none ${grid(COARSE_GRID)} ${at(4)} ${third}`,
        `state simulated:ONE simulated closed refused ${grid(COARSE_GRID)} ${at(4)} `,
        `gone simulated:ONE simulated closed refused ${grid(COARSE_GRID)} ${at(4)} `,
      ]);
    });

    it('finds a source by its symbol, for as long as it is there', () => {
      const carrier = make();
      const { bus, publisher } = carrier;
      const one = source(carrier, 'ONE');
      expect(bus.source('simulated:ONE')).toBeUndefined();
      publisher.add(one);
      carrier.settle();
      expect(bus.source('simulated:ONE')?.symbol).toBe('simulated:ONE');
      expect([...bus.sources()].map((each) => each.symbol)).toEqual(['simulated:ONE']);
      publisher.remove(one);
      carrier.settle();
      expect(bus.source('simulated:ONE')).toBeUndefined();
      expect([...bus.sources()]).toEqual([]);
    });

    it('tells nothing to a listener that left, and goes on telling the others', () => {
      const carrier = make();
      const { bus, publisher } = carrier;
      const one = source(carrier, 'ONE');
      publisher.add(one);
      one.begin([[100, 1]], []);
      carrier.settle();
      const [staying, leaving] = [new Recorder(), new Recorder()];
      const leave = bus.subscribe(leaving);
      bus.subscribe(staying);
      leave();
      leave();
      one.change([[100, 2]], []);
      carrier.settle();
      expect(leaving.lines).toEqual(['source simulated:ONE']);
      expect(staying.lines).toEqual(['source simulated:ONE', 'book simulated:ONE']);
    });

    it('lets a listener leave, and another come, while all are being told', () => {
      const carrier = make();
      const { bus, publisher } = carrier;
      const one = source(carrier, 'ONE');
      publisher.add(one);
      one.begin([[100, 1]], []);
      carrier.settle();
      const [second, third] = [new Recorder(), new Recorder()];
      const leave = bus.subscribe({
        onBook() {
          leave();
          bus.subscribe(third);
        },
      });
      bus.subscribe(second);
      one.change([[100, 2]], []);
      one.change([[100, 3]], []);
      carrier.settle();
      expect(second.lines).toEqual(['source simulated:ONE', 'book simulated:ONE', 'book simulated:ONE']);
      expect(third.lines).toEqual(['source simulated:ONE', 'book simulated:ONE']);
    });

    it('serves a listener that wants only some of it', () => {
      const carrier = make();
      const { bus, publisher } = carrier;
      const one = source(carrier, 'ONE');
      let books = 0;
      bus.subscribe({});
      bus.subscribe({
        onBook() {
          books += 1;
        },
      });
      publisher.add(one);
      one.begin([[100, 1]], []);
      one.change([], [[101, 1]]);
      carrier.settle();
      expect(books).toBe(1);
    });

    it('refuses, as a fault of the program, a symbol added twice or never', () => {
      const carrier = make();
      const { publisher } = carrier;
      const one = source(carrier, 'ONE');
      publisher.add(one);
      expect(() => publisher.add(source(carrier, 'ONE'))).toThrow('simulated:ONE is there already');
      expect(() => publisher.book(source(carrier, 'TWO'))).toThrow('simulated:TWO was not added');
      publisher.remove(one);
      expect(() => publisher.remove(one)).toThrow('simulated:ONE was not added');
    });
  });
}
