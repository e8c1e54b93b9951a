/** The last latencies of each hop between the host's receipt of a change and this page's book. */
import type { LatencyReport } from '../client/index.js';
import { LatencyWindow } from './latency-window.js';
import type { Quantiles } from './traffic.js';

export const HOPS = ['book', 'encode', 'send', 'network', 'decode'] as const;
export type HopName = (typeof HOPS)[number];

export class HopLatencies {
  readonly #windows: { readonly [H in HopName]: LatencyWindow } = {
    book: new LatencyWindow(),
    encode: new LatencyWindow(),
    send: new LatencyWindow(),
    network: new LatencyWindow(),
    decode: new LatencyWindow(),
  };

  add(report: LatencyReport): void {
    for (const hop of HOPS) {
      const micros = report[`${hop}Micros`];
      if (micros !== undefined) this.#windows[hop].add(micros / 1000);
    }
  }

  clear(): void {
    for (const hop of HOPS) this.#windows[hop].clear();
  }

  /** ms; undefined of a hop that was not measured. */
  quantiles(): { readonly [H in HopName]: Quantiles | undefined } {
    const of = (hop: HopName) => this.#windows[hop].quantiles();
    return { book: of('book'), encode: of('encode'), send: of('send'), network: of('network'), decode: of('decode') };
  }
}
