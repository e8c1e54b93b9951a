/** The core's decoder of Kraken v1 against the one in TypeScript: every form of a frame, every recorded frame. */
import { describe, expect, it } from 'vitest';
import type { Build } from '../../host/core/node.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import { krakenV1 } from '../../host/feeds/kraken.js';
import { capture, skipCaptures } from '../captures.js';
import { DecoderPair } from './decoder-pair.js';

const builds: Build[] = ['simd', 'scalar'];

const level = ['27120.00000', '4.28732553', '1693415327.935623'];
const newer = ['27119.9', '0.00000000', '1693415330.6', 'r'];
const snapshot = { as: [level, newer], bs: [newer] };
const change = { a: [newer], c: '3572756970' };
const trade = ['27119.90000', '0.15850568', '1693415331.321597', 's', 'l', ''];
const frames = [
  [336, snapshot, 'book-10', 'XBT/USD'],
  [336, change, 'book-1000', 'XBT/USD'],
  [336, { a: [level] }, { b: [newer], c: '0' }, 'book-25', 'XBT/USD'],
  [336, { a: [level], b: [level, newer], c: '4294967295' }, 'book-100', 'XBT/USD'],
  [337, [trade, trade], 'trade', 'XBT/USD'],
];
const VALUES = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  9007199254740992,
  '',
  'x y',
  'XBT/USD',
  'book-10',
  'book-11',
  'book-',
  'book-000010',
  'book-00010',
  'trade',
  'ticker',
  'spread',
  'ohlc-5',
  'ohlc-x',
  'é',
  'x'.repeat(65),
  [],
  {},
  [[]],
  [level],
  [trade],
  snapshot,
  change,
  { a: null },
  { bs: 5 },
  { c: 5 },
  { c: '4294967296' },
  { c: '' },
  { c: '12345678901' },
  { b: [[]], a: [5] },
  { a: [['0', '1', '1']], b: [['1', '1']] },
  { a: [['1', 'x', '1']], bs: {} },
  { as: [], b: [] },
  { z: [level] },
];
const TIMES = [
  '0',
  '1',
  '9999999999',
  '4503599627.370495',
  '4503599627.370496',
  '12345678901',
  '1.',
  '.5',
  '1.1234567891',
  '1.123456789',
  '-1',
  '1e3',
  '',
  ' 1',
  5,
  null,
];

describe.each(builds)('the %s core', (build) => {
  const pair = new DecoderPair(krakenV1, build);
  const tell = (value: unknown) => pair.tell(typeof value === 'string' ? value : JSON.stringify(value));

  it('tells books, updates and trades', () => {
    for (const frame of frames) expect(tell(frame)[0]![0]).not.toBe('malformed');
    expect(tell('{"event":"heartbeat"}')).toEqual([['heartbeat']]);
    expect(tell(' {"connectionID":1 ,\n"event" : "systemStatus"}')).toEqual([['ignored']]);
    expect(tell('{"event":"pong","reqid":1}')).toEqual([['ignored']]);
    for (const event of ['', 'heartbeatx', 'heartbea', 'pongpong', 5, null, {}])
      expect(tell({ event })[0]![0]).toBe('malformed');
    expect(pair.deferred).toBe(0);
  });

  it('tells subscriptions that were taken', () => {
    const answer = { event: 'subscriptionStatus', status: 'subscribed', pair: 'XBT/USD', channelName: 'book-10' };
    expect(tell(answer)).toEqual([['subscribed', 'XBT/USD', 10]]);
    const odd = [
      'subscribe',
      'subscribedx',
      'unsubscribed',
      'book-11',
      'book-',
      'trade',
      'a b',
      '',
      'subscriptionStatux',
    ];
    for (const field of Object.keys(answer)) {
      for (const value of [...odd, 'subscriptionStatu', 'subscriptionStatuss', undefined, null, 5, {}]) {
        tell({ ...answer, [field]: value });
      }
    }
    expect(pair.deferred).toBe(0);
    expect(pair.defers(JSON.stringify({ ...answer, status: 'error', errorMessage: 'no' }))).toBe(true);
  });

  it('judges every value of a frame, one more and one less', () => {
    for (const frame of frames) {
      for (let at = 0; at < frame.length; at++) {
        for (const value of VALUES) {
          tell(frame.with(at, value as never));
          tell(frame.toSpliced(at, 0, value as never));
          for (const other of VALUES)
            tell(frame.with(at, value as never).with((at + 1) % frame.length, other as never));
        }
        tell(frame.toSpliced(at, 1));
      }
    }
  });

  it('judges every value of a level and of a trade', () => {
    const odd = [...TIMES, 'b', 's', '27119.9', '1e-7', '0', '0.0', 'é', [], {}];
    for (const entry of [level, newer, trade]) {
      for (let at = 0; at < entry.length; at++) {
        for (const value of odd) {
          const changed = entry.with(at, value as never);
          for (const one of [changed, entry.slice(0, at)]) {
            tell([1, { as: [level, one], bs: [one] }, 'book-10', 'A/B']);
            tell([1, { b: [one, level], c: '1' }, { a: [one], c: '2' }, 'book-10', 'A/B']);
            tell([1, [trade, one], 'trade', 'A/B']);
            tell([1, one, 'spread', 'A/B']);
          }
        }
      }
    }
  });

  it('takes white space and members in any order, and defers what is legal and uncommon', () => {
    const before = pair.deferred;
    for (const frame of frames) expect(tell(JSON.stringify(frame, null, 1))).toEqual(tell(frame));
    tell([336, { c: '1', x: { a: [] }, b: [level], a: [level] }, 'book-10', 'XBT/USD']);
    expect(pair.deferred).toBe(before);
    const text = JSON.stringify(frames[0]);
    expect(pair.defers(text.replace('XBT/', 'XBT\\/'))).toBe(true);
    expect(pair.defers(text.replace('336', '336.0'))).toBe(true);
    expect(pair.defers(text.replace('"as"', '"\\u0061s"'))).toBe(true);
    expect(pair.defers(text.replace('"as":', '"as":[],"as":'))).toBe(true);
    expect(pair.defers('{"event":"error","errorMessage":"no"}')).toBe(true);
  });

  it('defers a frame with more levels a side, or trades, than its capacity', () => {
    const small = new DecoderPair(krakenV1, build, { levels: 3, trades: 2 });
    const levels = (n: number) => JSON.stringify([1, { as: Array(n).fill(level), bs: [] }, 'book-10', 'A/B']);
    const trades = (n: number) => JSON.stringify([1, Array(n).fill(trade), 'trade', 'A/B']);
    expect([levels(3), levels(4), trades(2), trades(3)].map((text) => small.defers(text))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

const CAPTURES = ['v1-book1000-10pairs-20210417.gz', 'v1-book10-xbtusd-20230830.gz', 'v1-trade-10pairs-20210417.gz'];

describe.skipIf(skipCaptures).each(CAPTURES)('%s', (file) => {
  it.each(builds)('%s: tells the same of every frame, and defers none', (build) => {
    const pair = new DecoderPair(krakenV1, build);
    const reader = new CaptureReader(capture(`kraken/${file}`));
    while (reader.next()) pair.tell(reader.text);
    expect(reader.fault).toBeUndefined();
    expect(reader.lines).toBeGreaterThan(40);
    expect(pair.deferred).toBe(0);
  });
});
