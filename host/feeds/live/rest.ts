/**
 * A venue's REST side: each request waits for its weight, is bounded in time and size, and answers
 * with a value, never an exception. When the venue says to wait, every request waits.
 */
import type { RestRequest } from '../venue.js';
import { networkFault, oneLine } from './network-fault.js';
import type { Time } from './time.js';
import type { TokenBucket } from './token-bucket.js';

export interface RestLimits {
  /** For one request, from the first packet to the last. */
  readonly timeoutMs: number;
  /** Largest body taken. */
  readonly maxBodyBytes: number;
  /** The pause after a refusal that names no time. */
  readonly refusalPauseMs: number;
  /** Requests on their way at once. */
  readonly concurrent: number;
}

export const DEFAULT_REST_LIMITS: RestLimits = {
  timeoutMs: 15_000,
  maxBodyBytes: 32 * 1024 * 1024,
  refusalPauseMs: 30_000,
  concurrent: 8,
};

export type RestAnswer =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | {
      readonly ok: false;
      /** One line. */
      readonly reason: string;
      /** Of HTTP; 0 where there was no answer. */
      readonly status: number;
    };

export interface RestOptions {
  readonly limits: RestLimits;
  readonly time: Time;
  readonly fetch: typeof fetch;
  /** Weight of the venue, shared by all who ask it. */
  readonly bucket: TokenBucket;
}

/** How much of a refusal's body goes into a message. */
const MAX_EXPLANATION_BYTES = 200;

const HTTP_TOO_MANY = 429;
/** Binance's answer to one who went on after 429. */
const HTTP_BANNED = 418;

export class RestClient {
  readonly #options: RestOptions;
  /** Those who wait until fewer are on their way. */
  readonly #queue: (() => void)[] = [];
  #underWay = 0;
  #requests = 0;
  #failures = 0;
  #weight = 0;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Requests sent, those that failed, and the weight of all: of its whole life. */
  get counters(): { readonly requests: number; readonly failures: number; readonly weight: number } {
    return { requests: this.#requests, failures: this.#failures, weight: this.#weight };
  }

  /** Never rejects; `signal` ends it early. */
  async get(request: RestRequest, signal: AbortSignal): Promise<RestAnswer> {
    if (this.#underWay >= this.#options.limits.concurrent) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#underWay += 1;
    }
    try {
      if (!(await this.#turn(request.weight, signal)) || signal.aborted) return failure('stopped');
      this.#requests += 1;
      this.#weight += request.weight;
      const answer = await this.#fetch(request.url, signal);
      if (!answer.ok) this.#failures += 1;
      return answer;
    } finally {
      // Whoever comes next takes over the place.
      const next = this.#queue.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }

  #turn(weight: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(false);
      const onAbort = () => {
        leave();
        resolve(false);
      };
      let leave = () => {};
      signal.addEventListener('abort', onAbort, { once: true });
      leave = this.#options.bucket.take(weight, () => {
        signal.removeEventListener('abort', onAbort);
        resolve(true);
      });
    });
  }

  async #fetch(url: string, signal: AbortSignal): Promise<RestAnswer> {
    const { limits, time } = this.#options;
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    let late = false;
    const cancelTimer = time.after(limits.timeoutMs, () => {
      late = true;
      stop.abort();
    });
    try {
      const response = await this.#options.fetch(url, { signal: stop.signal });
      return await this.#read(response);
    } catch (error) {
      if (signal.aborted) return failure('stopped');
      return failure(late ? `no answer within ${limits.timeoutMs} ms` : networkFault(error));
    } finally {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #read(response: Response): Promise<RestAnswer> {
    const { bucket, limits, time } = this.#options;
    const bytes = await readBody(response, limits.maxBodyBytes);
    if (bytes === undefined) return failure(`the body exceeds ${limits.maxBodyBytes} bytes`);
    if (response.ok) return { ok: true, bytes };
    const body = oneLine(Buffer.from(bytes.subarray(0, MAX_EXPLANATION_BYTES)).toString('utf8'));
    const reason = body === '' ? `HTTP ${response.status}` : `HTTP ${response.status}: ${body}`;
    const hasty = response.status === HTTP_TOO_MANY || response.status === HTTP_BANNED;
    if (hasty)
      bucket.pause(
        retryAfterMs(response.headers.get('retry-after'), time.wallMicros() / 1000) ?? limits.refusalPauseMs,
      );
    return { ok: false, reason, status: response.status };
  }
}

/** Both forms of Retry-After: seconds, or a date. */
function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function failure(reason: string): RestAnswer {
  return { ok: false, reason, status: 0 };
}
