/** The bus over a ring: the contract of a carrier, and what only a ring does: being overtaken, parts, new lives, want of room. */
import { describe, expect, it } from 'vitest';
import type { MarketSource } from '../../host/bus/market-data.js';
import { COARSE_GRID, type Level, levelsOf, TestSource } from '../gateway/market.js';
import { describeCarrier } from './contract.js';
import { RingCarrier, type RingCarrierOptions } from './ring-carrier.js';

describeCarrier('a ring between threads', () => new RingCarrier());

function start(options: RingCarrierOptions = {}) {
  const carrier = new RingCarrier(options);
  const told: string[] = [];
  const tell = (what: string) => (source: MarketSource) => void told.push(`${what} ${source.symbol.slice(2)}`);
  carrier.bus.subscribe({
    onBook: tell('book'),
    onReplaced: tell('replaced'),
    onTrades: (source, _trades, count) => void told.push(`${count} trades ${source.symbol.slice(2)}`),
    onTradesMissed: (source, count) => void told.push(`${count} missed ${source.symbol.slice(2)}`),
    onState: (source) => void told.push(`${source.state} ${source.reason} ${source.symbol.slice(2)}`),
    onSourceGone: tell('gone'),
  });
  const source = (native: string, id: number) => new TestSource(carrier.publisher, carrier.core, `a:${native}`, id);
  const mirror = (native: string) => carrier.bus.source(`a:${native}`)!;
  const expectSame = (real: TestSource) => {
    const { core, stream, grid } = carrier.bus.source(real.symbol)!;
    expect([levelsOf(core, stream, 0), grid]).toEqual([real.levels(0), real.grid]);
  };
  return { carrier, told, source, mirror, expectSame };
}

const ladder = (from: number, count: number, lots = 1): Level[] =>
  Array.from({ length: count }, (_, i) => [from + 3 * i, lots + i] as const);

describe('a reader that was overtaken', () => {
  it('knows by how much, shows no book as live, and is whole again after everything was told anew', () => {
    const { carrier, told, source, mirror, expectSame } = start({ capacityBytes: 4_096 });
    const [one, two, late] = [source('ONE', 1), source('TWO', 2), source('LATE', 3)];
    for (const each of [one, two]) carrier.publisher.add(each);
    one.begin([[100, 1]], [[101, 1]]);
    two.become('buffering');
    carrier.settle();
    told.length = 0;
    one.trade(100, 101);
    for (let i = 0; i < 200; i++) {
      one.change([[100, 2 + i]], []);
      if (i % 16 === 0) carrier.flush();
    }
    two.begin([[7, 1]], []);
    carrier.publisher.add(late);
    late.begin([[1, 1]], [], COARSE_GRID);
    carrier.flush();
    const { counters } = carrier.receiver;
    carrier.receiver.drain(1);
    expect(counters).toMatchObject({ lapped: 1, refused: 0 });
    // Two sources' records were read before; the lost ones are all that came since, but for what is still there.
    expect(counters.lost).toBe(1 + 200 + 5);
    expect(told).toEqual(['stale gap ONE']);
    expect(mirror('ONE').state).toBe('stale');
    one.change([[100, 999]], []);
    carrier.settle();
    expect(carrier.asked).toBe(1);
    expect(told).toEqual([
      'stale gap ONE',
      '2 missed ONE',
      'replaced ONE',
      'live none ONE',
      'replaced TWO',
      'live none TWO',
      'replaced LATE',
      'live none LATE',
    ]);
    for (const each of [one, two, late]) expectSame(each);
    told.length = 0;
    one.change([[100, 5]], []);
    one.trade(100);
    carrier.settle();
    expect(told).toEqual(['book ONE', '1 trades ONE']);
    expectSame(one);
  });

  it('learns what went and what came meanwhile', () => {
    const { carrier, told, source, expectSame } = start({ capacityBytes: 4_096 });
    const [gone, again, noise] = [source('GONE', 1), source('AGAIN', 2), source('NOISE', 3)];
    for (const each of [gone, again, noise]) {
      carrier.publisher.add(each);
      each.begin([[100, 1]], []);
    }
    carrier.settle();
    carrier.publisher.remove(gone);
    carrier.publisher.remove(again);
    const other = source('AGAIN', 4);
    carrier.publisher.add(other);
    other.begin([[55, 5]], [], COARSE_GRID);
    for (let i = 0; i < 200; i++) {
      noise.change([[100, 2 + i]], []);
      if (i % 16 === 0) carrier.flush();
    }
    told.length = 0;
    carrier.settle();
    expect(told).toContain('gone GONE');
    expect([...carrier.bus.sources()].map(({ symbol }) => symbol).sort()).toEqual(['a:AGAIN', 'a:NOISE']);
    for (const each of [other, noise]) expectSame(each);
  });
});

