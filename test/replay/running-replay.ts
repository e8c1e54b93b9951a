/** Replays of small captures for tests, on virtual time, closed after each test. */
import { afterEach } from 'vitest';
import { loadCoreSync } from '../../host/core/node.js';
import type { Instrument } from '../../host/feeds/instrument.js';
import type { Speed } from '../../host/feeds/replay/player.js';
import { type ReplayLimits, ReplayVenue } from '../../host/feeds/replay/replay-venue.js';
import { surveyCapture } from '../../host/feeds/replay/survey-capture.js';
import type { BuiltInVenueId } from '../../host/feeds/venue.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import { VirtualTime } from '../live/virtual-time.js';

const open: ReplayVenue[] = [];

/** Call once in a test file. */
export function closeReplaysAfterEach(): void {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((replay) => replay.close()));
  });
}

export interface Asked {
  readonly speed?: Speed;
  readonly instruments?: readonly Instrument[];
  readonly limits?: Partial<ReplayLimits>;
  /** Of the replay's core. */
  readonly capacity?: Partial<CoreCapacity>;
}

/** Times: the replay starts `gatherMs` (200) after the last subscription. */
export async function startReplay(venue: BuiltInVenueId, paths: readonly string[], { capacity, ...asked }: Asked = {}) {
  const surveyed = surveyCapture(venue, paths);
  if (!surveyed.ok) throw new Error(surveyed.reason);
  const time = new VirtualTime();
  const events: string[] = [];
  const replay = new ReplayVenue({
    venue,
    paths,
    survey: surveyed.survey,
    core: loadCoreSync({
      build: 'scalar',
      capacity: { streams: 16, levels: 2048, totalLevels: 16_384, bytes: 65_536, ...capacity },
    }),
    speed: 1,
    time,
    events: {
      onStart: () => events.push('start'),
      onEnd: () => events.push('end'),
      onNote: (line) => events.push(line),
    },
    ...asked,
  });
  open.push(replay);
  const { wsUrl, restUrl } = await replay.listen();
  return { replay, time, events, wsUrl, restUrl };
}

/** Lets sockets do what they have to do, without any time passing for the replay. */
export async function breathe(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets time pass in small steps, and sockets work in between, until a condition holds. */
export async function passUntil(time: VirtualTime, condition: () => boolean, stepMs = 10): Promise<void> {
  while (!condition()) {
    time.advance(stepMs);
    await breathe(1);
  }
}
