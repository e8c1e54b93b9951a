/**
 * Frames that are right in structure and random in content: headers that fit their reader (mostly),
 * payloads of the right fields with values small, large, edge or wrong.
 */
import {
  CODEC_FAST,
  CODEC_PLAIN,
  FLAG_CATCH_UP,
  FLAG_EXTENDED,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
  TRADE_FLAG_EVENT,
  TRADE_FLAG_ID,
} from '../../assembly/layout.js';
import { bytes, opsvarint, opvarint, svarint, varint } from '../cases/bytes.js';
import { type FastChange, fastChange, fastPayload } from '../cases/fast-bytes.js';
import { compact, full, snapshot, TEST_EPOCH } from '../cases/frame.js';
import { type BookLevels, show } from '../cases/levels.js';
import type { Attempt } from './arena.js';
import type { Random } from './random.js';

const MAX = Number.MAX_SAFE_INTEGER;

/** A reader of `stream` with a random book, and one to three frames for it. */
export function randomAttempt(random: Random, stream: number): Attempt {
  const sequence = random.pick([1, 254, 255, 2 ** 32 - 1, MAX - 1, random.amount()]);
  const depth = random.pick([0, 0, 3, 8, 200]);
  const middle = random.pick([50, 1_000, 2 ** 32, MAX - 50, random.amount() + 1]);
  const book = randomBook(random, middle, depth === 0 ? 10 : Math.min(depth, 10));
  const times = { recv: random.pick([0, 5_000, MAX, random.amount()]), offset: 0 };
  const codec = random.pick([CODEC_PLAIN, CODEC_FAST]);
  const before = snapshot(show(book), { stream, sequence, depth, codec, ...times });
  const frames = Array.from({ length: random.between(1, 3) }, (_, i) =>
    randomFrame(random, stream, sequence + 1 + i, codec),
  );
  return { before, input: bytes(...frames) };
}

function randomBook(random: Random, middle: number, limit: number): BookLevels {
  const side = (sign: number): [number, number][] => {
    const ticks = Array.from({ length: random.below(limit + 1) }, () => middle + sign * random.between(0, 40));
    const usable = [...new Set(ticks)].filter((price) => price >= 1 && price <= MAX);
    return usable.sort((a, b) => sign * (a - b)).map((price) => [price, random.pick([1, 5, 200, MAX])]);
  };
  return { bids: side(-1), asks: side(1) };
}

function randomFrame(random: Random, stream: number, sequence: number, streamCodec: number): Uint8Array {
  const kind = random.pick([
    KIND_DELTA,
    KIND_DELTA,
    KIND_DELTA,
    KIND_SNAPSHOT,
    KIND_TRADES,
    KIND_STATUS,
    KIND_ANALYTICS,
    KIND_ANALYTICS,
    9,
    255,
  ]);
  const codec = random.chance(0.95) ? streamCodec : random.pick([CODEC_PLAIN, CODEC_FAST, random.below(256)]);
  const body = random.chance(0.1) ? random.bytes(random.below(30)) : payload(random, kind, codec);
  const fingerprint = random.chance(0.1) ? { fingerprint: random.below(2 ** 32) } : {};
  const low = random.chance(0.95) ? sequence % 256 : random.below(256);
  if (kind !== KIND_SNAPSHOT && random.chance(0.8)) {
    const time = random.below(4);
    const event = time === 0 ? { event: signed(random) } : time === 1 ? { eventMs: signed(random) } : {};
    return compact({ kind, stream, low, recv: signed(random), ...event, ...fingerprint }, body);
  }
  const distance = kind === KIND_SNAPSHOT ? 0 : random.pick([1, 1, 1, 2, 3, sequence]);
  const epoch = random.chance(0.9) ? TEST_EPOCH : random.below(2 ** 48);
  const recv = random.amount();
  const offset = random.chance(0.5) ? { offset: random.chance(0.9) ? recv - random.amount() : signed(random) } : {};
  const landing = Math.min(MAX, random.chance(0.9) ? sequence : random.amount());
  const fields = { kind, stream, epoch, codec, sequence: landing, distance, recv, ...offset, ...fingerprint };
  if (kind !== KIND_DELTA || random.chance(0.4)) return full(fields, body);
  const isCatchUp = random.chance(0.9);
  const [tag, ...rest] = full(fields, isCatchUp ? catchUpPayload(random, codec) : body);
  return bytes(tag! | FLAG_EXTENDED, random.chance(0.95) ? FLAG_CATCH_UP : random.below(256), rest);
}

