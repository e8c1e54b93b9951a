/**
 * Latency by hop, for a client that asks for it: once an interval, the times of a frame that it just got; and what it
 * answers of its own end, for the host's histograms. A client may answer anything, so an answer counts once, only
 * while its question is one of the last few, and only where it is plausible.
 */
import type { EchoRequest, HopsMessage } from '../wire/control.js';
import type { GatewayLimits } from './limits.js';
import type { GatewayMetrics } from './metrics.js';
import type { GatewayTime } from './time.js';
import type { FrameTimes } from './view.js';

/** Questions that may still be answered: more than an interval's way there and back takes. */
const OPEN_QUESTIONS = 8;

export interface HopProbeContext {
  readonly limits: GatewayLimits;
  readonly time: GatewayTime;
  readonly metrics: GatewayMetrics;
}

export class HopProbe {
  readonly #context: HopProbeContext;
  /** When each was sent, µs since the epoch, by its number; the oldest first. */
  readonly #open = new Map<number, number>();
  #intervalMs = 0;
  #dueMs = Number.POSITIVE_INFINITY;
  #probes = 0;

  constructor(context: HopProbeContext) {
    this.#context = context;
  }

  /** From now on at this interval; 0: not any more. Answers what is granted. */
  begin(intervalMs: number): number {
    const { limits, time } = this.#context;
    this.#intervalMs = intervalMs === 0 ? 0 : Math.min(Math.max(intervalMs, limits.minHopsMs), limits.maxIntervalMs);
    this.#dueMs = intervalMs === 0 ? Number.POSITIVE_INFINITY : time.monotonicMs();
    return this.#intervalMs;
  }

  isDue(): boolean {
    // Most clients never ask, and this is asked of each in every flush.
    return this.#intervalMs > 0 && this.#dueMs <= this.#context.time.monotonicMs();
  }

  /** What is said of a frame that has just been handed to the socket. */
  ask(stream: number, frame: FrameTimes): HopsMessage {
    const { time } = this.#context;
    const [nowMs, sent] = [time.monotonicMs(), time.wallMicros()];
    this.#dueMs = nowMs + this.#intervalMs;
    const probe = ++this.#probes;
    this.#open.set(probe, sent);
    if (this.#open.size > OPEN_QUESTIONS) this.#open.delete(probe - OPEN_QUESTIONS);
    const micros = (ms: number): number => sent - Math.round((nowMs - ms) * 1000);
    return {
      type: 'hops',
      probe,
      stream,
      sequence: frame.sequence,
      ...(frame.tsEvent >= 0 && { event: frame.tsEvent }),
      recv: frame.tsRecv,
      book: micros(frame.bookMs),
      encoded: micros(frame.encodedMs),
      sent,
    };
  }

  /** What the client says of its own end. */
  take({ probe, received, decoded }: EchoRequest): void {
    const { limits, metrics } = this.#context;
    const sent = this.#open.get(probe);
    this.#open.delete(probe);
    if (sent === undefined) {
      metrics.echo('unknown');
      return;
    }
    const [network, decode] = [received - sent, decoded - received];
    const mostMicros = limits.echoMaxMs * 1000;
    if (Math.abs(network) > mostMicros || Math.abs(decode) > mostMicros) {
      metrics.echo('implausible');
      return;
    }
    metrics.echo('taken');
    metrics.clientLatency.network.observe(network);
    metrics.clientLatency.decode.observe(decode);
  }
}
