/** How a Binance book gets in sync, notices a loss, and comes back. */
import { describe, expect, it } from 'vitest';
import { binanceSpot, binanceUsdm } from '../../host/feeds/binance.js';
import { MAX_BUFFERED_DIFFS } from '../../host/feeds/diff-buffer.js';
import { BookRig, type BookRigOptions } from './book-rig.js';

type Side = [price: string, size: string][];

const spotDiff = (U: number, u: number, b: Side = [], a: Side = []) => ({
  ...{ e: 'depthUpdate', E: 1, s: 'BTCUSDT', U, u, b, a },
});
const usdmDiff = (pu: number, U: number, u: number, b: Side = [], a: Side = []) => ({
  ...{ ...spotDiff(U, u, b, a), T: 1, pu },
});
const snapshot = (lastUpdateId: number, bids: Side = [['99', '1']], asks: Side = [['101', '1']]) => ({
  ...{ lastUpdateId, bids, asks },
});
const quote = (u: number, b: string, B: string, a: string, A: string) => ({ u, s: 'BTCUSDT', b, B, a, A });
const trade = (p: string, q: string) => ({ e: 'trade', E: 1, T: 1, s: 'BTCUSDT', t: 1, p, q, m: true });

function spot(options: Partial<BookRigOptions> = {}): BookRig {
  const rig = new BookRig(binanceSpot, { native: 'BTCUSDT', ...options });
  rig.book.connected(1);
  rig.take();
  return rig;
}

/** A live spot book at id 12: bids 99×1, 98×2, asks 101×1. */
function liveSpot(options: Partial<BookRigOptions> = {}): BookRig {
  const rig = spot(options);
  rig.frame(spotDiff(9, 12, [['98', '2']]), snapshot(10));
  expect(rig.status).toBe('live none');
  rig.take();
  return rig;
}

describe('getting in sync', () => {
  it('goes through its states in order and publishes the book once', () => {
    const rig = new BookRig(binanceSpot, { native: 'BTCUSDT' });
    expect(rig.take()).toEqual(['add']);
    expect(rig.status).toBe('connecting none');
    rig.book.connected(1);
    rig.frame(trade('99', '1'), quote(9, '99', '1', '101', '1'));
    expect(rig.take()).toEqual(['buffering none']);
    expect(rig.asked).toBe(0);
    rig.frame(spotDiff(8, 9, [['98', '1']]));
    expect(rig.asked).toBe(1);
    rig.frame(snapshot(10));
    expect(rig.take()).toEqual(['bridging none']);
    expect(rig.book.grid).toBeUndefined();
    rig.frame(spotDiff(10, 11, [['98', '2']]));
    expect(rig.take()).toEqual(['replaced', 'live none']);
    expect([rig.bids, rig.asks]).toEqual([['99×1', '98×2'], ['101×1']]);
    rig.frame(spotDiff(12, 12, [['97', '5']]), trade('99', '3'));
    expect(rig.take()).toEqual(['book', 'trade 99×3']);
    expect(rig.book.counters).toMatchObject({
      updates: 3,
      levelChanges: 3,
      trades: 2,
      tradesUnsynced: 1,
      snapshots: 1,
    });
  });

  it.each([
    ['spans the id after the snapshot', [[9, 12]], 'live none'],
    ['ends at the id after the snapshot', [[9, 11]], 'live none'],
    ['begins at the id after the snapshot', [[11, 15]], 'live none'],
    [
      'is followed by another',
      [
        [9, 11],
        [12, 13],
      ],
      'live none',
    ],
    ['ends at the snapshot, so that it is dropped', [[8, 10]], 'bridging none'],
    ['begins two ids after the snapshot', [[12, 13]], 'buffering none'],
    [
      'was followed by a hole',
      [
        [9, 11],
        [13, 14],
      ],
      'buffering gap',
    ],
  ])('of spot, where the diff %s', (_what, ids, status) => {
    const rig = spot();
    rig.frame(...ids.map(([U, u]) => spotDiff(U!, u!)), snapshot(10));
    expect(rig.status).toBe(status);
  });

  it.each([
    ['spans the snapshot', [[5, 8, 12]], 'live none'],
    ['ends at the snapshot', [[5, 8, 10]], 'live none'],
    ['begins at the snapshot', [[5, 10, 12]], 'live none'],
    ['begins later but names the snapshot as the one before', [[10, 13, 14]], 'live none'],
    ['begins after the snapshot', [[9, 11, 12]], 'buffering none'],
    ['ends before the snapshot', [[5, 7, 9]], 'bridging none'],
    [
      'is followed by one that names another',
      [
        [5, 8, 12],
        [13, 14, 15],
      ],
      'buffering gap',
    ],
  ])('of futures, where the diff %s', (_what, ids, status) => {
    const rig = new BookRig(binanceUsdm, { native: 'BTCUSDT' });
    rig.book.connected(1);
    rig.frame(...ids.map(([pu, U, u]) => usdmDiff(pu!, U!, u!)), snapshot(10));
    expect(rig.status).toBe(status);
  });

  it('asks again where the snapshot is too old, and uses the next', () => {
    const rig = spot();
    rig.frame(spotDiff(20, 21), snapshot(10));
    expect([rig.status, rig.asked, rig.book.counters.staleSnapshots]).toEqual(['buffering none', 2, 1]);
    rig.frame(snapshot(20));
    expect(rig.status).toBe('live none');
  });

  it('asks at every message until a request can be made', () => {
    const rig = spot({ canAsk: false });
    rig.frame(spotDiff(1, 1), spotDiff(2, 2), spotDiff(3, 3));
    expect(rig.asked).toBe(3);
    const asking = spot();
    asking.frame(spotDiff(1, 1), spotDiff(2, 2));
    expect(asking.asked).toBe(1);
    asking.book.snapshotFailed();
    asking.frame(spotDiff(3, 3));
    expect(asking.asked).toBe(2);
  });

  it('drops the oldest of a full buffer, which the snapshot then cannot bridge', () => {
    const rig = spot();
    for (let id = 1; id <= MAX_BUFFERED_DIFFS; id++) rig.frame(spotDiff(id, id));
    expect(rig.book.counters.bufferDropped).toBe(0);
    rig.frame(spotDiff(MAX_BUFFERED_DIFFS + 1, MAX_BUFFERED_DIFFS + 1));
    expect(rig.book.counters.bufferDropped).toBe(1);
    rig.frame(snapshot(0));
    expect([rig.status, rig.asked]).toEqual(['buffering none', 2]);
    rig.frame(snapshot(1));
    expect([rig.status, rig.book.lastId]).toEqual(['live none', MAX_BUFFERED_DIFFS + 1]);
  });
});

