/** What a run of the benchmark works with: how long, on which recorded traffic, on whose cores. */
import type { Twin } from './kernels/twin.js';
import type { Session } from './session.js';

/** `tiny` shows that everything works, in the least time. */
export type Scale = 'full' | 'quick' | 'tiny';

export interface Setting {
  readonly scale: Scale;
  /** SIMD, scalar, plain TypeScript. */
  readonly twins: readonly Twin[];
  /** Recorded traffic, the user's own or that beside the project; empty where there is none. */
  readonly captures: readonly Capture[];
  /** What kernels work on: a generated session, or the user's own. The same one each time it is asked. */
  session(): Session;
  /** A captured session's book messages; read once. */
  sessionOf(capture: Capture): Session;
}

export interface Capture {
  /** Short, for contests' names. */
  readonly name: string;
  readonly path: string;
  readonly venueId: string;
}

/** `full` for the whole, or less of it. */
export function scaled(setting: Setting, full: number, quick: number, tiny: number): number {
  return { full, quick, tiny }[setting.scale];
}