describe('a frame longer than a record may be', () => {
  it('comes in parts, and whole', () => {
    const { carrier, source, expectSame } = start({ capacityBytes: 4_096 });
    const one = source('ONE', 1);
    carrier.publisher.add(one);
    carrier.settle();
    one.begin(ladder(1, 300).reverse(), ladder(1_000, 300));
    // More than the ring holds: read while it is written, as another thread would.
    carrier.settle();
    expect(carrier.receiver.counters).toMatchObject({ lapped: 0, refused: 0 });
    expectSame(one);
  });
});

describe('a publisher that ends', () => {
  it('leaves its symbols stale until another has them live again, the same sources to listeners', () => {
    const { carrier, told, source, mirror, expectSame } = start();
    const one = source('ONE', 1);
    carrier.publisher.add(one);
    one.begin([[100, 1]], [[101, 1]]);
    carrier.settle();
    const before = mirror('ONE');
    one.change([[100, 7]], []);
    carrier.flush();
    told.length = 0;
    carrier.receiver.detach();
    expect(told).toEqual(['book ONE', 'stale disconnected ONE']);
    carrier.begin();
    const reborn = source('ONE', 1);
    carrier.publisher.add(reborn);
    carrier.settle();
    reborn.become('buffering');
    carrier.settle();
    expect(mirror('ONE').state).toBe('resyncing');
    reborn.state = 'live';
    reborn.begin([[90, 1]], [[91, 2]]);
    reborn.trade(90);
    carrier.settle();
    expect(told.slice(2)).toEqual(['resyncing disconnected ONE', 'replaced ONE', 'live none ONE', '1 trades ONE']);
    expect(mirror('ONE')).toBe(before);
    expectSame(reborn);
  });
});

describe('a core with too little room for a mirror', () => {
  it('shows no such book as live, and has it once there is room', () => {
    const { carrier, told, source, mirror, expectSame } = start({ mirrorCapacity: { totalLevels: 64 } });
    const one = source('ONE', 1);
    carrier.publisher.add(one);
    one.begin(ladder(1, 40).reverse(), ladder(100_000, 600));
    carrier.settle();
    expect(mirror('ONE')).toMatchObject({ state: 'stale', reason: 'capacity' });
    expect(told).not.toContain('live none ONE');
    one.replace([[100, 1]], []);
    one.become('live');
    carrier.settle();
    expect(mirror('ONE').state).toBe('live');
    expectSame(one);
    expect(carrier.receiver.counters.refused).toBe(1);
    carrier.passTime();
    carrier.settle();
    expect([carrier.asked, mirror('ONE').state]).toEqual([1, 'live']);
  });

  it('has no stream left for one, and gives it one that another left', () => {
    const { carrier, source, mirror, expectSame } = start({ mirrorCapacity: { streams: 1 } });
    const [one, two] = [source('ONE', 1), source('TWO', 2)];
    for (const each of [one, two]) {
      carrier.publisher.add(each);
      each.begin([[100, 1]], []);
    }
    carrier.settle();
    expect([mirror('ONE').state, mirror('TWO').state, mirror('TWO').reason]).toEqual(['live', 'stale', 'capacity']);
    carrier.publisher.remove(one);
    carrier.settle();
    carrier.passTime();
    carrier.settle();
    expect(mirror('TWO').state).toBe('live');
    expectSame(two);
  });
});