describe('in sync', () => {
  it('ignores duplicates, whole and behind', () => {
    const rig = liveSpot();
    rig.frame(spotDiff(9, 12, [['98', '7']]), spotDiff(3, 4, [['98', '7']]));
    expect([rig.status, rig.take(), rig.bids]).toEqual(['live none', [], ['99×1', '98×2']]);
    expect(rig.book.counters).toMatchObject({ duplicates: 2, gaps: 0 });
  });

  it('takes a diff that overlaps, and says nothing of one that changes nothing', () => {
    const rig = liveSpot();
    rig.frame(spotDiff(11, 13, [['98', '3']]), spotDiff(14, 14, [['98', '3']], [['500', '0']]));
    expect([rig.take(), rig.book.lastId]).toEqual([['book'], 14]);
  });

  it('loses its sync at a gap, keeps the last good book, and comes back by a snapshot', () => {
    const rig = liveSpot();
    rig.frame(spotDiff(14, 15, [['98', '9']]), trade('99', '1'));
    expect(rig.take()).toEqual(['stale gap', 'resyncing gap']);
    expect([rig.bids, rig.asked]).toEqual([['99×1', '98×2'], 2]);
    rig.frame(spotDiff(16, 17, [['97', '4']]));
    expect(rig.take()).toEqual([]);
    rig.frame(
      snapshot(15, [
        ['99', '2'],
        ['98', '9'],
      ]),
    );
    expect(rig.take()).toEqual(['replaced', 'live none']);
    expect(rig.bids).toEqual(['99×2', '98×9', '97×4']);
    expect(rig.book.counters).toMatchObject({ gaps: 1, resyncs: 1, updates: 3, tradesUnsynced: 1 });
  });

  it('stays stale where nobody can be asked, and counts what it does not apply', () => {
    const rig = liveSpot({ canAsk: false });
    rig.frame(
      spotDiff(14, 15, [['98', '9']]),
      spotDiff(16, 17, [
        ['98', '8'],
        ['97', '1'],
      ]),
    );
    expect([rig.status, rig.bids]).toEqual(['stale gap', ['99×1', '98×2']]);
    expect(rig.book.counters).toMatchObject({ updates: 3, levelChanges: 4, gaps: 1, resyncs: 0 });
    // A snapshot that does not meet the diffs kept leaves the last good book alone, too.
    rig.frame(snapshot(30, [['50', '1']]));
    expect([rig.status, rig.bids]).toEqual(['resyncing gap', ['99×1', '98×2']]);
    rig.frame(spotDiff(40, 41));
    expect([rig.status, rig.bids]).toEqual(['stale gap', ['99×1', '98×2']]);
  });

  it('loses its sync where the book crosses or touches, and undoes that', () => {
    for (const price of ['101', '102']) {
      const rig = liveSpot();
      rig.frame(
        spotDiff(13, 13, [
          [price, '1'],
          ['98', '0'],
        ]),
      );
      expect([rig.take(), rig.bids]).toEqual([
        ['stale crossed', 'resyncing crossed'],
        ['99×1', '98×2'],
      ]);
      expect(rig.book.counters.crossed).toBe(1);
      expect(rig.book.lastId).toBe(12);
    }
  });

  it('does not show a book that crosses while it is joined', () => {
    const rig = spot();
    rig.frame(spotDiff(9, 12, [['105', '2']]), snapshot(10));
    expect([rig.status, rig.take().includes('replaced')]).toEqual(['buffering crossed', false]);
    rig.frame(snapshot(12));
    expect(rig.status).toBe('bridging crossed');
    rig.frame(spotDiff(13, 13));
    expect(rig.status).toBe('live none');
  });

  it('loses its sync with the connection, and waits for a snapshot on the next', () => {
    const rig = liveSpot();
    rig.book.disconnected(5);
    expect(rig.take()).toEqual(['stale disconnected']);
    rig.frame(spotDiff(13, 13));
    rig.book.connected(6);
    rig.frame(spotDiff(13, 20), snapshot(19));
    expect(rig.take()).toEqual(['resyncing disconnected', 'replaced', 'live none']);
    expect(rig.book.counters).toMatchObject({ resyncs: 1, gaps: 0 });
  });

  it('is stale in silence and live again with the next diff, without a resync', () => {
    const rig = liveSpot();
    rig.book.silent(5);
    rig.frame(spotDiff(13, 13, [['98', '5']]));
    expect(rig.take()).toEqual(['stale silent', 'live none', 'book']);
    expect(rig.book.counters.resyncs).toBe(0);
    rig.book.silent(6);
    rig.frame(spotDiff(15, 15));
    expect(rig.take()).toEqual(['stale silent', 'stale gap', 'resyncing gap']);
  });

  it('is closed for good', () => {
    const rig = liveSpot();
    rig.book.close(7);
    rig.frame(spotDiff(13, 13), snapshot(20));
    expect(rig.take()).toEqual(['closed none', 'remove']);
  });

  it('loses its sync where the core has no room', () => {
    const rig = liveSpot({ capacity: { levels: 3 } });
    rig.frame(spotDiff(13, 13, [['97', '1']]));
    expect(rig.take()).toEqual(['book']);
    rig.frame(spotDiff(14, 14, [['96', '1']]));
    expect([rig.take(), rig.bids]).toEqual([
      ['stale capacity', 'resyncing capacity'],
      ['99×1', '98×2', '97×1'],
    ]);
    rig.frame(
      snapshot(14, [
        ['1', '1'],
        ['2', '1'],
        ['3', '1'],
        ['4', '1'],
      ]),
      spotDiff(15, 15),
    );
    expect([rig.status, rig.book.counters.capacity]).toEqual(['resyncing capacity', 2]);
  });
});

