/** Waiting at a ring: every way of it ends, wakes, and shows signs of life; watching the other end. */
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import {
  RING_ARGUMENT,
  RING_CLOSED,
  RING_EMPTY,
  RING_FULL,
  RING_OK,
  RING_SILENT,
  RING_TIMEOUT,
} from '../../assembly/ring/layout.js';
import { PeerWatch, portMessages, RingWait, type WaitOptions } from '../../host/core/ring/index.js';
import { RING_AT, RingRig } from './ring-rig.js';
import { RingThreads } from './ring-threads.js';
import { attached, TWINS, type TwinName } from './ring-twin.js';

const STRATEGIES = ['spin', 'yield', 'block'] as const;

let threads: RingThreads | undefined;
afterEach(() => threads?.end());

/** A clock that goes on by `stepMs` whenever it is read. */
function fakeClock(stepMs: number): () => number {
  let nowMs = 0;
  return () => {
    nowMs += stepMs;
    return nowMs;
  };
}

function ring(twin: TwinName, kind: 'private' | 'shared' = 'shared', wake?: () => void) {
  const rig = new RingRig(kind, 256);
  rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: 256, recordBytes: 0 });
  const options = wake === undefined ? {} : { wake };
  const w = attached(rig.twin(twin).spscWriter(RING_AT, options));
  const r = attached(rig.twin(twin).spscReader(RING_AT, options));
  return { rig, w, r };
}

describe.each(STRATEGIES)('waiting by %s', (strategy) => {
  const options = (more: WaitOptions): WaitOptions => ({ strategy, sliceMs: 0.01, ...more });

  it('is over at once where there is something', () => {
    const { w, r } = ring('reference');
    w.reserve(8);
    w.commit(8);
    w.publish();
    expect(new RingWait(r, options({})).until(() => r.peek())).toBe(r.at);
    expect(new RingWait(w, options({})).until(() => w.reserve(8))).toBe(w.at);
  });

  it('passes codes on that waiting does not change', () => {
    const { w, r } = ring('reference');
    w.close();
    const wait = new RingWait(r, options({}));
    expect(wait.until(() => r.peek())).toBe(-RING_CLOSED);
    expect(wait.until(() => r.take(0, 1))).toBe(-RING_ARGUMENT);
  });

  it('ends in time although the other end lives', () => {
    const { w, r } = ring('reference');
    const wait = new RingWait(r, options({ timeoutMs: 1_000, silentMs: 500, now: fakeClock(10) }));
    const beating = () => {
      w.beat();
      return r.peek();
    };
    expect(wait.until(beating)).toBe(-RING_TIMEOUT);
    const full = new RingWait(w, options({ timeoutMs: 1_000, silentMs: 500, now: fakeClock(10) }));
    expect(
      full.until(() => {
        r.beat();
        return -RING_FULL;
      }),
    ).toBe(-RING_TIMEOUT);
  });

  it('ends when the other end shows no sign of life, and shows its own', () => {
    const { w, r } = ring('reference');
    let nowMs = 0;
    const watch = new PeerWatch(w, 500, () => nowMs);
    const wait = new RingWait(r, options({ timeoutMs: 60_000, silentMs: 500, now: fakeClock(10) }));
    expect(wait.until(() => r.peek())).toBe(-RING_SILENT);
    nowMs = 10_000;
    expect(watch.check()).toBe('alive');
    w.beat();
    let looks = 0;
    expect(wait.until(() => (looks++ < 70 ? -RING_EMPTY : 42))).toBe(42);
  });

  it('needs memory that another thread can share', () => {
    const { r } = ring('reference', 'private');
    expect(new RingWait(r, options({})).until(() => r.peek())).toBe(-RING_ARGUMENT);
  });

  it.each(TWINS)('hands record after record over between threads, %s', async (twin) => {
    const rig = new RingRig('shared', 256);
    threads = new RingThreads(rig);
    rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: 256, recordBytes: 0 });
    const records = strategy === 'block' ? 4_000 : 500;
    const w = await threads.start(twin, { role: 'write', records, batch: 1, strategy });
    const r = await threads.start(twin, { role: 'read', batch: 1, strategy });
    await threads.open(2);
    expect(await w.result).toMatchObject({ records, code: RING_OK });
    expect(await r.result).toMatchObject({ records, wrong: 0, code: -RING_CLOSED });
  });
});

