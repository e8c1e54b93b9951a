/** The core that a configuration asks for, with room for what is computed of its symbols. */
import { plannedFor } from '../config/analytics.js';
import { ConfigError } from '../config/config-error.js';
import type { FeedPlan } from '../config/feed-plan.js';
import type { Config } from '../config/schema.js';
import type { WasmCore } from '../core/index.js';
import { loadCore } from '../core/node.js';
import { DEFAULT_SYMBOLS } from '../feeds/simulated/instrument.js';
import { type CoreCapacity, DEFAULT_CAPACITY } from '../wire/core.js';
import { setBytes, valueCount } from '../wire/kernel-bytes.js';

/**
 * @param feeds beside the configured ones
 * @throws ConfigError where this machine or this engine cannot have it
 */
export async function hostCore(config: Config, feeds: readonly FeedPlan[] = []): Promise<WasmCore> {
  const { build, ...sizes } = config.core;
  const capacity = { ...sizes, ...analyticsCapacity(config, feeds) };
  try {
    return await loadCore(build === 'auto' ? { capacity } : { build, capacity });
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(`core: ${error.message}`);
    if (error instanceof WebAssembly.CompileError) {
      throw new ConfigError(`core.build: this engine cannot run ${build}; expected auto or scalar`);
    }
    throw error;
  }
}

/** Room for the analytics of all symbols, and as much again for those that are added while it runs. */
function analyticsCapacity(config: Config, feeds: readonly FeedPlan[]): Pick<CoreCapacity, 'values' | 'kernelBytes'> {
  const configured = Object.entries(config.venues).flatMap(([id, venue]) =>
    (venue?.symbols ?? DEFAULT_SYMBOLS).map((native) => `${id}:${native}`),
  );
  const further = feeds.flatMap(({ venue, symbols }) => symbols.map((native) => `${venue.id}:${native}`));
  const plans = [...configured, ...further].map((symbol) => plannedFor(config.analytics, symbol));
  const bytes = plans.reduce((sum, plan) => sum + (plan.length === 0 ? 0 : setBytes(plan)), 0);
  return {
    values: Math.max(DEFAULT_CAPACITY.values, ...plans.map(valueCount)),
    kernelBytes: Math.max(DEFAULT_CAPACITY.kernelBytes, 2 * bytes),
  };
}
