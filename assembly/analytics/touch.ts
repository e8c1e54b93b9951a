/**
 * Mid, spread and weighted mid of the best quotes:
 *
 *     mid = (a + b) / 2    spread = a − b    weighted mid = b + (a − b) · q_b / (q_b + q_a)
 *
 * in the record's unit of price (ticks). The weighted mid leans to the side with less behind it (the
 * "micro-price" by imbalance of Gatheral and Oomen 2010, "Zero-intelligence realized variance
 * estimation"; not Stoikov's 2018 microprice). No warm-up; none where a side is empty.
 */
import { advanceTime, isSynced, mark, setValue } from './block';
import { ASK_LOTS, ASK_PRICE, BID_LOTS, BID_PRICE, isDepth, levelAt } from './depth';

export function pushTouch(at: usize, record: usize): bool {
  if (!isDepth(record)) return false;
  advanceTime(at, record);
  const best = levelAt(record, 0);
  const bid = load<f64>(best, BID_PRICE);
  const ask = load<f64>(best, ASK_PRICE);
  const bidLots = load<f64>(best, BID_LOTS);
  const askLots = load<f64>(best, ASK_LOTS);
  const whole = bid != 0.0 && ask != 0.0;
  setValue(at, 0, whole ? bid * 0.5 + ask * 0.5 : NaN);
  setValue(at, 1, whole ? ask - bid : NaN);
  setValue(at, 2, whole ? bid + (ask - bid) * (bidLots / (bidLots + askLots)) : NaN);
  mark(at, !isSynced(record));
  return true;
}