describe.each(TWINS)('waiting without blocking, %s', (twin) => {
  it('is over at once where there is something', async () => {
    const { w, r } = ring(twin);
    expect(await new RingWait(w).untilAsync(() => w.reserve(8))).toBe(w.at);
    w.commit(8);
    w.close();
    expect(await new RingWait(r).untilAsync(() => r.peek())).toBe(-RING_CLOSED);
  });

  it('wakes by notification, for records, room and closing', async () => {
    const { w, r } = ring(twin);
    // No slice and no limit comes before the test's own.
    const options = { sliceMs: 120_000, timeoutMs: 120_000, silentMs: 120_000 };
    const atReader = new RingWait(r, options);
    const atWriter = new RingWait(w, options);
    for (let number = 0; number < 50; number++) {
      const peeked = atReader.untilAsync(() => r.peek());
      expect(w.reserve(100)).toBeGreaterThan(0);
      w.commit(100);
      w.publish();
      expect(await peeked).toBe(r.at);
      w.reserve(100);
      w.commit(100);
      w.publish();
      const reserved = atWriter.untilAsync(() => w.reserve(100));
      r.advance();
      r.release();
      expect(await reserved).toBe(w.at);
      expect(r.peek()).toBeGreaterThan(0);
      r.advance();
      r.release();
    }
    const peeked = atReader.untilAsync(() => r.peek());
    w.close();
    expect(await peeked).toBe(-RING_CLOSED);
  });

  it.each(['private', 'shared'] as const)('wakes by message where it must, %s memory', async (kind) => {
    const { port1, port2 } = new MessageChannel();
    const { w, r } = ring(twin, kind, () => port1.postMessage(0));
    const messages = portMessages(port2 as unknown as MessagePort);
    const wait = new RingWait(r, {
      messages,
      waitAsync: undefined,
      sliceMs: 120_000,
      timeoutMs: 120_000,
      silentMs: 120_000,
    });
    for (let number = 0; number < 20; number++) {
      const peeked = wait.untilAsync(() => r.peek());
      w.reserve(8);
      w.commit(8);
      w.publish();
      expect(await peeked).toBe(r.at);
      r.advance();
      r.release();
    }
    const peeked = wait.untilAsync(() => r.peek());
    w.close();
    expect(await peeked).toBe(-RING_CLOSED);
    port1.close();
  });

  it('ends in time, when the other end is silent, and where there is no way to wait', async () => {
    const { w, r } = ring(twin);
    const timer = (callback: () => void) => {
      const id = setImmediate(callback);
      return () => clearImmediate(id);
    };
    const beating = () => {
      w.beat();
      return r.peek();
    };
    const timed = new RingWait(r, { timeoutMs: 1_000, silentMs: 500, now: fakeClock(10), timer });
    expect(await timed.untilAsync(beating)).toBe(-RING_TIMEOUT);
    const silent = new RingWait(r, { timeoutMs: 9_000, silentMs: 500, now: fakeClock(10), timer });
    expect(await silent.untilAsync(() => r.peek())).toBe(-RING_SILENT);
    expect(await new RingWait(r, { waitAsync: undefined }).untilAsync(() => r.peek())).toBe(-RING_ARGUMENT);
    const alone = ring(twin, 'private');
    expect(await new RingWait(alone.r).untilAsync(() => alone.r.peek())).toBe(-RING_ARGUMENT);
  });

  it('reads what a thread writes', async () => {
    const rig = new RingRig('shared', 512);
    threads = new RingThreads(rig);
    rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: 512, recordBytes: 0 });
    const w = await threads.start(twin, { role: 'write', records: 2_000, batch: 4 });
    const r = attached(rig.twin(twin).spscReader(RING_AT));
    await threads.open(1);
    const wait = new RingWait(r, { timeoutMs: 120_000, silentMs: 120_000, sliceMs: 120_000 });
    let records = 0;
    while ((await wait.untilAsync(() => r.peek())) > 0) {
      r.advance();
      r.release();
      records++;
    }
    expect(records).toBe(2_000);
    expect(await w.result).toMatchObject({ records, code: RING_OK });
  });
});

describe.each(TWINS)('watching the other end, %s', (twin) => {
  it('sees it absent, alive, silent, alive again, and closed', () => {
    const rig = new RingRig('shared', 256);
    rig.twin(twin).createSpsc({ address: RING_AT, capacityBytes: 256, recordBytes: 0 });
    const w = attached(rig.twin(twin).spscWriter(RING_AT));
    let nowMs = 0;
    const watch = new PeerWatch(w, 100, () => nowMs);
    expect(watch.check()).toBe('absent');
    const r = attached(rig.twin(twin).spscReader(RING_AT));
    expect(watch.check()).toBe('alive');
    nowMs = 99;
    expect(watch.check()).toBe('alive');
    nowMs = 100;
    expect(watch.check()).toBe('silent');
    expect(watch.quietMs).toBe(100);
    r.beat();
    expect(watch.check()).toBe('alive');
    nowMs = 250;
    expect(watch.check()).toBe('silent');
    w.reserve(8);
    w.commit(8);
    w.publish();
    r.peek();
    r.advance();
    expect(watch.check()).toBe('silent');
    r.release();
    expect(watch.check()).toBe('alive');
    r.close();
    nowMs = 900;
    expect(watch.check()).toBe('closed');
  });
});
