/** Bytes that analytics kernels take in a core: the same sums as the core's own. */
import {
  AMIHUD_ENTRY_BYTES,
  BARS_STATE_BYTES,
  BLOCK_HEAD_BYTES,
  COVARIANCE_ENTRY_BYTES,
  COVARIANCE_STATE_BYTES,
  EWMA_STATE_BYTES,
  IMBALANCE_STATE_BYTES,
  KYLE_ENTRY_BYTES,
  MICROPRICE_ENTRY_BYTES,
  MICROPRICE_PAIR_BYTES,
  MICROPRICE_STATE_BYTES,
  ORDER_FLOW_STATE_BYTES,
  QUANTILES_BIN_BYTES,
  QUANTILES_STATE_BYTES,
  SET_ENTRY_HEAD_BYTES,
  SET_HEAD_BYTES,
  TOUCH_STATE_BYTES,
  TRADE_FLOW_STATE_BYTES,
  TWAP_STATE_BYTES,
  VOLATILITY_ENTRY_BYTES,
  VOLATILITY_STATE_BYTES,
  VPIN_ENTRY_BYTES,
  VPIN_STATE_BYTES,
  VWAP_STATE_BYTES,
  WINDOW_HEAD_BYTES,
} from '../../assembly/analytics/layout.js';
import { KERNEL_SHAPES, type KernelName, type KernelParams, orderedParams } from './analytics.js';

/** A kernel's state behind the head of its block; parameters in the core's order. */
const STATE_BYTES: { readonly [name in KernelName]: (params: readonly number[]) => number } = {
  touch: () => TOUCH_STATE_BYTES,
  imbalance: () => IMBALANCE_STATE_BYTES,
  orderFlow: () => ORDER_FLOW_STATE_BYTES,
  tradeFlow: () => TRADE_FLOW_STATE_BYTES,
  vwap: () => VWAP_STATE_BYTES,
  twap: () => TWAP_STATE_BYTES,
  ewma: () => EWMA_STATE_BYTES,
  volatility: ([, returns]) => VOLATILITY_STATE_BYTES + returns! * VOLATILITY_ENTRY_BYTES,
  kyle: ([, bars]) => BARS_STATE_BYTES + WINDOW_HEAD_BYTES + bars! * KYLE_ENTRY_BYTES,
  amihud: ([, bars]) => BARS_STATE_BYTES + WINDOW_HEAD_BYTES + bars! * AMIHUD_ENTRY_BYTES,
  vpin: ([, buckets, , changes]) => VPIN_STATE_BYTES + (buckets! + changes!) * VPIN_ENTRY_BYTES,
  quantiles: ([, bins]) => QUANTILES_STATE_BYTES + 2 * bins! * QUANTILES_BIN_BYTES,
  covariance: ([pairs]) => COVARIANCE_STATE_BYTES + pairs! * COVARIANCE_ENTRY_BYTES,
  microprice: ([buckets, spreads]) => {
    const states = buckets! * spreads!;
    return MICROPRICE_STATE_BYTES + states * MICROPRICE_ENTRY_BYTES + states ** 2 * MICROPRICE_PAIR_BYTES;
  },
};

/** Bytes of a kernel's block; the parameters are ones that it can have. NaN for a name that is no parameter. */
export function blockBytes(name: KernelName, given: KernelParams = {}): number {
  const params = orderedParams(name, given);
  return typeof params === 'number' ? Number.NaN : BLOCK_HEAD_BYTES + STATE_BYTES[name](params);
}

/** Bytes that a stream's kernels take of a core's `kernelBytes`; blocks are whole multiples of 8. */
export function setBytes(kernels: readonly { readonly kernel: KernelName; readonly params?: KernelParams }[]): number {
  const each = kernels.map(({ kernel, params }) => SET_ENTRY_HEAD_BYTES + blockBytes(kernel, params));
  return each.reduce((sum, bytes) => sum + bytes, SET_HEAD_BYTES);
}

/** Values of a stream's kernels together. */
export const valueCount = (kernels: readonly { readonly kernel: KernelName }[]): number =>
  kernels.reduce((sum, { kernel }) => sum + KERNEL_SHAPES[kernel].values.length, 0);
