/** Analytics kernels in the core. */

export { QUALITY_NONE, QUALITY_SYNCED, QUALITY_TAINTED, QUALITY_UNFITTED } from '../../../assembly/analytics/layout.js';
export type { Analytics, AnalyticsKernel, KernelName, KernelParams, KernelShape } from '../../wire/analytics.js';
export { KERNEL_NAMES, KERNEL_SHAPES } from '../../wire/analytics.js';
export type { AnalyticsExports } from './exports.js';
export { type AnalyticsMemory, createAnalytics } from './memory.js';
export { WasmAnalytics } from './wasm-analytics.js';