describe('best quotes', () => {
  it('are compared at equal update id, once, whichever came first', () => {
    const rig = liveSpot();
    rig.frame(quote(12, '99.00', '1.0', '101.00', '1.00'), quote(12, '1', '1', '2', '2'));
    expect(rig.book.counters).toMatchObject({ quotesOk: 1, quotesFailed: 0 });
    rig.frame(quote(15, '99', '7', '101', '1'), quote(15, '9', '9', '9', '9'), quote(13, '1', '1', '2', '2'));
    rig.frame(spotDiff(13, 15, [['99', '7']]), quote(14, '1', '1', '2', '2'));
    expect(rig.book.counters).toMatchObject({ quotesOk: 2, quotesFailed: 0 });
    expect(rig.status).toBe('live none');
  });

  it('are compared with a book that has just been joined', () => {
    const rig = spot();
    rig.frame(quote(12, '99', '1', '101', '1'), spotDiff(9, 12), snapshot(10));
    expect(rig.book.counters.quotesOk).toBe(1);
  });

  it('are compared where the first diff ends at the snapshot', () => {
    const rig = new BookRig(binanceUsdm, { native: 'BTCUSDT' });
    rig.book.connected(1);
    rig.frame(quote(10, '99', '1', '101', '1'), usdmDiff(5, 8, 10), snapshot(10));
    expect([rig.status, rig.book.counters.quotesOk]).toEqual(['live none', 1]);
  });

  it('are counted once where a book is joined twice', () => {
    const rig = spot();
    rig.frame(quote(12, '99', '1', '101', '1'), spotDiff(9, 12), spotDiff(13, 13, [['105', '1']]), snapshot(10));
    expect([rig.status, rig.book.counters.quotesOk]).toEqual(['buffering crossed', 1]);
    rig.frame(spotDiff(14, 14, [['105', '0']]), snapshot(11));
    expect([rig.status, rig.book.counters.quotesOk]).toEqual(['buffering crossed', 1]);
  });

  it('that differ lose the sync, before the diff is told where the quote was first', () => {
    const first = liveSpot();
    first.frame(quote(13, '99', '8', '101', '1'), spotDiff(13, 13, [['99', '7']]));
    expect([first.take(), first.bids]).toEqual([
      ['stale quote', 'resyncing quote'],
      ['99×1', '98×2'],
    ]);
    const second = liveSpot();
    second.frame(quote(12, '99', '1', '101', '1.5'));
    expect(second.status).toBe('stale quote');
    second.frame(spotDiff(13, 13));
    expect([second.status, second.book.counters.quotesFailed]).toEqual(['resyncing quote', 1]);
  });

  it('of an empty side match an empty side', () => {
    const rig = liveSpot();
    rig.frame(spotDiff(13, 13, [], [['101', '0']]), quote(13, '99', '1', '0.00', '0.00'));
    expect(rig.book.counters.quotesOk).toBe(1);
  });
});

