/** The simulated exchange in this process, where a configuration asks for one. */
import { ConfigError } from '../config/config-error.js';
import { type Config, SIMULATED } from '../config/schema.js';
import type { Time } from '../feeds/live/time.js';
import { DEFAULT_SYMBOLS } from '../feeds/simulated/instrument.js';
import type { FaultRates } from '../feeds/simulated/misbehaviour.js';
import { SimulatedExchange } from '../feeds/simulated/simulated-exchange.js';

/** @throws ConfigError for symbols that it does not have */
export function embeddedExchange(config: Config, time: Time): SimulatedExchange | undefined {
  const wanted = config.venues[SIMULATED];
  if (wanted === undefined || wanted.wsUrl !== undefined) return undefined;
  try {
    return new SimulatedExchange({
      ...config.simulated,
      misbehave: config.simulated.misbehave as FaultRates,
      symbols: wanted.symbols ?? DEFAULT_SYMBOLS,
      time,
    });
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(`venues.${SIMULATED}: ${error.message}`);
    throw error;
  }
}
