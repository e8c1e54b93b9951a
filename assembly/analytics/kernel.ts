/** Each kernel by its number: its sizes, opening it, pushing one record, and its values. */
import { amihudBytes, openAmihud, pushAmihud } from './amihud';
import { setValue } from './block';
import { covarianceBytes, openCovariance, pushCovariance } from './covariance';
import { ewmaBytes, pushEwma } from './ewma';
import { pushImbalance } from './imbalance';
import { kyleBytes, openKyle, pushKyle } from './kyle';
import {
  BLOCK_HEAD_BYTES,
  BLOCK_KIND,
  BLOCK_MAGIC,
  BLOCK_MAX_VALUES,
  BLOCK_PARAMS,
  BLOCK_TIME,
  DEPTH_FIELDS,
  DEPTH_LEVELS,
  IMBALANCE_STATE_BYTES,
  KERNEL_AMIHUD,
  KERNEL_COVARIANCE,
  KERNEL_EWMA,
  KERNEL_IMBALANCE,
  KERNEL_KYLE,
  KERNEL_MICROPRICE,
  KERNEL_ORDER_FLOW,
  KERNEL_QUANTILES,
  KERNEL_TOUCH,
  KERNEL_TRADE_FLOW,
  KERNEL_TWAP,
  KERNEL_VOLATILITY,
  KERNEL_VPIN,
  KERNEL_VWAP,
  PAIR_FIELDS,
  SAMPLE_FIELDS,
  TOUCH_STATE_BYTES,
  TRADED_FIELDS,
} from './layout';
import { micropriceBytes, openMicroprice, pushMicroprice } from './microprice';
import { orderFlowBytes, pushOrderFlow } from './order-flow';
import { openQuantiles, pushQuantiles, quantilesBytes, settleQuantiles } from './quantiles';
import { pushTouch } from './touch';
import { pushTradeFlow, tradeFlowBytes } from './trade-flow';
import { pushTwap, twapBytes } from './twap';
import { openVolatility, pushVolatility, volatilityBytes } from './volatility';
import { openVpin, pushVpin, vpinBytes } from './vpin';
import { pushVwap, vwapBytes } from './vwap';

/** Bytes of a kernel's block, or -1. */
export function bytesOf(kernel: i32, p0: f64, p1: f64, p2: f64, p3: f64, p4: f64): i32 {
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
    case KERNEL_MICROPRICE:
      return micropriceBytes(p0, p1, p2, p3, p4);
    default:
      return -1;
  }
}

/** Doubles of a kernel's record. */
export function recordFields(kernel: i32): u32 {
  switch (kernel) {
    case KERNEL_TOUCH:
    case KERNEL_IMBALANCE:
    case KERNEL_ORDER_FLOW:
    case KERNEL_MICROPRICE:
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

/** Pushes one record; false where it cannot be. */
export function pushRow(kernel: i32, at: usize, record: usize): bool {
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
    case KERNEL_MICROPRICE:
      return pushMicroprice(at, record);
    default:
      return false;
  }
}

/** Makes a block, whose room and parameters were judged, a fresh kernel. */
export function openBlock(kernel: i32, at: usize, bytes: u32, p0: f64, p1: f64, p2: f64, p3: f64, p4: f64): void {
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
    case KERNEL_MICROPRICE:
      openMicroprice(at);
      break;
  }
}

/** Works out the values of a kernel that does not keep them current. */
export function settle(kernel: i32, at: usize): void {
  if (kernel == KERNEL_QUANTILES) settleQuantiles(at);
}

/** How many values a kernel has; as the shapes of host/wire/analytics. */
export function valuesOf(kernel: i32): u32 {
  switch (kernel) {
    case KERNEL_AMIHUD:
    case KERNEL_EWMA:
      return 1;
    case KERNEL_TWAP:
      return 2;
    case KERNEL_TOUCH:
    case KERNEL_IMBALANCE:
    case KERNEL_KYLE:
      return 3;
    case KERNEL_VPIN:
    case KERNEL_QUANTILES:
      return 5;
    case KERNEL_TRADE_FLOW:
      return 7;
    case KERNEL_ORDER_FLOW:
      return 2 * DEPTH_LEVELS;
    default:
      return 4;
  }
}
