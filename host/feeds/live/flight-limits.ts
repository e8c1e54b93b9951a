/** Every limit of a flight recorder, with its default. */

export interface FlightLimits {
  /** Frames that came within this time are kept, and up to half as much more. */
  readonly keepMs: number;
  /** Bytes kept of a connection: frames, and the books that they begin with (a quarter of it at most). */
  readonly keepBytes: number;
  /** Least time between two files of one connection. */
  readonly pauseMs: number;
  /** Files kept of a venue; the oldest make room. */
  readonly files: number;
}

export const DEFAULT_FLIGHT_LIMITS: FlightLimits = {
  keepMs: 30_000,
  keepBytes: 16_777_216,
  pauseMs: 60_000,
  files: 20,
};
