/**
 * What the core exports of its analytics: how many bytes a kernel needs, opening one at an address, and
 * pushing records into it. Where blocks and records lie is the host's business; nothing here reads or
 * writes outside of what a call names.
 */
import { amihudBytes, openAmihud, pushAmihud } from './amihud';
import { setValue } from './block';
import { covarianceBytes, openCovariance, pushCovariance } from './covariance';
import { ewmaBytes, pushEwma } from './ewma';
import { pushImbalance } from './imbalance';
import { kyleBytes, openKyle, pushKyle } from './kyle';
import {
  ANALYTICS_ARGUMENT,
  ANALYTICS_FULL,
  BLOCK_ALIGN_BYTES,
  BLOCK_HEAD_BYTES,
  BLOCK_KIND,
  BLOCK_MAGIC,
  BLOCK_MAX_VALUES,
  BLOCK_PARAMS,
  BLOCK_TIME,
  DEPTH_FIELDS,
  IMBALANCE_STATE_BYTES,
  KERNEL_AMIHUD,
  KERNEL_COVARIANCE,
  KERNEL_EWMA,
  KERNEL_IMBALANCE,
  KERNEL_KYLE,
  KERNEL_ORDER_FLOW,
  KERNEL_QUANTILES,
  KERNEL_TOUCH,
  KERNEL_TRADE_FLOW,
  KERNEL_TWAP,
  KERNEL_VOLATILITY,
  KERNEL_VPIN,
  KERNEL_VWAP,
  KERNELS,
  PAIR_FIELDS,
  SAMPLE_FIELDS,
  TOUCH_STATE_BYTES,
  TRADED_FIELDS,
} from './layout';
import { orderFlowBytes, pushOrderFlow } from './order-flow';
import { openQuantiles, pushQuantiles, quantilesBytes, settleQuantiles } from './quantiles';
import { pushTouch } from './touch';
import { pushTradeFlow, tradeFlowBytes } from './trade-flow';
import { pushTwap, twapBytes } from './twap';
import { openVolatility, pushVolatility, volatilityBytes } from './volatility';
import { openVpin, pushVpin, vpinBytes } from './vpin';
import { pushVwap, vwapBytes } from './vwap';

function bytesOf(kernel: i32, p0: f64, p1: f64, p2: f64, p3: f64, p4: f64): i32 {
  switch (kernel) {
    case KERNEL_TOUCH:
      return BLOCK_HEAD_BYTES + TOUCH_STATE_BYTES;
    case KERNEL_IMBALANCE:
      return BLOCK_HEAD_BYTES + IMBALANCE_STATE_BYTES;
    case KERNEL_ORDER_FLOW:
      return orderFlowBytes(p0, p1);
    case KERNEL_TRADE_FLOW:
      return tradeFlowBytes(p0);
    case KERNEL_VWAP:
      return vwapBytes(p0);
    case KERNEL_TWAP:
      return twapBytes(p0);
    case KERNEL_EWMA:
      return ewmaBytes(p0);
    case KERNEL_VOLATILITY:
      return volatilityBytes(p0, p1);
    case KERNEL_KYLE:
      return kyleBytes(p0, p1);
    case KERNEL_AMIHUD:
      return amihudBytes(p0, p1);
    case KERNEL_VPIN:
      return vpinBytes(p0, p1, p2, p3);
    case KERNEL_QUANTILES:
      return quantilesBytes(p0, p1, p2, p3, p4);
    case KERNEL_COVARIANCE:
      return covarianceBytes(p0);
    default:
      return -1;
  }
}

function recordFields(kernel: i32): u32 {
  switch (kernel) {
    case KERNEL_TOUCH:
    case KERNEL_IMBALANCE:
    case KERNEL_ORDER_FLOW:
      return DEPTH_FIELDS;
    case KERNEL_TWAP:
    case KERNEL_EWMA:
    case KERNEL_VOLATILITY:
    case KERNEL_QUANTILES:
      return SAMPLE_FIELDS;
    case KERNEL_COVARIANCE:
      return PAIR_FIELDS;
    default:
      return TRADED_FIELDS;
  }
}

