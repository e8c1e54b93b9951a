/** What outlives a connection. */
import type { TokenSource } from './authenticator.js';
import type { ClockOffset } from './clock-offset.js';
import type { Environment } from './environment.js';
import type { LatencyOptions } from './latency.js';
import type { ClientLimits } from './limits.js';
import type { MutableStats } from './stats.js';
import type { Streams } from './streams.js';
export interface ConnectionContext {
  readonly environment: Environment;
  readonly streams: Streams;
  readonly limits: ClientLimits;
  readonly stats: MutableStats;
  readonly offset: ClockOffset;
  /** For hosts that ask for one. */
  readonly token: TokenSource | undefined;
  /** Whether the host may slow views down. */
  readonly isAdaptive: boolean;
  /** Undefined: latency is not measured by hop. */
  readonly latency: Required<LatencyOptions> | undefined;
}
