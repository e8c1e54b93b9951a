/** Names of Binance's events, as words: assembly/json/name.ts. */
import { highWord, lowWord } from '../json/name';

export const EVENT_UNKNOWN = 0;
/** Of a stream that is not used here. */
export const EVENT_UNUSED = 1;
export const EVENT_DIFF = 2;
export const EVENT_QUOTE = 3;
export const EVENT_TRADE = 4;

export function eventOf(at: usize, length: usize): i32 {
  if (length > 16) return EVENT_UNKNOWN;
  const low = lowWord(at, length);
  const high = highWord(at, length);
  if (low == 0x6470556874706564 && high == 0x657461) return EVENT_DIFF; // depthUpd ate
  if (low == 0x6b6369546b6f6f62 && high == 0x7265) return EVENT_QUOTE; // bookTick er
  if (low == 0x6564617274 && high == 0) return EVENT_TRADE; // trade
  return isUnused(low, high) ? EVENT_UNUSED : EVENT_UNKNOWN;
}

function isUnused(low: u64, high: u64): bool {
  if (high == 0) {
    return (
      low == 0x6564617254676761 || // aggTrade
      low == 0x656e696c6b || // kline
      low == 0x6563697250677661 || // avgPrice
      low == 0x72656b6369546831 || // 1hTicker
      low == 0x72656b6369546834 || // 4hTicker
      low == 0x72656b6369546431 // 1dTicker
    );
  }
  return (
    (low == 0x6b63695472683432 && high == 0x7265) || // 24hrTick er
    (low == 0x696e694d72683432 && high == 0x72656b636954) || // 24hrMini Ticker
    (low == 0x636972506b72616d && high == 0x65746164705565) || // markPric eUpdate
    (low == 0x636972506b72616d && high == 0x656e696c6b5f65) || // markPric e_kline
    (low == 0x64724f6563726f66 && high == 0x7265) || // forceOrd er
    (low == 0x6f756e69746e6f63 && high == 0x656e696c6b5f7375) || // continuo us_kline
    (low == 0x6972507865646e69 && high == 0x656e696c6b5f6563) || // indexPri ce_kline
    (low == 0x6972507865646e69 && high == 0x6574616470556563) || // indexPri ceUpdate
    (low == 0x646e497465737361 && high == 0x6574616470557865) || // assetInd exUpdate
    (low == 0x7469736f706d6f63 && high == 0x7865646e4965) || // composit eIndex
    (low == 0x74636172746e6f63 && high == 0x6f666e49) || // contract Info
    (low == 0x6853726576726573 && high == 0x6e776f647475) || // serverSh utdown
    (low == 0x53676e6964617274 && high == 0x6e6f69737365) // tradingS ession
  );
}
