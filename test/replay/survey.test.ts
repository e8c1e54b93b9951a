/** What a first reading finds: steps, digits, depths, owners of snapshots; and why a file cannot be served. */

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactDecimal } from '../../host/feeds/exact-decimal.js';
import { stepsOf } from '../../host/feeds/grid-unit.js';
import { paddedDecimal } from '../../host/feeds/padded-decimal.js';
import { addressReader } from '../../host/feeds/replay/frame-address.js';
import { surveyCapture } from '../../host/feeds/replay/survey-capture.js';
import { UnitSurvey } from '../../host/feeds/replay/unit-survey.js';
import { VENUE_IDS } from '../../host/feeds/venue.js';
import {
  captureText,
  type Line,
  removeCapturesAfterAll,
  spotDiff,
  spotSnapshot,
  spotTrade,
  writeCapture,
  writeFile,
} from './small-capture.js';

removeCapturesAfterAll();

describe('steps of all numbers', () => {
  it('hold every one of them, and no coarser step does', () => {
    const text = fc.tuple(fc.integer({ min: 1, max: 1e8 }), fc.constantFrom(1, 5, 25), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(fc.array(text, { minLength: 32, maxLength: 100 }), (parts) => {
        const survey = new UnitSurvey();
        const reader = new ExactDecimal();
        const numbers = parts.map(([steps, unit, decimals]) => {
          reader.read(paddedDecimal(steps, unit, decimals, 8));
          return { mantissa: reader.mantissa, decimals: reader.decimals };
        });
        const mantissas = Float64Array.from(numbers, ({ mantissa }) => mantissa);
        survey.see(
          mantissas,
          Int16Array.from(numbers, ({ decimals }) => decimals),
          numbers.length,
        );
        const unit = survey.unit!;
        const steps = numbers.map(({ mantissa, decimals }) => stepsOf(mantissa, decimals, unit));
        for (const step of steps) expect(step).toBeGreaterThan(0);
        const divisor = steps.reduce((a, b) => {
          let [x, y] = [a, b];
          while (y > 0) [x, y] = [y, x % y];
          return x;
        });
        expect(divisor).toBe(1);
      }),
    );
  });
});

describe('an absurd number', () => {
  it('is left out', () => {
    const survey = new UnitSurvey();
    const numbers = [
      ...Array.from({ length: 40 }, (_, i) => [618_376 + i, 1] as const),
      [1, 17] as const,
      [5, 2] as const,
    ];
    survey.see(
      Float64Array.from(numbers, ([mantissa]) => mantissa),
      Int16Array.from(numbers, ([, digits]) => digits),
      42,
    );
    expect(survey.unit).toEqual({ unit: 5, decimals: 2 });
  });
});

describe('decimals as a venue writes them', () => {
  it('keep the digits asked for, and more only where they are needed', () => {
    expect(paddedDecimal(5, 1, 1, 3)).toBe('0.500');
    expect(paddedDecimal(5, 1, 0, 2)).toBe('5.00');
    expect(paddedDecimal(5, 1, 0, 0)).toBe('5');
    expect(paddedDecimal(12345, 1, 3, 1)).toBe('12.345');
  });
});

