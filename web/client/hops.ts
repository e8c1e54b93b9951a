/** Latency by hop on one connection: what the host says of a frame, with when it came and was decoded here. */
import type { HopsMessage } from '../../host/wire/control.js';
import type { ClockOffset } from './clock-offset.js';
import type { ClientTime } from './environment.js';
import type { LatencyOptions, LatencyReport } from './latency.js';
import type { Requests } from './requests.js';

export interface HopsContext {
  readonly time: ClientTime;
  readonly offset: ClockOffset;
  readonly requests: Requests;
  symbolOf(stream: number): string | undefined;
  onReport(report: LatencyReport): void;
}

export class Hops {
  readonly #options: Required<LatencyOptions>;
  readonly #context: HopsContext;
  /** Of the last message of frames, µs since the epoch of this client's clock. */
  #received = 0;
  #decoded = 0;

  constructor(options: Required<LatencyOptions>, context: HopsContext) {
    this.#options = options;
    this.#context = context;
  }

  /** The host may be asked. */
  begin(): void {
    const { intervalMs } = this.#options;
    this.#context.requests.request(
      { type: 'measure', intervalMs },
      { answer: 'measuring', onAnswer() {}, onError() {} },
    );
  }

  /** A message of frames came. */
  received(): void {
    this.#received = this.#context.time.nowMicros();
  }

  /** It is in the books. */
  decoded(): void {
    this.#decoded = this.#context.time.nowMicros();
  }

  /** What the host says of the message that came last. */
  take({ probe, stream, event, recv, book, encoded, sent }: HopsMessage): void {
    const { offset, requests, symbolOf, onReport } = this.#context;
    const { best } = offset;
    const received = best && this.#received + best.offsetMicros;
    const decodeMicros = this.#decoded - this.#received;
    if (this.#options.echo && received !== undefined && received >= 0) {
      requests.tell({ type: 'echo', probe, received, decoded: received + decodeMicros });
    }
    onReport({
      symbol: symbolOf(stream),
      venueMicros: event === undefined ? undefined : recv - event,
      bookMicros: book - recv,
      encodeMicros: encoded - book,
      sendMicros: sent - encoded,
      networkMicros: received === undefined ? undefined : received - sent,
      decodeMicros,
      clockErrorMicros: best && Math.ceil(best.roundTripMicros / 2),
    });
  }
}
