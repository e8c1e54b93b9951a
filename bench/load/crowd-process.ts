/** A process with a crowd of clients in it, told what to do by its parent. */
import { createHash, type Hash } from 'node:crypto';
import { random } from '../random-session.js';
import { CrowdTally } from './crowd-tally.js';
import { serve } from './duties.js';
import { LibraryClient } from './library-client.js';
import { RawClient, type Wanted } from './raw-client.js';

export interface CrowdPlan {
  /** `ws://host:port`. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly wanted: readonly Wanted[];
  /** Clients without the library, and with it. */
  readonly raw: number;
  readonly library?: number;
  readonly seed: number;
  /** The raw ones offer permessage-deflate. Default: no. */
  readonly deflate?: boolean;
}

/** What all clients came to: each different text once. */
export interface CrowdStanding {
  readonly live: number;
  readonly clients: number;
  readonly standings: readonly string[];
}

const POLL_MS = 20;
/** Whatever a crowd waits for is there sooner, or never. */
const PATIENCE_MS = 90_000;
/** Connections that are made at once: a host's backlog is finite, and so is a test's patience. */
const BATCH = 100;

const tally = new CrowdTally();
const raws: RawClient[] = [];
const libraries: LibraryClient[] = [];
/** Since the last `mark`, of each raw client: a hash of the bytes of its data messages, and its frames before. */
let hashes: Hash[] = [];
let framesBefore: number[] = [];

const duties = {
  /** Opens the clients; answers when all are live. */
  async open({ raw, library = 0, seed, ...common }: CrowdPlan): Promise<void> {
    const draw = random(seed);
    while (raws.length < raw) {
      for (let i = 0; i < BATCH && raws.length < raw; i++) {
        const at = raws.length;
        const onBytes = (data: Uint8Array) => hashes[at]?.update(data);
        raws.push(new RawClient({ ...common, tally, random: draw, onBytes }));
      }
      await until(() => raws.every(({ isLive }) => isLive));
    }
    while (libraries.length < library) libraries.push(new LibraryClient({ ...common, tally }));
    await until(allLive);
  },

  /** Waits until all are live. */
  live: () => until(allLive),

  standing(): CrowdStanding {
    const clients = [...raws, ...libraries];
    const standings = new Set(clients.flatMap((client) => [...client.standings()]));
    const live = clients.filter(({ isLive }) => isLive).length;
    return { live, clients: clients.length, standings: [...standings].sort() };
  },

  /** The first so many raw clients read nothing more, and ask for more, until `resume`. */
  pause(count: number, asksPerSecond: number): void {
    for (const client of raws.slice(0, count)) client.pause(asksPerSecond);
  },
  resume(count: number): void {
    for (const client of raws.slice(0, count)) client.resume();
  },

  /** The last so many raw clients are cut and come back by themselves. */
  cut(count: number): void {
    for (const client of raws.slice(raws.length - count)) client.cut();
  },

  /** Counts since the last time. Checks of the library's clients are since they were made. */
  take() {
    const library = libraries.reduce((sum, { checks }) => sum + checks.made, 0);
    const failed = libraries.reduce((sum, { checks }) => sum + checks.failed, 0);
    return { ...tally.take(), library: { checks: library, failed } };
  },

  /** Hashes of data messages begin anew. */
  mark(): void {
    hashes = raws.map(() => createHash('sha1'));
    framesBefore = raws.map(({ frames }) => frames);
  },

  /** Waits until every raw client has so many frames since `mark`; answers the hashes of their bytes, each once. */
  async received(frames: number): Promise<readonly string[]> {
    await until(() => raws.every((client, at) => client.frames - framesBefore[at]! >= frames));
    return [...new Set(hashes.map((hash) => hash.copy().digest('hex')))];
  },
};

function allLive(): boolean {
  return raws.every(({ isLive }) => isLive) && libraries.every(({ isLive }) => isLive);
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !holds(); ) {
    if (performance.now() > end) {
      const live = [...raws, ...libraries].filter(({ isLive }) => isLive).length;
      throw new Error(`waited in vain, ${live} clients are live: ${JSON.stringify(tally.take())}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export type CrowdDuties = typeof duties;

serve(duties);
