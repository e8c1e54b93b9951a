/** The fingerprint: MurmurHash3_x86_32 of each level, summed. */
import { describe, expect, it } from 'vitest';
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import { fixed } from './bytes.js';
import { type BookLevels, book, type Level, levels } from './levels.js';
import { type MakeCore, Rig } from './rig.js';

/** MurmurHash3_x86_32 of any bytes, after the published C++ of its author, byte by byte. */
export function murmur3(data: ArrayLike<number>, seed: number): number {
  const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  const scramble = (word: number): number => Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  const word = (at: number, length: number): number => {
    let value = 0;
    for (let i = 0; i < length; i++) value |= data[at + i]! << (8 * i);
    return value;
  };
  const whole = data.length - (data.length % 4);
  let h = seed;
  for (let at = 0; at < whole; at += 4) h = Math.imul(rotate(h ^ scramble(word(at, 4)), 13), 5) + 0xe6546b64;
  h ^= scramble(word(whole, data.length - whole));
  h ^= data.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hashOf([ticks, lots]: Level, seed: number): number {
  return murmur3([...fixed(ticks, 8), ...fixed(lots, 8)], seed);
}

/** A book's fingerprint by its definition. */
export function fingerprintOf(text: BookLevels | string): number {
  const { bids, asks } = typeof text === 'string' ? book(text) : text;
  const sum = (side: readonly Level[], seed: number): number =>
    side.reduce((total, level) => (total + hashOf(level, seed)) % 2 ** 32, 0);
  return (sum(bids, 0) + sum(asks, 1)) % 2 ** 32;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Published test vectors: input, seed, hash. */
const VECTORS: readonly [ArrayLike<number>, number, number][] = [
  [[], 0, 0],
  [[], 1, 0x514e28b7],
  [[], 0xffffffff, 0x81f16f39],
  [[0xff, 0xff, 0xff, 0xff], 0, 0x76293b50],
  [[0x21, 0x43, 0x65, 0x87], 0, 0xf55b516b],
  [[0x21, 0x43, 0x65, 0x87], 0x5082edee, 0x2362f9de],
  [[0x21, 0x43, 0x65], 0, 0x7e4a8634],
  [[0, 0, 0, 0], 0, 0x2362f9de],
  [text('aaaa'), 0x9747b28c, 0x5a97808a],
  [text('Hello, world!'), 0x9747b28c, 0x24884cba],
  [text('The quick brown fox jumps over the lazy dog'), 0x9747b28c, 0x2fa826cd],
];

export function fingerprintCases(make: MakeCore): void {
  describe('fingerprint', () => {
    it('is checked here by a hash that agrees with the published vectors', () => {
      expect(VECTORS.map(([data, seed]) => murmur3(data, seed))).toEqual(VECTORS.map(([, , hash]) => hash));
    });

    it('of one level is its hash, seed 0 for a bid and 1 for an ask', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const edges = [1, 255, 256, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 12_345, 2 ** 53 - 1];
      for (const ticks of edges) {
        for (const lots of edges) {
          rig.load(writer, `${ticks}:${lots} |`);
          expect(rig.info(writer, INFO_FINGERPRINT)).toEqual([hashOf([ticks, lots], 0)]);
          rig.load(writer, `| ${ticks}:${lots}`);
          expect(rig.info(writer, INFO_FINGERPRINT)).toEqual([hashOf([ticks, lots], 1)]);
        }
      }
    });

    it('is the sum over the book, whatever way it came about', async () => {
      const rig = await Rig.of(make);
      const writer = rig.writer();
      const bids = Array.from({ length: 50 }, (_, i): Level => [9_000 - 3 * i, 7 * i + 1]);
      const asks = Array.from({ length: 50 }, (_, i): Level => [9_001 + 5 * i, 11 * i + 1]);
      rig.load(writer, { bids, asks });
      expect(rig.info(writer, INFO_FINGERPRINT)).toEqual([fingerprintOf({ bids, asks })]);
      rig.update(writer, '9000:4 8999:1 | 9001:0');
      const changed = { bids: [...levels('9000:4 8999:1'), ...bids.slice(1)], asks: asks.slice(1) };
      expect(rig.info(writer, INFO_FINGERPRINT)).toEqual([fingerprintOf(changed)]);
      rig.load(writer, '');
      expect(rig.info(writer, INFO_FINGERPRINT)).toEqual([0]);
    });
  });
}
