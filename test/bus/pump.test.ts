/** Waiting for rings from an event loop: each strategy hears of what is published, and the default sleeps while nothing is. */
import { afterEach, describe, expect, it } from 'vitest';
import { PUMP_WAITS, type PumpWait, RingPump } from '../../host/bus/ring/ring-pump.js';
import { RingBell } from '../../host/core/ring/index.js';
import { TestSource } from '../gateway/market.js';
import { until } from '../gateway/until.js';
import { breathe } from '../replay/running-replay.js';
import { RingCarrier } from './ring-carrier.js';

const pumps: RingPump[] = [];
afterEach(() => {
  for (const pump of pumps.splice(0)) pump.stop();
});

function start(wait: PumpWait) {
  const bell = new RingBell();
  const carriers = [1, 2].map(() => new RingCarrier({ wake: () => bell.ring() }));
  const receivers = carriers.map(({ receiver }) => receiver);
  const pump = new RingPump({ bell, receivers, wait, soon: (run) => setImmediate(run) });
  pumps.push(pump);
  const sources = carriers.map(({ publisher, core, bus }, i) => {
    const source = new TestSource(publisher, core, `a:${i}`, 1);
    publisher.add(source);
    source.begin([[100, 1]], []);
    let books = 0;
    bus.subscribe({
      onBook: () => {
        books += 1;
      },
    });
    return { source, flush: () => carriers[i]!.flush(), books: () => books };
  });
  pump.start();
  return { pump, bell, sources, carriers };
}

describe.each(PUMP_WAITS)('waiting by %s', (wait) => {
  it('hears of each ring, whenever it is published', async () => {
    const { sources } = start(wait);
    for (let i = 1; i <= 50; i++) {
      for (const { source, flush, books } of sources) {
        source.change([[100, 1 + i]], []);
        flush();
        if (i % 3 === 0) await until('a book', () => books() === i);
      }
    }
    for (const { books } of sources) await until('all books', () => books() === 50);
  });
});

describe('a pump with nothing to read', () => {
  it('takes no turn by async, however long, and one for each time that it is woken', async () => {
    const { pump, bell, sources } = start('async');
    await breathe();
    const { turns } = pump;
    const { count } = bell;
    await breathe(500);
    expect([pump.turns, bell.count]).toEqual([turns, count]);
    for (let i = 1; i <= 10; i++) {
      sources[0]!.source.change([[100, 1 + i]], []);
      sources[0]!.flush();
      await until('a book', () => sources[0]!.books() === i);
      await breathe();
    }
    // What is published while the pump sleeps rings once.
    expect([pump.turns - turns, bell.count - count]).toEqual([10, 10]);
  });

  it('takes turns all the time by spin', async () => {
    const { pump } = start('spin');
    await breathe();
    const { turns } = pump;
    await breathe(50);
    expect(pump.turns - turns).toBeGreaterThan(25);
  });
});