function catchUpPayload(random: Random, codec: number): Uint8Array {
  if (codec === CODEC_FAST)
    return fastDelta(random, () => random.between(1, 100), [0, 0, 1, 1, 1, 3, 5, random.below(6)]);
  const counts = [random.below(5), random.below(5)];
  const change = (i: number): number[] => {
    const operation = random.pick([0, 0, 2, 2, 2, 2, 2, random.below(4)]);
    const price = i === 0 ? opsvarint(operation, random.between(1, 100)) : opvarint(operation, unsigned(random, 6));
    return [...spoiled(random, price), ...(operation === 2 ? spoiled(random, varint(unsigned(random, 300))) : [])];
  };
  return bytes(...counts.map((count) => varint(count)), times(counts[0]!, change), times(counts[1]!, change));
}

/** A small integer of either sign most often, else a large one. */
function signed(random: Random): number {
  const magnitude = random.chance(0.9) ? random.below(100) : random.amount();
  return random.chance(0.5) ? magnitude : -magnitude;
}

function unsigned(random: Random, usual: number): number {
  return random.chance(0.97) ? random.below(usual) : random.amount();
}

/** An integer's bytes, now and then in a form that is refused. */
function spoiled(random: Random, integer: number[]): number[] {
  if (!random.chance(0.01)) return integer;
  const last = integer.at(-1)!;
  return random.pick([[...integer.slice(0, -1), last | 0x80, 0], [1], [0xff, ...integer], [...integer.slice(0, -1)]]);
}

function payload(random: Random, kind: number, codec: number): Uint8Array {
  switch (kind) {
    case KIND_DELTA:
      return codec === CODEC_FAST ? fastDelta(random) : deltaPayload(random);
    case KIND_SNAPSHOT:
      return snapshotPayload(random, codec);
    case KIND_TRADES:
      return tradesPayload(random);
    case KIND_ANALYTICS:
      return analyticsPayload(random);
    case KIND_STATUS:
      return bytes(random.below(8), random.below(11), random.chance(0.05) ? 0 : []);
    default:
      return random.bytes(random.below(20));
  }
}

const times = (count: number, make: (i: number) => number[]): number[] =>
  Array.from({ length: count }, (_, i) => make(i)).flat();

function deltaPayload(random: Random): Uint8Array {
  const counts = [random.below(5), random.below(5)];
  const change = (i: number): number[] => {
    const operation = random.pick([0, 1, 2, 2, 2, 2, random.below(4)]);
    const price = i === 0 ? opsvarint(operation, signed(random)) : opvarint(operation, unsigned(random, 6));
    const size = operation === 1 ? svarint(signed(random)) : operation === 2 ? varint(unsigned(random, 300)) : [];
    return [...spoiled(random, price), ...spoiled(random, size)];
  };
  const claimed = counts.map((count) => spoiled(random, varint(random.chance(0.97) ? count : unsigned(random, 300))));
  return bytes(...claimed, times(counts[0]!, change), times(counts[1]!, change));
}

