/** What the golden files play; each is written once and then stays as long as its protocol version is read. */
import { CODEC_DENSE, CODEC_FAST, CODEC_PLAIN, REASONS, STATES } from '../../assembly/layout.js';
import { Random } from '../fuzz/random.js';
import type { Call, Scenario } from './play.js';

const GRID = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };
const MAX = Number.MAX_SAFE_INTEGER;

/** The frames that docs/PROTOCOL.md explains byte by byte. */
const documented: Scenario = {
  about: 'the frames that the protocol document explains',
  writer: { id: 7, epoch: 0x0a0b0c0d0e0f, depth: 0, grid: GRID },
  steps: [
    { call: 'load', levels: '10000:5 9999:300 9000:1 | 10001:7' },
    { call: 'snapshot', times: [5_000, 4_000] },
    { call: 'update', levels: '10005:8 10000:0 9999:301 9000:2 | 10001:0 10003:16384' },
    { call: 'delta', times: [6_940, 6_000] },
    {
      call: 'trades',
      trades: [
        [10_003, 200, 7_000, 1_000, 0],
        [10_002, 1, 6_990, -1, 1],
      ],
      missed: 2,
      times: [7_900, 7_000],
    },
    { call: 'status', status: [4, 1], times: [7_950, -1] },
  ],
};

const edges = (about: string, codec?: number): Scenario => ({
  about,
  writer: {
    id: 2 ** 31 - 1,
    epoch: 2 ** 48 - 1,
    depth: 2 ** 31 - 1,
    grid: { ...GRID, priceDecimals: 18, tick: MAX },
    ...(codec === undefined ? {} : { codec }),
  },
  steps: [
    { call: 'joiner' },
    { call: 'update', levels: 'max:max | 1:1' },
    { call: 'delta', times: [0, -1] },
    { call: 'update', levels: 'max:1 1:max | 1:max max:1' },
    { call: 'delta', times: [MAX, MAX] },
    { call: 'joiner' },
    { call: 'update', levels: `max:0 ${2 ** 52}:${2 ** 32} | 1:0 ${2 ** 32}:${2 ** 52} max:0` },
    { call: 'delta', times: [0, 0] },
    {
      call: 'trades',
      trades: [
        [MAX, MAX, MAX, MAX, 2],
        [1, 1, 0, 0, 0],
      ],
      missed: MAX,
      times: [MAX, 1],
    },
    { call: 'snapshot', times: [0, MAX] },
    { call: 'load', levels: '' },
    { call: 'snapshot', times: [MAX, -1] },
    { call: 'trades', trades: [], missed: 1, times: [MAX, MAX] },
    { call: 'status', status: [STATES - 1, REASONS - 1], times: [0, 1] },
  ],
});

/** A seeded market around a drifting price. */
function market(about: string, seed: number, depth: number, rounds: number, codec?: number): Scenario {
  const random = new Random(seed);
  const steps: Call[] = [];
  let middle = 5_000_000;
  let event = 1_700_000_000_000_000;
  const side = (sign: number, count: number): string =>
    Array.from({ length: count }, () => {
      const distance = random.chance(0.9) ? random.between(1, 25) : random.between(26, 20_000);
      return `${middle + sign * distance}:${random.chance(0.3) ? 0 : random.between(1, 10 ** random.between(1, 9))}`;
    }).join(' ');
  const levels = (count: number): string => `${side(-1, random.below(count))} | ${side(1, random.below(count))}`;
  const times = (): [number, number] => {
    event += random.pick([0, 1_000, 5_000, random.below(1_000_000)]);
    const recv = event + random.between(-2_000, 90_000);
    return [recv, random.chance(0.9) ? event : -1];
  };
  steps.push({ call: 'load', levels: levels(20) }, { call: 'snapshot', times: times() });
  let id = 900_000;
  for (let round = 0; round < rounds; round++) {
    middle += random.between(-12, 12);
    const kind = random.below(10);
    if (kind < 7) steps.push({ call: 'update', levels: levels(7) }, { call: 'delta', times: times() });
    if (kind === 7) {
      const trades = Array.from({ length: random.between(1, 5) }, () => {
        id += random.below(3);
        return [middle + random.between(-3, 3), random.between(1, 5_000), event - random.below(3), id, random.below(3)];
      });
      steps.push({ call: 'trades', trades, missed: random.below(2), times: times() });
    }
    if (kind === 8)
      steps.push({ call: 'status', status: [random.below(STATES), random.below(REASONS)], times: times() });
    if (kind === 9) steps.push({ call: 'joiner' });
    if (kind === 9 && codec === CODEC_DENSE) steps.push({ call: 'generation' });
  }
  const coded = codec === undefined ? {} : { codec };
  return { about, writer: { id: seed, epoch: random.below(2 ** 48), depth, grid: GRID, ...coded }, steps };
}

