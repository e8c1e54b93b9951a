/** What a crowd of clients counts together. */
import { Latencies, type LatencySummary } from './latencies.js';

export interface CrowdCounts {
  readonly messages: number;
  readonly bytes: number;
  readonly frames: number;
  /** Fingerprints of the host that came, each compared with the book's own. */
  readonly checks: number;
  /** Frames that were refused, by code. */
  readonly faults: Readonly<Record<string, number>>;
  /** Connections lost, by close code. */
  readonly closes: Readonly<Record<string, number>>;
  /** Times that a client had fallen behind, by how it was brought up. */
  readonly behinds: Readonly<Record<string, number>>;
  /** Errors in place of answers, by code. */
  readonly refusals: Readonly<Record<string, number>>;
  /** From the receipt of a message at the host until the client's book has it; merged ones count once. */
  readonly latency: LatencySummary;
}

export class CrowdTally {
  messages = 0;
  bytes = 0;
  frames = 0;
  checks = 0;
  #faults: Record<string, number> = {};
  #closes: Record<string, number> = {};
  #behinds: Record<string, number> = {};
  #refusals: Record<string, number> = {};
  readonly #latencies = new Latencies();

  fault(code: string): void {
    count(this.#faults, code);
  }
  closed(code: number): void {
    count(this.#closes, String(code));
  }
  behind(recovery: string): void {
    count(this.#behinds, recovery);
  }
  refused(code: string): void {
    count(this.#refusals, code);
  }

  /** A book took changes. @param tsRecv when the host got them, µs since the epoch */
  applied(tsRecv: number): void {
    this.#latencies.record((performance.timeOrigin + performance.now()) * 1000 - tsRecv);
  }

  /** Since the last time. */
  take(): CrowdCounts {
    const { messages, bytes, frames, checks } = this;
    const counts = {
      ...{ messages, bytes, frames, checks },
      ...{ faults: this.#faults, closes: this.#closes, behinds: this.#behinds, refusals: this.#refusals },
      latency: this.#latencies.summary(),
    };
    this.messages = 0;
    this.bytes = 0;
    this.frames = 0;
    this.checks = 0;
    this.#faults = {};
    this.#closes = {};
    this.#behinds = {};
    this.#refusals = {};
    this.#latencies.reset();
    return counts;
  }
}

function count(into: Record<string, number>, key: string): void {
  into[key] = (into[key] ?? 0) + 1;
}