describe('the price grid', () => {
  const grid = { priceDecimals: 1, tick: 5, sizeDecimals: 0, lot: 1 };

  it('is the instrument’s where it is known, refined where that is contradicted', () => {
    const rig = liveSpot({ instrument: { symbol: 'BTCUSDT', grid } });
    expect(rig.book.grid).toEqual(grid);
    rig.frame(spotDiff(13, 13, [['98.5', '1']]));
    expect(rig.take()).toEqual(['book']);
    rig.frame(spotDiff(14, 14, [['98.6', '1']]));
    expect([rig.take(), rig.book.grid]).toEqual([['regridded'], { ...grid, tick: 1 }]);
    expect(rig.bids).toEqual(['99×1', '98.6×1', '98.5×1', '98×2']);
    expect(rig.book.counters.regrids).toBe(1);
  });

  it('is refined by a size, and by a trade', () => {
    const rig = liveSpot();
    rig.frame(spotDiff(13, 13, [['99', '0.25']]), trade('100.125', '3'));
    expect(rig.take()).toEqual(['regridded', 'regridded', 'trade 100.125×3']);
    expect(rig.bids).toEqual(['99×0.25', '98×2']);
    expect(rig.book.grid).toEqual({ priceDecimals: 3, tick: 125, sizeDecimals: 2, lot: 25 });
  });

  it('refined by what then crosses is told with the book undone', () => {
    const rig = liveSpot();
    rig.frame(spotDiff(13, 13, [['101.5', '1']]));
    expect([rig.take(), rig.bids]).toEqual([
      ['regridded', 'stale crossed', 'resyncing crossed'],
      ['99×1', '98×2'],
    ]);
  });

  it('that cannot hold a number loses the sync and leaves the book alone', () => {
    const rig = liveSpot();
    rig.frame(spotDiff(13, 13, [['98', '1e30']]));
    expect([rig.take(), rig.bids]).toEqual([
      ['stale refused', 'resyncing refused'],
      ['99×1', '98×2'],
    ]);
    expect(rig.book.counters.refused).toBe(1);
    rig.frame(snapshot(13, [['98', '1e30']]), spotDiff(14, 14));
    expect(rig.status).toBe('resyncing refused');
    rig.frame(snapshot(14, [['98', '1']]), spotDiff(15, 15));
    expect([rig.status, rig.bids]).toEqual(['live none', ['98×1']]);
  });

  it('that the book and a number cannot share loses the sync', () => {
    const rig = liveSpot();
    rig.frame(spotDiff(13, 13, [['98', '9007199254740991']]));
    expect(rig.take()).toEqual(['book']);
    rig.frame(spotDiff(14, 14, [['97', '0.5']]));
    expect([rig.take(), rig.bids]).toEqual([
      ['stale grid', 'resyncing grid'],
      ['99×1', '98×9007199254740991'],
    ]);
    // The next snapshot brings a grid of its own.
    rig.frame(snapshot(14, [['97', '0.5']]), spotDiff(15, 15));
    expect([rig.status, rig.bids]).toEqual(['live none', ['97×0.5']]);
  });

  it('leaves out a trade that it cannot hold, and counts it', () => {
    const rig = liveSpot();
    rig.frame(trade('99', '1e30'), trade('99', '4'));
    expect([rig.take(), rig.book.counters.refused]).toEqual([['trade 99×4'], 1]);
  });
});

it('publishes many trades in parts that the core holds', () => {
  const rig = liveSpot({ capacity: { trades: 1 } });
  rig.frame(trade('99', '1'), trade('99', '2'));
  expect(rig.take()).toEqual(['trade 99×1', 'trade 99×2']);
});