/** A market of which a reader misses some deltas, now and then, and is caught up with. */
function catchUps(about: string, seed: number, depth: number, codec: number): Scenario {
  const random = new Random(seed);
  const levels = (): string => {
    const side = (sign: number): string =>
      Array.from({ length: random.below(6) }, () => {
        const distance = random.chance(0.9) ? random.between(1, 20) : random.between(20, 400_000);
        const lots = random.pick([0, random.between(1, 60), 10 * random.between(1, 3_000), random.between(1, 10 ** 7)]);
        return `${800_000 + sign * distance}:${lots}`;
      }).join(' ');
    // The first entry makes each update change something.
    return `799999:${random.between(1, 10 ** 12)} ${side(-2)} 700000:${random.below(3)} | ${side(1)}`;
  };
  let event = 1_700_000_000_000_000;
  const times = (): [number, number] => {
    event += 100_000;
    return [event + random.below(5_000), event];
  };
  const steps: Call[] = [
    { call: 'load', levels: levels() },
    { call: 'snapshot', times: times() },
  ];
  for (let sequence = 1; sequence < 40; ) {
    const base = sequence;
    for (let lost = random.between(1, 4); lost > 0; lost--, sequence++) {
      steps.push({ call: 'update', levels: levels() }, { call: 'lost', times: times() });
    }
    steps.push({ call: 'catchUp', base: random.between(1, base) });
    if (codec === CODEC_DENSE) steps.push({ call: 'generation' });
    steps.push({ call: 'update', levels: levels() }, { call: 'delta', times: times() });
    sequence++;
  }
  return { about, writer: { id: seed, epoch: random.below(2 ** 48), depth, grid: GRID, codec }, steps };
}

/** Index, bits, mark. */
type Value = readonly [number, string, number];

/** The double, its neighbours and extremes, in tables of several sizes. */
function analytics(): Scenario {
  const random = new Random(9);
  const edges = ['0000000000000000', '8000000000000000', '7ff0000000000000', '0000000000000001', '7fefffffffffffff'];
  const bits = (): string => {
    if (random.chance(0.2)) return random.pick(edges);
    const kept = random.between(1, 8);
    const bytes = Array.from({ length: 8 }, (_, i) => (i === 0 ? 0x40 : i < kept ? random.below(256) : 0));
    return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  };
  const steps: Call[] = [
    { call: 'load', levels: '100:1 | 101:2' },
    { call: 'snapshot', times: [2_000, 1_000] },
  ];
  const all = (table: number): Value[] =>
    Array.from({ length: table }, (_, i): Value => [i, bits(), random.pick([0, 1, 1, 1, 2, 3])]);
  for (let round = 0; round < 24; round++) {
    const table = random.pick([1, 3, 8, 32]);
    const values = all(table).filter(() => round % 8 === 0 || random.chance(0.3));
    const times: [number, number] = [3_000 + round * 100_000, random.chance(0.8) ? 2_000 + round * 100_000 : -1];
    if (values.length > 0) steps.push({ call: 'analytics', values, table, times });
  }
  return { about: 'analytics values', writer: { id: 9, epoch: 99, depth: 0, grid: GRID }, steps };
}

/** A reader that missed a delta and two frames of trades: a catch-up, then the trades; the stream goes on. */
const lateTrades: Scenario = {
  about: 'late trades after a catch-up',
  writer: { id: 7, epoch: 0x0a0b0c0d0e0f, depth: 0, grid: GRID, codec: CODEC_FAST },
  steps: [
    { call: 'load', levels: '10000:5 9999:300 | 10001:7' },
    { call: 'snapshot', times: [5_000, 4_000] },
    { call: 'update', levels: '10005:8 10000:0' },
    { call: 'lost', times: [6_940, 6_000] },
    { call: 'catchUp', base: 1 },
    {
      call: 'lateTrades',
      trades: [
        [10_003, 200, 5_500, 1_000, 0],
        [10_002, 1, -1, -1, 1],
        [10_004, 16_384, 6_100, 1_002, 2],
      ],
      missed: 3,
      times: [6_200, -1],
    },
    { call: 'lateTrades', trades: [[10_003, 1, 6_000, -1, 0]], missed: 0, times: [6_940, 6_000] },
    { call: 'lateTrades', trades: [], missed: MAX, times: [0, -1] },
    { call: 'update', levels: '9999:301' },
    { call: 'delta', times: [8_000, 7_000] },
    { call: 'trades', trades: [[10_001, 2, 8_000, 1_003, 1]], missed: 0, times: [9_000, 8_000] },
  ],
};

/** By file name. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  analytics: analytics(),
  'catch-up': catchUps('catch-ups, every level', 60, 0, CODEC_PLAIN),
  'catch-up-dense-depth-5': catchUps('catch-ups, the best five levels a side, dense', 61, 5, CODEC_DENSE),
  'catch-up-fast': catchUps('catch-ups, every level, fast', 62, 0, CODEC_FAST),
  documented,
  edges: edges('the largest and smallest numbers, empty sides, joiners'),
  'edges-fast': edges('the largest and smallest numbers, empty sides, joiners, fast', CODEC_FAST),
  'late-trades': lateTrades,
  market: market('a market, every level', 11, 0, 40),
  'market-dense': market('a market, every level, dense', 33, 0, 80, CODEC_DENSE),
  'market-dense-depth-5': market('a market, the best five levels a side, dense', 34, 5, 60, CODEC_DENSE),
  'market-fast': market('a market, every level, fast', 55, 0, 60, CODEC_FAST),
  'market-fast-depth-5': market('a market, the best five levels a side, fast', 56, 5, 60, CODEC_FAST),
  'market-depth-5': market('a market, the best five levels a side', 400, 5, 40),
};