describe('addresses of frames', () => {
  it('are found in each form', () => {
    const binance = addressReader('binance-spot');
    const depth = { symbol: 'BTCUSDT', kind: 'depth' };
    expect(binance(JSON.stringify(spotDiff('BTCUSDT', 1, 2, [], [])))).toEqual({
      ...depth,
      stream: 'btcusdt@depth@100ms',
    });
    expect(binance('{ "stream" : "btcusdt@depth" , "data":{}}')).toEqual({ ...depth, stream: 'btcusdt@depth' });
    expect(binance('{"e":"depthUpdate","E":1,"s":"BTCUSDT"}')).toEqual({ ...depth, stream: '' });
    expect(binance('{"u":1,"s":"BTCUSDT","b":"1","B":"2","a":"3","A":"4"}')).toMatchObject({ kind: 'bookTicker' });
    expect(binance(JSON.stringify(spotSnapshot(1, [], [])))).toBeUndefined();
    const v1 = addressReader('kraken-v1');
    expect(v1('[336,{"b":[]},"book-10","XBT/USD"]')).toEqual({ symbol: 'XBT/USD', kind: 'book', stream: '' });
    expect(v1('[337,[["1","2"]],"trade", "XBT/USD" ]')).toMatchObject({ kind: 'trade' });
    expect(v1('{"event":"heartbeat"}')).toBeUndefined();
    const v2 = addressReader('kraken-v2');
    expect(v2('{"channel":"book","type":"update","data":[{"symbol":"BTC/USD"}]}')).toMatchObject({
      symbol: 'BTC/USD',
      kind: 'book',
    });
    expect(v2('{"method":"subscribe","result":{"channel":"book","symbol":"BTC/USD"}}')).toBeUndefined();
    expect(v2('{"channel":"heartbeat"}')).toBeUndefined();
  });

  it('of noise are none, quickly', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VENUE_IDS), fc.string({ maxLength: 300 }), (venue, text) => {
        const address = addressReader(venue)(text);
        expect(address === undefined || address.symbol.length <= 64).toBe(true);
      }),
    );
    const long = `[${'"a",'.repeat(200_000)}`;
    for (const venue of VENUE_IDS) expect(addressReader(venue)(long)).toBeUndefined();
  });
});

describe('a survey', () => {
  const lines: Line[] = [
    [0, spotDiff('BTCUSDT', 100, 103, [['61837.63000000', '0.12500000']], [])],
    [1, 'noise'],
    [2, spotTrade('BTCUSDT', 1, '61837.64000000')],
    [3, spotSnapshot(103, [['61837.00000000', '1.00000000']], [])],
    [4, { stream: 'ethusdt@trade', data: { e: 'trade', E: 1, s: 'ETHUSDT', t: 1, p: '20.5', q: '3', T: 1, m: true } }],
  ];

  it('finds symbols, steps, digits and whose a snapshot is', () => {
    const result = surveyCapture('binance-spot', [writeCapture(lines)]);
    if (!result.ok) throw new Error(result.reason);
    const { survey } = result;
    expect([survey.lines, survey.malformed, survey.bareSnapshots]).toEqual([5, 1, ['BTCUSDT']]);
    expect(survey.lastRecv - survey.firstRecv).toBe(4000);
    const btc = survey.symbols.get('BTCUSDT')!;
    expect([btc.snapshots, [...btc.kinds], btc.depth]).toEqual([1, ['depth', 'trade'], 0]);
    expect(btc.instrument).toEqual({
      symbol: 'BTCUSDT',
      grid: { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 },
      wirePriceDecimals: 8,
      wireSizeDecimals: 8,
    });
    expect(survey.symbols.get('ETHUSDT')).toMatchObject({ snapshots: 0, kinds: new Set(['trade']) });
  });

  it('says in one line why a file cannot be served', () => {
    const text = captureText(lines);
    const gzip = gzipSync(text);
    const wrong: [string[], boolean, RegExp][] = [
      [['no/such/file'], true, /no\/such\/file cannot be read/],
      [['.'], true, /folder/],
      [[writeFile('')], true, /empty/],
      [[writeFile('not a capture\n')], true, /no frames of binance-spot in 1 lines/],
      [[writeFile(gzip.subarray(0, gzip.length - 12))], false, /cut off or damaged after line/],
      [[writeCapture(lines), writeFile(gzip.subarray(0, 15))], false, /cut off or damaged/],
    ];
    for (const [paths, usage, reason] of wrong) {
      const result = surveyCapture('binance-spot', paths);
      expect(result, String(reason)).toEqual({ ok: false, usage, reason: expect.stringMatching(reason) });
      expect((result as { reason: string }).reason).not.toContain('\n');
    }
    expect(surveyCapture('kraken-v2', [writeCapture(lines)])).toMatchObject({ ok: false, usage: true });
  });
});
