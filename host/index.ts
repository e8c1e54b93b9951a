/**
 * Tickwire for Node hosts: a runtime in your own process, its bus to listen on, and what it takes to
 * add a venue. `docs/ADDING-A-VENUE.md` leads through the latter.
 *
 * ```ts
 * const loaded = loadConfig('tickwire.yaml', {});
 * if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
 * const runtime = await Runtime.create({ config: loaded.config });
 * const { host, port } = await runtime.start();
 * runtime.bus.subscribe({ onBook: (source) => console.log(source.symbol, source.core.top(source.stream, 1)) });
 * ```
 */

export { TRADE_BUY, TRADE_SELL, TRADE_UNKNOWN } from '../assembly/layout.js';
export type { MarketDataBus, MarketDataListener, MarketSource } from './bus/market-data.js';
export { type ConfigResult, loadConfig, parseConfig } from './config/config.js';
export { ConfigError } from './config/config-error.js';
export type { FeedPlan } from './config/feed-plan.js';
export type { StartFlags } from './config/overlay.js';
export type { Config } from './config/schema.js';
export type { BookChecksum } from './feeds/book-checksum.js';
export { BookMessage } from './feeds/book-message.js';
export { CaptureReader } from './feeds/capture.js';
export type { CoinbaseCredentials } from './feeds/coinbase-signature.js';
export { type Continuity, orderedContinuity } from './feeds/continuity.js';
export { DecimalLevels } from './feeds/decimal-levels.js';
export type { Instrument, InstrumentsResult } from './feeds/instrument.js';
export type { Feed } from './feeds/live/feed.js';
export type { FeedLog } from './feeds/live/feed-log.js';
export { SimulatedExchange, type SimulatedExchangeOptions } from './feeds/simulated/simulated-exchange.js';
export { TradeBatch } from './feeds/trade-batch.js';
export {
  type Fault,
  type FeedDecoder,
  type FeedSink,
  MAX_FRAME_BYTES,
  type RestRequest,
  type Venue,
  type VenueCapabilities,
  type VenueSubscription,
  type VenueUrls,
} from './feeds/venue.js';
export { venueById } from './feeds/venues.js';
export { Verification, type VerificationReport } from './feeds/verification.js';
export { Runtime, type RuntimeOptions } from './runtime.js';
export { VERSION } from './version.js';
export type { Core, Grid } from './wire/core.js';
export { formatDecimal } from './wire/decimal.js';
export type { ReasonName, StateName } from './wire/state.js';
