/** How large the system tests are: whole in `npm run test:long`, small in `npm test`. */

export interface Sizes {
  /** Processes with clients; those of the first are the ones that misbehave. */
  readonly crowds: number;
  /** In each process: without the library, and with it. */
  readonly raw: number;
  readonly library: number;
  readonly calmSeconds: number;
  /** Clients that stop reading, and for how long at least. */
  readonly stalled: number;
  /** Of each of them, for snapshots that it does not read. */
  readonly asksPerSecond: number;
  /** Times that so many clients are cut and come back together. */
  readonly storms: number;
  readonly stormClients: number;
  /** Hostile connections of each kind. */
  readonly hostile: number;
  readonly stopSeconds: number;
  /** More than this the host's memory may not have grown by after any of it. */
  readonly memoryBytes: number;
  /** Whether latencies are judged: on a busy machine with few clients they say nothing. */
  readonly judgesLatency: boolean;
}

export const WHOLE: Sizes = {
  crowds: 4,
  raw: 225,
  library: 25,
  calmSeconds: 60,
  stalled: 50,
  asksPerSecond: 200,
  storms: 20,
  stormClients: 500,
  hostile: 20,
  stopSeconds: 5,
  memoryBytes: 128e6,
  judgesLatency: true,
};

export const LEAN: Sizes = {
  crowds: 2,
  raw: 22,
  library: 3,
  calmSeconds: 1,
  stalled: 3,
  asksPerSecond: 1_500,
  storms: 2,
  stormClients: 20,
  hostile: 2,
  stopSeconds: 0.5,
  memoryBytes: 128e6,
  judgesLatency: false,
};
