/** The fields of a stream that a caller may ask for. */
import {
  INFO_ASKS,
  INFO_BEST_ASK,
  INFO_BEST_ASK_LOTS,
  INFO_BEST_BID,
  INFO_BEST_BID_LOTS,
  INFO_BIDS,
  INFO_CODEC,
  INFO_DEPTH,
  INFO_EPOCH,
  INFO_EVENT,
  INFO_FINGERPRINT,
  INFO_ID,
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_RECV,
  INFO_SEQUENCE,
  INFO_SIZE_DECIMALS,
  INFO_SYNCED,
  INFO_TICK,
} from '../../assembly/layout.js';
import type { Stream } from './stream.js';

const FIELDS: Readonly<Record<number, (stream: Stream) => number>> = {
  [INFO_ID]: (stream) => stream.id,
  [INFO_EPOCH]: (stream) => stream.epoch,
  [INFO_SEQUENCE]: (stream) => stream.sequence,
  [INFO_SYNCED]: (stream) => (stream.isSynced ? 1 : 0),
  [INFO_DEPTH]: ({ book }) => book.depth,
  [INFO_EVENT]: (stream) => stream.lastEvent,
  [INFO_RECV]: (stream) => stream.lastRecv,
  [INFO_PRICE_DECIMALS]: ({ grid }) => grid.priceDecimals,
  [INFO_TICK]: ({ grid }) => grid.tick,
  [INFO_SIZE_DECIMALS]: ({ grid }) => grid.sizeDecimals,
  [INFO_LOT]: ({ grid }) => grid.lot,
  [INFO_FINGERPRINT]: ({ book }) => book.fingerprint,
  [INFO_BIDS]: ({ book }) => book.bids.count,
  [INFO_ASKS]: ({ book }) => book.asks.count,
  [INFO_BEST_BID]: ({ book }) => book.bids.bestTicks,
  [INFO_BEST_BID_LOTS]: ({ book }) => book.bids.bestLots,
  [INFO_BEST_ASK]: ({ book }) => book.asks.bestTicks,
  [INFO_BEST_ASK_LOTS]: ({ book }) => book.asks.bestLots,
  [INFO_CODEC]: (stream) => stream.codec,
};

/** An INFO_* field, or undefined where there is none of that number. */
export function streamField(stream: Stream, field: number): number | undefined {
  return FIELDS[field]?.(stream);
}