/** Shape, controls and data of codec 2, for a delta or a snapshot's levels. */
function fastDelta(
  random: Random,
  first = () => Math.abs(signed(random)),
  operations = [0, 1, 1, 1, 2, 3, 4, 5],
): Uint8Array {
  const change = (_: unknown, i: number): FastChange => {
    const operation = random.pick(operations);
    const gap =
      i === 0
        ? first()
        : random.chance(0.9)
          ? random.below(6)
          : random.pick([28, 300, 3_000, 264_476, random.amount()]);
    const long = random.chance(0.9) ? 65_536 + 10 * random.below(100_000) : random.amount();
    const number = random.chance(0.9) ? 0x100 + random.below(300) : random.below(0x10000);
    const size = [
      [],
      [random.below(256)],
      [random.below(256)],
      [number & 0xff, number >> 8],
      [number & 0xff, number >> 8],
      varint(long),
    ];
    const made = fastChange(gap, operation, spoiled(random, size[operation]!));
    return random.chance(0.01) ? { ...made, control: random.below(256) } : made;
  };
  // Now and then enough for a core to take them in blocks.
  const asked = random.chance(0.1) ? random.between(5, random.chance(0.3) ? 60 : 12) : random.below(5);
  const counts = [random.below(5), asked];
  const [bids, asks] = counts.map((length) => Array.from({ length }, change));
  const claimed = counts.map((count) => (random.chance(0.97) ? count : unsigned(random, 300)));
  return fastPayload(bids!, asks!, random.chance(0.3), claimed);
}

function snapshotPayload(random: Random, codec: number): Uint8Array {
  const counts = [random.below(6), random.below(6)];
  const level = (i: number): number[] => [
    ...spoiled(random, varint(i === 0 ? random.amount() : unsigned(random, 50))),
    ...spoiled(random, varint(unsigned(random, 1_000))),
  ];
  return bytes(
    random.chance(0.95) ? 2 : random.below(30),
    varint(unsigned(random, 100)),
    random.chance(0.95) ? 8 : random.below(30),
    varint(unsigned(random, 100)),
    varint(random.pick([0, 0, 5, 20, random.amount()])),
    ...(codec === CODEC_FAST
      ? [fastDelta(random, () => random.amount(), [1, 1, 1, 1, 3, 5, random.below(6)])]
      : [
          ...counts.map((count) => varint(random.chance(0.97) ? count : unsigned(random, 300))),
          times(counts[0]!, level),
          times(counts[1]!, level),
        ]),
  );
}

function analyticsPayload(random: Random): Uint8Array {
  const count = random.between(1, 6);
  const value = (): number[] => {
    const mark = random.below(4);
    const length = mark % 3 === 0 && random.chance(0.97) ? 0 : random.pick([0, 1, 2, 7, 8, 8, random.below(16)]);
    const hasGap = random.chance(0.2);
    const lead = mark | (length << 2) | (hasGap ? 64 : 0) | (random.chance(0.99) ? 0 : 128);
    const kept = [...random.bytes(length)].map((byte, i) => (i === 0 && random.chance(0.97) ? byte | 1 : byte));
    return [lead, ...(hasGap ? spoiled(random, varint(unsigned(random, 3))) : []), ...kept];
  };
  const table = random.chance(0.95) ? count + random.below(12) : unsigned(random, 80);
  const claimed = random.chance(0.97) ? count : random.below(80);
  return bytes(spoiled(random, varint(table)), spoiled(random, varint(claimed)), times(count, value));
}

function tradesPayload(random: Random): Uint8Array {
  const count = random.below(5);
  let hadId = false;
  const trade = (i: number): number[] => {
    const flags = random.chance(0.95) ? random.below(3) | (random.below(4) << 2) : random.below(256);
    const hasId = (flags & TRADE_FLAG_ID) !== 0;
    const id = !hasId ? [] : hadId ? svarint(signed(random)) : varint(random.amount());
    hadId ||= hasId;
    return [
      flags,
      ...spoiled(random, i === 0 ? varint(random.amount()) : svarint(signed(random))),
      ...spoiled(random, varint(unsigned(random, 500))),
      ...spoiled(random, id),
      ...((flags & TRADE_FLAG_EVENT) !== 0 ? spoiled(random, svarint(signed(random))) : []),
    ];
  };
  return bytes(
    varint(unsigned(random, 3)),
    varint(random.chance(0.97) ? count : unsigned(random, 50)),
    times(count, trade),
  );
}
