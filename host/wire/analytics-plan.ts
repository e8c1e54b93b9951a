/** Which analytics are computed of a symbol, and what their values are called. */
import { type AnalyticsKernel, KERNEL_SHAPES, type KernelName, type KernelParams } from './analytics.js';

/** A kernel to be attached to a symbol's stream. */
export interface PlannedKernel {
  /** Of this use of the kernel, among the symbol's: its values are `<name>.<value>`. */
  readonly name: string;
  readonly kernel: KernelName;
  readonly params: KernelParams;
  /** A SOURCE_* of the analytics layout. */
  readonly source: number;
}

/** The names of a plan's values, in the order of the core's `readAnalytics`. */
export function plannedValues(plan: readonly PlannedKernel[]): string[] {
  return plan.flatMap(({ name, kernel }) => valueNames(name, kernel));
}

export function valueNames(name: string, kernel: AnalyticsKernel['name']): string[] {
  return KERNEL_SHAPES[kernel].values.map((value) => `${name}.${value}`);
}
