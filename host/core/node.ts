/** The Node entry of `tickwire/core`: loads the core's artefacts from the package's own files. */
import type { CoreCapacity } from '../wire/core.js';
import { artefact } from './artefact.js';
import {
  type Build,
  detectBuild,
  instantiateCore,
  instantiateCoreSync,
  instantiateReaderCore,
  instantiateReaderCoreSync,
  type MemoryKind,
  type WasmCore,
  type WasmReaderCore,
} from './index.js';

export * from './index.js';

export interface LoadOptions {
  /** Default: what the engine can run. */
  readonly build?: Build;
  /** Default: private. */
  readonly memory?: MemoryKind;
  readonly capacity?: Partial<CoreCapacity>;
}

/** A new core. @throws RangeError for a capacity that cannot be; Error where the artefact is not built. */
export function loadCore(options: LoadOptions = {}): Promise<WasmCore> {
  const { build = detectBuild(), memory = 'private', capacity = {} } = options;
  return instantiateCore({ source: artefact(build, memory), build, memory, capacity });
}

/** As `loadCore`, at once. */
export function loadCoreSync(options: LoadOptions = {}): WasmCore {
  const { build = detectBuild(), memory = 'private', capacity = {} } = options;
  return instantiateCoreSync({ source: artefact(build, memory), build, memory, capacity });
}

/** A new core that only reads frames, in private memory: as `loadCore`, of the smaller artefact. */
export function loadReaderCore(options: Omit<LoadOptions, 'memory'> = {}): Promise<WasmReaderCore> {
  const { build = detectBuild(), capacity = {} } = options;
  return instantiateReaderCore({ source: artefact(build, 'reader'), build, capacity });
}

/** As `loadReaderCore`, at once. */
export function loadReaderCoreSync(options: Omit<LoadOptions, 'memory'> = {}): WasmReaderCore {
  const { build = detectBuild(), capacity = {} } = options;
  return instantiateReaderCoreSync({ source: artefact(build, 'reader'), build, capacity });
}
