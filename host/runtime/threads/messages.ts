/** What the host's thread and a feeds' thread post to each other: rare control. All that is data goes over the ring. */
import type { MetricObjectWithValues, MetricValue } from 'prom-client';
import type { EmbeddedExchange } from '../../config/feed-plan.js';
import type { Config } from '../../config/schema.js';
import type { CoinbaseCredentials } from '../../feeds/coinbase-signature.js';
import type { Shard } from './shards.js';

/** What a feeds' thread is started with. */
export interface ThreadData {
  /** From 0, and of how many. */
  readonly thread: number;
  readonly threads: number;
  readonly config: Config;
  readonly shard: Shard;
  readonly embedded: EmbeddedExchange | undefined;
  readonly coinbase: CoinbaseCredentials | undefined;
  /** Holds the ring, which is laid out; nobody has taken the writer's end. */
  readonly memory: WebAssembly.Memory;
  readonly ringAt: number;
  readonly bell: SharedArrayBuffer;
  /** Between two signs of life. */
  readonly beatMs: number;
}

export type MetricSnapshot = MetricObjectWithValues<MetricValue<string>>;

export type ToThread =
  | { readonly type: 'add' | 'remove'; readonly venue: string; readonly natives: readonly string[] }
  /** Tell everything anew over the ring. */
  | { readonly type: 'refresh' }
  | { readonly type: 'metrics' }
  | { readonly type: 'stop' };

export type FromThread =
  | { readonly type: 'ready'; readonly coreBytes: number }
  | { readonly type: 'metrics'; readonly metrics: readonly MetricSnapshot[] }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn';
      readonly fields: object;
      readonly message: string;
    };
