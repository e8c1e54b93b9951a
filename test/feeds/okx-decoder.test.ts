/** What OKX's frames tell, and what is refused. */
import { describe, expect, it } from 'vitest';
import { okx } from '../../host/feeds/okx.js';
import { decodes } from './recording-sink.js';

const decode = decodes(okx);
const arg = { channel: 'books', instId: 'BTC-USDT' };
const frame = (action: unknown, data: unknown) => JSON.stringify({ arg, action, data });
const TS = '1597026383085';
const book = { asks: [['8476.98', '415', '0', '13']], bids: [['8476.9', '256.10', '0', '12']], ts: TS };
const told = {
  ...{ ids: [-1, -1, -1], tsEvent: 1597026383085000, checksum: -1, depth: 0 },
  ...{ bids: ['84769e-1(1) × 2561e-1(2)'], asks: ['847698e-2(2) × 415e0(0)'] },
};

describe('books', () => {
  it('carry ids: a snapshot follows none', () => {
    const data = [{ ...book, checksum: 0, seqId: 10, prevSeqId: -1 }];
    expect(decode(frame('snapshot', data))).toEqual([['snapshot', 'BTC-USDT', { ...told, ids: [-1, -1, 10] }]]);
    expect(decode(frame('update', [{ ...data[0], prevSeqId: 10, seqId: 15 }]))).toEqual([
      ['diff', 'BTC-USDT', { ...told, ids: [10, -1, 15] }],
    ]);
  });

  it('may have none, as before ids were introduced', () => {
    expect(decode(frame('update', [book]))).toEqual([['diff', 'BTC-USDT', told]]);
  });

  it('carry a signed checksum, 0 where it is no longer computed', () => {
    const checksum = (value: number) => decode(frame('update', [{ ...book, checksum: value }]));
    const of = (value: number) => [['diff', 'BTC-USDT', { ...told, checksum: value }]];
    expect(checksum(-855196043)).toEqual(of(3439771253));
    expect(checksum(-1)).toEqual(of(4294967295));
    expect(checksum(2147483647)).toEqual(of(2147483647));
    expect(checksum(-2147483648)).toEqual(of(2147483648));
    expect(checksum(0)).toEqual(of(-1));
  });

  it('are told one by one where several come', () => {
    expect(decode(frame('update', [book, book])).map(([event]) => event)).toEqual(['diff', 'diff']);
  });
});

it('tells trades, whose side is the taker’s', () => {
  const trade = (side: string, tradeId: string) => ({
    instId: 'BTC-USDT',
    tradeId,
    px: '42219.9',
    sz: '0.12',
    side,
    ts: TS,
  });
  const data = [trade('buy', '1'), trade('sell', '2')];
  expect(decode(JSON.stringify({ arg: { channel: 'trades', instId: 'BTC-USDT' }, data }))).toEqual([
    [
      'trades',
      'BTC-USDT',
      [
        ['422199e-1(1) × 12e-2(2)', 1597026383085000, 1, 0],
        ['422199e-1(1) × 12e-2(2)', 1597026383085000, 2, 1],
      ],
    ],
  ]);
});

it.each([
  ['pong', ['heartbeat']],
  ['{"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT"}}', ['subscribed', 'BTC-USDT', 0]],
  ['{"event":"subscribe","arg":{"channel":"trades","instId":"BTC-USDT"}}', ['ignored']],
  ['{"event":"unsubscribe","arg":{"channel":"books","instId":"BTC-USDT"}}', ['ignored']],
  ['{"event":"notice","code":"64008","msg":"The connection will soon be closed"}', ['ignored']],
  ['{"event":"channel-conn-count","channel":"orders","connCount":"2"}', ['ignored']],
  ['{"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[{}]}', ['ignored']],
  ['{"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"data":[{}]}', ['ignored']],
  ['{"arg":{"channel":"candle1m","instId":"BTC-USDT"},"data":[[]]}', ['ignored']],
  ['{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[]}', ['ignored']],
  [
    '{"event":"error","code":"60018","msg":"Wrong URL or channel:books,instId:X-Y doesn\'t exist. Please"}',
    ['rejected', 'X-Y', "60018 Wrong URL or channel:books,instId:X-Y doesn't exist. Please"],
  ],
  [
    '{"event":"error","arg":{"channel":"books","instId":"X-Y"},"code":"60029","msg":"No access"}',
    ['rejected', 'X-Y', '60029 No access'],
  ],
  ['{"event":"error","code":"60012","msg":"Invalid request"}', ['rejected', undefined, '60012 Invalid request']],
])('of %s tells %j', (text, expected) => {
  expect(decode(text)).toEqual([expected]);
});

const books = (more: object, action = 'update') => frame(action, [{ ...book, ...more }]);
it.each<[string, string, string, ...string[]]>([
  ['json', 'a word', 'pang'],
  ['shape', 'a number', '5'],
  ['shape', 'no channel', '{"data":[]}'],
  ['unknown', 'another channel', '{"arg":{"channel":"boks","instId":"A"},"data":[]}'],
  ['unknown', 'another event', '{"event":"dance"}'],
  ['unknown', 'another action', frame('replace', [book]), 'BTC-USDT'],
  ['symbol', 'no instrument', '{"arg":{"channel":"books"},"action":"update","data":[]}'],
  ['symbol', 'a subscription to nothing', '{"event":"subscribe","arg":{"channel":"books"}}'],
  ['field', 'a subscription without arg', '{"event":"subscribe"}'],
  ['shape', 'no book', frame('update', []), 'BTC-USDT'],
  ['shape', 'a book of null', frame('update', [null]), 'BTC-USDT'],
  ['field', 'no bids', books({ bids: undefined }), 'BTC-USDT'],
  ['field', 'a level that is none', books({ bids: [5] }), 'BTC-USDT'],
  ['field', 'a price as number', books({ bids: [[1, '1']] }), 'BTC-USDT'],
  ['number', 'a negative size', books({ bids: [['1', '-1']] }), 'BTC-USDT'],
  ['field', 'a time as number', books({ ts: 1597026383085 }), 'BTC-USDT'],
  ['field', 'an absurd time', books({ ts: '9'.repeat(13) }), 'BTC-USDT'],
  ['field', 'a checksum beyond 32 bits', books({ checksum: 2147483648 }), 'BTC-USDT'],
  ['field', 'a fraction of a checksum', books({ checksum: 0.5 }), 'BTC-USDT'],
  ['field', 'seqId alone', books({ seqId: 5 }), 'BTC-USDT'],
  ['field', 'prevSeqId alone', books({ prevSeqId: 5 }), 'BTC-USDT'],
  ['field', 'an update that follows nothing', books({ seqId: 5, prevSeqId: -1 }), 'BTC-USDT'],
  ['field', 'a seqId beyond what is exact', books({ seqId: 2 ** 53, prevSeqId: 1 }), 'BTC-USDT'],
  ['symbol', 'a trade of another', '{"arg":{"channel":"trades","instId":"A"},"data":[{"instId":"B"}]}'],
  ['field', 'a trade of nothing', '{"arg":{"channel":"trades","instId":"A"},"data":[{}]}'],
])('refuses as %s: %s', (fault, _what, text, ...symbol) => {
  expect(decode(text)).toEqual([['malformed', fault, ...symbol]]);
});
