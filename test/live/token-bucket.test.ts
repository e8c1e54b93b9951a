/** The token bucket: never more than its rate, in order, and it keeps what the other side says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../host/feeds/live/token-bucket.js';
import { VirtualTime } from './virtual-time.js';

function make(capacity: number, perSecond: number) {
  const time = new VirtualTime();
  return { time, bucket: new TokenBucket({ capacity, perSecond }, time) };
}

describe('token bucket', () => {
  it('gives what it holds at once, and the rest at its rate', () => {
    const { time, bucket } = make(3, 2);
    const given: number[] = [];
    for (let i = 0; i < 5; i += 1) bucket.take(1, () => given.push(time.monotonicMs()));
    expect(given).toEqual([0, 0, 0]);
    expect(bucket.waiting).toBe(2);
    time.advance(10_000);
    expect(given).toEqual([0, 0, 0, 500, 1000]);
  });

  it('serves in order: a small request does not pass a large one', () => {
    const { time, bucket } = make(10, 1);
    const given: string[] = [];
    bucket.take(8, () => given.push('first'));
    bucket.take(9, () => given.push('large'));
    bucket.take(1, () => given.push('small'));
    expect(bucket.tryTake(1)).toBe(false);
    expect(given).toEqual(['first']);
    time.advance(7_000);
    expect(given).toEqual(['first', 'large']);
    time.advance(1_000);
    expect(given).toEqual(['first', 'large', 'small']);
  });

  it('lets one who waits step out, and serves the next', () => {
    const { bucket } = make(2, 1);
    const given: string[] = [];
    expect(bucket.tryTake(1)).toBe(true);
    const leave = bucket.take(2, () => given.push('left'));
    bucket.take(1, () => given.push('stayed'));
    leave();
    leave();
    expect(given).toEqual(['stayed']);
  });

  it('takes a request above its capacity when it is full', () => {
    const { time, bucket } = make(4, 1);
    const given: number[] = [];
    expect(bucket.tryTake(4)).toBe(true);
    bucket.take(100, () => given.push(time.monotonicMs()));
    time.advance(3_999);
    expect(given).toEqual([]);
    time.advance(1);
    expect(given).toEqual([4_000]);
  });

  it('gives nothing while paused, the longest pause counting', () => {
    const { time, bucket } = make(5, 1);
    const given: number[] = [];
    bucket.pause(3_000);
    bucket.pause(1_000);
    expect(bucket.tryTake(1)).toBe(false);
    bucket.take(1, () => given.push(time.monotonicMs()));
    time.advance(5_000);
    expect(given).toEqual([3_000]);
  });

  it('serves one who asks from within being served', () => {
    const { time, bucket } = make(1, 1);
    const given: number[] = [];
    const again = () => {
      given.push(time.monotonicMs());
      if (given.length < 4) bucket.take(1, again);
    };
    bucket.take(1, again);
    time.advance(10_000);
    expect(given).toEqual([0, 1000, 2000, 3000]);
    expect(time.pending).toBe(0);
  });

  it('in any span gives at most its capacity and what flowed in, and in the end serves all', () => {
    const request = fc.record({ waitMs: fc.integer({ min: 0, max: 3000 }), tokens: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (requests, perSecond) => {
        const { time, bucket } = make(8, perSecond);
        const given: { at: number; tokens: number }[] = [];
        for (const { waitMs, tokens } of requests) {
          time.advance(waitMs);
          bucket.take(tokens, () => given.push({ at: time.monotonicMs(), tokens }));
        }
        time.advance(1_000_000);
        expect(given.map(({ tokens }) => tokens)).toEqual(requests.map(({ tokens }) => tokens));
        for (let from = 0; from < given.length; from += 1) {
          let sum = 0;
          for (let to = from; to < given.length; to += 1) {
            sum += given[to]!.tokens;
            const span = (given[to]!.at - given[from]!.at) / 1000;
            expect(sum).toBeLessThanOrEqual(8 + span * perSecond + 0.1);
          }
        }
      }),
    );
  });
});
