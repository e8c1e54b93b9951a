/** The analytics kernels in plain TypeScript, written independently of the core: its oracle. */
import { ANALYTICS_ARGUMENT } from '../../../assembly/analytics/layout.js';
import type { Analytics, AnalyticsKernel, KernelName, KernelParams } from '../../wire/analytics.js';
import { orderedParams } from '../../wire/analytics.js';
import { Amihud } from './amihud.js';
import { Covariance } from './covariance.js';
import { Ewma } from './ewma.js';
import { Imbalance } from './imbalance.js';
import { Kyle } from './kyle.js';
import { Microprice } from './microprice.js';
import { OrderFlow } from './order-flow.js';
import { Quantiles } from './quantiles.js';
import { Touch } from './touch.js';
import { TradeFlow } from './trade-flow.js';
import { Twap } from './twap.js';
import { Volatility } from './volatility.js';
import { Vpin } from './vpin.js';
import { Vwap } from './vwap.js';

interface KernelClass {
  new (params: readonly number[]): AnalyticsKernel;
  canHave(params: readonly number[]): boolean;
}

const CLASSES: Partial<Record<KernelName, KernelClass>> = {
  orderFlow: OrderFlow,
  tradeFlow: TradeFlow,
  vwap: Vwap,
  twap: Twap,
  ewma: Ewma,
  volatility: Volatility,
  kyle: Kyle,
  amihud: Amihud,
  vpin: Vpin,
  quantiles: Quantiles,
  covariance: Covariance,
  microprice: Microprice,
};

export function createReferenceAnalytics(): Analytics {
  return {
    open(name: KernelName, given: KernelParams = {}): AnalyticsKernel | number {
      const params = orderedParams(name, given);
      if (typeof params === 'number') return params;
      if (name === 'touch') return new Touch(name);
      if (name === 'imbalance') return new Imbalance(name);
      const kernel = CLASSES[name]!;
      return kernel.canHave(params) ? new kernel(params) : -ANALYTICS_ARGUMENT;
    },
  };
}
