/** OKX's book: what its ids and checksums prove, vectors of the documented rules and of what breaks them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { okx } from '../../host/feeds/okx.js';
import { BookRig } from './book-rig.js';
import { OkxExchange } from './okx-exchange.js';

function start(options: Partial<Pick<OkxExchange, 'hasIds' | 'hasChecksums'>> = {}) {
  const exchange = Object.assign(new OkxExchange(), options);
  const rig = new BookRig(okx, { native: 'BTC-USDT' });
  rig.book.connected(1);
  rig.frame(
    exchange.snapshot(
      [
        ['100', '1'],
        ['99.5', '2.25'],
      ],
      [['101', '3']],
    ),
  );
  expect(rig.status).toBe('live none');
  rig.take();
  return { exchange, rig };
}

describe('ids', () => {
  it('lead through all that is documented: change, no change, reset, change', () => {
    const { exchange, rig } = start({ hasChecksums: false });
    // 10 → 15, 15 → 15 without levels, 15 → 3 at maintenance, 3 → 5.
    rig.frame(exchange.update([['100', '7']], [], 15));
    rig.frame(exchange.noChange());
    rig.frame(
      exchange.update(
        [],
        [
          ['101', '0'],
          ['102', '1'],
        ],
        3,
      ),
    );
    rig.frame(exchange.update([['99', '1']], [], 5));
    expect([rig.status, rig.book.lastId]).toEqual(['live none', 5]);
    expect([rig.bids, rig.asks]).toEqual([['100×7', '99.5×2.25', '99×1'], ['102×1']]);
    expect(rig.book.counters).toMatchObject({ gaps: 0, duplicates: 0, updates: 4, resyncs: 0 });
    expect(rig.take()).toEqual(['book', 'book', 'book']);
  });

  it('of no change bring a silent book back, and keep it from being silent', () => {
    const { exchange, rig } = start();
    rig.book.silent(5);
    expect(rig.status).toBe('stale silent');
    rig.frame(exchange.noChange());
    expect([rig.status, rig.book.tsRecv]).toEqual(['live none', rig.now]);
  });

  it.each<[string, (exchange: OkxExchange) => string]>([
    ['a change', (exchange) => exchange.update([['98', '1']], [])],
    ['a reset', (exchange) => exchange.update([['98', '1']], [], 2)],
    [
      'a change that leads to a smaller id after a reset',
      (exchange) => {
        exchange.update([], [], 2);
        return exchange.update([['98', '1']], [], 4);
      },
    ],
  ])('show that %s was lost, however small they are', (_what, lose) => {
    const { exchange, rig } = start({ hasChecksums: false });
    lose(exchange);
    rig.frame(exchange.update([['97', '1']], []));
    expect([rig.status, rig.book.counters.gaps, rig.asked]).toEqual(['resyncing gap', 1, 1]);
    expect(rig.bids).toEqual(['100×1', '99.5×2.25']);
    rig.frame(exchange.snapshotAgain());
    rig.frame(exchange.update([['96', '1']], []));
    expect([rig.status, rig.book.counters.resyncs, rig.book.counters.gaps]).toEqual(['live none', 1, 1]);
  });

  it('show a message that came twice, which is not used again', () => {
    const { exchange, rig } = start();
    const twice = exchange.update([['98', '1']], []);
    rig.frame(twice, twice);
    expect([rig.status, rig.book.counters.duplicates, rig.book.counters.gaps]).toEqual(['live none', 1, 0]);
    const reset = exchange.update([['97', '1']], [], 2);
    rig.frame(reset, reset);
    expect([rig.status, rig.book.counters.duplicates]).toEqual(['live none', 2]);
  });

  it('that are missing from the start are no gaps: checksums prove the book', () => {
    const { exchange, rig } = start({ hasIds: false });
    for (let i = 1; i < 10; i++) rig.frame(exchange.update([[`${90 + i / 2}`, '1']], []));
    expect([rig.status, rig.book.lastId]).toEqual(['live none', -1]);
    expect(rig.book.counters).toMatchObject({ gaps: 0, checksumsOk: 10, checksumsFailed: 0 });
    exchange.update([['95', '5']], []);
    rig.frame(exchange.update([['95.5', '5']], []));
    expect([rig.status, rig.book.counters.checksumsFailed]).toEqual(['resyncing checksum', 1]);
  });

  it('that begin later are taken up; that are missing later are a gap', () => {
    const { exchange, rig } = start({ hasIds: false });
    exchange.hasIds = true;
    rig.frame(exchange.update([['98', '1']], []));
    expect([rig.status, rig.book.lastId]).toEqual(['live none', 15]);
    exchange.hasIds = false;
    rig.frame(exchange.update([['97', '1']], []));
    expect([rig.status, rig.book.counters.gaps]).toEqual(['resyncing gap', 1]);
  });

  it('make a lost message known that could not be decoded; without them the book is lost at once', () => {
    const broken = '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{}]}';
    const sequenced = start();
    sequenced.rig.frame(broken);
    expect(sequenced.rig.status).toBe('live none');
    const unsequenced = start({ hasIds: false });
    unsequenced.rig.frame(broken);
    expect(unsequenced.rig.status).toBe('resyncing refused');
  });

  it('find every single loss, in any sequence of changes, pauses and resets', () => {
    const step = fc.oneof(fc.constant('none'), fc.integer({ min: 0, max: 1000 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 30 }), fc.nat(), (steps, pick) => {
        const { exchange, rig } = start({ hasChecksums: false });
        const whole = new BookRig(okx, { native: 'BTC-USDT' });
        whole.book.connected(1);
        whole.frame(exchange.snapshotAgain());
        const frames = steps.map((id) => {
          const before = exchange.seqId;
          const text =
            id === 'none' ? exchange.noChange() : exchange.update([['50', `${exchange.seqId + 1}`]], [], id as number);
          return { text, moves: exchange.seqId !== before };
        });
        for (const { text } of frames) whole.frame(text);
        expect([whole.status, whole.book.counters.gaps]).toEqual(['live none', 0]);
        const lost = pick % (frames.length - 1);
        const next = frames[lost + 1]!;
        for (const [i, { text }] of frames.entries()) if (i < lost) rig.frame(text);
        rig.frame(next.text);
        // Known at once, unless what was lost led nowhere, or what follows leads back to where the book is.
        const ids = JSON.parse(next.text).data[0];
        const at = rig.book.lastId;
        const isBack = ids.seqId === at && ids.prevSeqId !== at;
        if (frames[lost]!.moves && !isBack) expect(rig.book.inSync).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('checksums', () => {
  it('stand over the digits as sent, trailing zeros too, while the level lives', () => {
    const { exchange, rig } = start();
    rig.frame(
      exchange.update(
        [['98.50', '1.000']],
        [
          ['101.0', '4'],
          ['103', '5.10'],
        ],
      ),
    );
    rig.frame(exchange.update([['98.5', '2']], []));
    rig.frame(exchange.update([], [['103', '0']]));
    rig.frame(exchange.update([], [['103', '6']]));
    rig.frame(exchange.update([['97.10', '0.10']], []));
    rig.frame(exchange.snapshotAgain());
    expect(rig.book.counters).toMatchObject({ checksumsOk: 7, checksumsFailed: 0 });
    expect(rig.status).toBe('live none');
  });

  it('cover 25 levels a side, interleaved, and the longer side alone where the other has ended', () => {
    for (const [nBids, nAsks] of [
      [1, 0],
      [0, 1],
      [3, 24],
      [24, 3],
      [25, 25],
      [26, 40],
      [40, 2],
      [1, 400],
    ] as const) {
      const exchange = new OkxExchange();
      const rig = new BookRig(okx, { native: 'BTC-USDT' });
      rig.book.connected(1);
      const side = (from: number, count: number, step: number) =>
        Array.from({ length: count }, (_, i) => [`${(from + step * i) / 10}`, `${i + 1}`] as const);
      rig.frame(exchange.snapshot(side(10_000, nBids, -1), side(10_001, nAsks, 1)));
      rig.frame(exchange.update([['900', '1']], [['1100', '1']]));
      expect([rig.status, rig.book.counters.checksumsOk], `${nBids} ${nAsks}`).toEqual(['live none', 2]);
    }
  });

  it('that are wrong undo the message and ask for a snapshot', () => {
    const { exchange, rig } = start();
    const right = exchange.update([['98', '1']], []);
    const wrong = right.replace(/"checksum":-?\d+/, '"checksum":5');
    rig.frame(wrong);
    expect([rig.status, rig.bids]).toEqual(['resyncing checksum', ['100×1', '99.5×2.25']]);
    rig.frame(exchange.snapshotAgain());
    expect([rig.status, rig.bids]).toEqual(['live none', ['100×1', '99.5×2.25', '98×1']]);
  });

  it('hold for any digits, prices that move from side to side among them', () => {
    const digits = (value: number, zeros: number) => {
      const text = `${value / 4}`;
      return zeros === 0 ? text : `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(zeros)}`;
    };
    const change = fc.record({
      price: fc.integer({ min: 1, max: 40 }),
      size: fc.nat(3),
      zeros: fc.nat(2),
      more: fc.nat(2),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        (steps, mid) => {
          const exchange = new OkxExchange();
          const rig = new BookRig(okx, { native: 'BTC-USDT' });
          rig.book.connected(1);
          rig.frame(exchange.snapshot([], []));
          let middle = mid;
          for (const changes of steps) {
            const all = new Map(changes.map((each) => [each.price, each]));
            const text = ({ price, size, zeros, more }: (typeof changes)[number]) =>
              [digits(price, zeros), digits(size, more)] as const;
            const gone = Array.from({ length: 40 }, (_, i) => [digits(i + 1, 0), '0'] as const);
            // Now and then the market moves: what was a bid may be an ask.
            const moved = changes.length > 4;
            if (moved) middle = 1 + ((middle + 7) % 40);
            const bids = [...all.values()].filter(({ price }) => price < middle).map(text);
            const asks = [...all.values()].filter(({ price }) => price > middle).map(text);
            const clear = moved ? gone : [];
            rig.frame(exchange.update([...clear, ...bids], [...clear, ...asks]));
          }
          expect([rig.status, rig.book.counters.checksumsFailed, rig.book.counters.gaps]).toEqual(['live none', 0, 0]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