function push(kernel: i32, at: usize, record: usize): bool {
  switch (kernel) {
    case KERNEL_TOUCH:
      return pushTouch(at, record);
    case KERNEL_IMBALANCE:
      return pushImbalance(at, record);
    case KERNEL_ORDER_FLOW:
      return pushOrderFlow(at, record);
    case KERNEL_TRADE_FLOW:
      return pushTradeFlow(at, record);
    case KERNEL_VWAP:
      return pushVwap(at, record);
    case KERNEL_TWAP:
      return pushTwap(at, record);
    case KERNEL_EWMA:
      return pushEwma(at, record);
    case KERNEL_VOLATILITY:
      return pushVolatility(at, record);
    case KERNEL_KYLE:
      return pushKyle(at, record);
    case KERNEL_AMIHUD:
      return pushAmihud(at, record);
    case KERNEL_VPIN:
      return pushVpin(at, record);
    case KERNEL_QUANTILES:
      return pushQuantiles(at, record);
    case KERNEL_COVARIANCE:
      return pushCovariance(at, record);
    default:
      return false;
  }
}

/** Whether `bytes` from an address on lie in memory and are aligned. */
function holds(at: usize, bytes: u64): bool {
  return (at & (BLOCK_ALIGN_BYTES - 1)) == 0 && <u64>at + bytes <= (<u64>memory.size()) << 16;
}

/** Bytes of a kernel's block with these parameters, or -ANALYTICS_ARGUMENT. */
export function analyticsBytes(kernel: i32, p0: f64, p1: f64, p2: f64, p3: f64, p4: f64): i32 {
  const bytes = bytesOf(kernel, p0, p1, p2, p3, p4);
  return bytes < 0 ? -ANALYTICS_ARGUMENT : bytes;
}

/** Makes the `room` bytes at an address a fresh kernel. Answers the bytes used, or minus a code. */
export function analyticsOpen(kernel: i32, at: usize, room: u32, p0: f64, p1: f64, p2: f64, p3: f64, p4: f64): i32 {
  const bytes = bytesOf(kernel, p0, p1, p2, p3, p4);
  if (bytes < 0) return -ANALYTICS_ARGUMENT;
  if (<u32>bytes > room || !holds(at, bytes)) return -ANALYTICS_FULL;
  memory.fill(at, 0, bytes);
  store<u32>(at, BLOCK_MAGIC + kernel, BLOCK_KIND);
  store<f64>(at, -1.0, BLOCK_TIME);
  store<f64>(at, p0, BLOCK_PARAMS);
  store<f64>(at, p1, BLOCK_PARAMS + 8);
  store<f64>(at, p2, BLOCK_PARAMS + 16);
  store<f64>(at, p3, BLOCK_PARAMS + 24);
  store<f64>(at, p4, BLOCK_PARAMS + 32);
  for (let i = 0; i < BLOCK_MAX_VALUES; i++) setValue(at, i, NaN);
  switch (kernel) {
    case KERNEL_VOLATILITY:
      openVolatility(at);
      break;
    case KERNEL_KYLE:
      openKyle(at);
      break;
    case KERNEL_AMIHUD:
      openAmihud(at);
      break;
    case KERNEL_VPIN:
      openVpin(at);
      break;
    case KERNEL_QUANTILES:
      openQuantiles(at);
      break;
    case KERNEL_COVARIANCE:
      openCovariance(at);
      break;
  }
  return bytes;
}

/**
 * Pushes records into the kernel at an address, which the host vouches for. Answers how many it took:
 * the first that cannot be stops it and changes nothing. Or minus a code.
 */
export function analyticsPush(at: usize, records: usize, count: u32): i32 {
  if (!holds(at, BLOCK_HEAD_BYTES)) return -ANALYTICS_ARGUMENT;
  const kernel = load<u32>(at, BLOCK_KIND) - <u32>BLOCK_MAGIC;
  if (kernel - 1 >= <u32>KERNELS - 1) return -ANALYTICS_ARGUMENT;
  const bytes = (<usize>recordFields(kernel)) << 3;
  if (count > <u32>i32.MAX_VALUE || !holds(records, <u64>count * bytes)) return -ANALYTICS_FULL;
  let taken: u32 = 0;
  while (taken < count && push(kernel, at, records + <usize>taken * bytes)) taken++;
  if (kernel == KERNEL_QUANTILES) settleQuantiles(at);
  return taken;
}
