/** Raw frames to books: what a feed costs. */
import type { Axis, PlannedContest } from '../axis.js';
import type { Contest } from '../contest.js';
import { rawCcxt } from '../peers/raw-ccxt.js';
import { rawCore } from '../peers/raw-core.js';
import { readFrames } from '../peers/read-frames.js';
import { randomSession } from '../random-session.js';
import { restatedSession } from '../restated-session.js';
import { type Capture, type Setting, scaled } from '../setting.js';
import { allFrames, generatedFrames, type VenueFrames, venueFrames } from '../venue-frames.js';

const RESTATED_SEED = 1;

export const parse: Axis = {
  name: 'parse',
  title: 'Raw frame bytes to an updated book',
  method:
    'The book frames of a recorded session (snapshot and diffs, trades and quotes left out), each as the bytes that ' +
    'came, one after the other, nothing read before the clock starts. Ours is what a live feed does: a diff of a book ' +
    "in sync is one call of `ingest`, from its bytes to the changed and proven book on the venue's exact price grid; a " +
    "snapshot, and whatever else the core hands back, goes through the feed's sync machine. `ts` decodes in " +
    'TypeScript (`host/feeds`) into the reference core. ccxt, a message at a time: text, `JSON.parse`, `Number`, its ' +
    '`OrderBook`. Every run is the whole session from its snapshots on; the best 200 levels a side of every book are ' +
    'compared. `read`: all frames of the session, trades and quotes too, into columns of exact decimals without a ' +
    'book. `restated`: generated diffs of a thousand levels a side that state what the book holds, so that none ' +
    'changes it.',
  goals: [
    { text: '≥ 6× against JSON.parse + ccxt OrderBook', contests: /^parse /, of: 'simd', against: 'ccxt', atLeast: 6 },
  ],
  plan(setting) {
    const bytes = scaled(setting, 4_000_000, 1_500_000, 150_000);
    const restated = planned(setting, 'restated', () =>
      generatedFrames(restatedSession(randomSession(RESTATED_SEED, 0), 2_000), bytes),
    );
    if (setting.captures.length === 0) {
      return [planned(setting, 'parse generated', () => generatedFrames(setting.session(), bytes)), restated];
    }
    return [
      ...setting.captures.flatMap((capture) => [
        planned(setting, `parse ${capture.name}`, () => venueFrames(capture, bytes)),
        reading(setting, capture, bytes),
      ]),
      restated,
    ];
  },
};

function planned(setting: Setting, name: string, load: () => VenueFrames): PlannedContest {
  return {
    name,
    async make(): Promise<Contest> {
      const input = load();
      const ccxt = await rawCcxt(input);
      return {
        name,
        input: `${input.name}, ${input.frames.length} frames`,
        item: 'level entry',
        items: input.entries,
        unit: 'ns',
        contestants: [...setting.twins.map((twin) => rawCore(input, twin)), ...(ccxt === undefined ? [] : [ccxt])],
      };
    },
  };
}

function reading(setting: Setting, capture: Capture, bytes: number): PlannedContest {
  const name = `read ${capture.name}`;
  return {
    name,
    make(): Contest {
      const input = allFrames(capture, bytes);
      const { frames } = input;
      const size = frames.reduce((sum, frame) => sum + frame.length, 0) / frames.length;
      return {
        name,
        input: `${input.name}, ${frames.length} frames of ${size.toFixed(0)} bytes`,
        item: 'frame',
        items: frames.length,
        unit: 'ns',
        contestants: setting.twins.map((twin) => readFrames(input, twin)),
      };
    },
  };
}
