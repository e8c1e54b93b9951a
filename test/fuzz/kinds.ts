/**
 * The golden frames by decoder: kind and codec. Each with what its reader got before it, from the last snapshot
 * on, because what a frame of an adaptive codec means depends on the frames before it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import {
  CODEC_PLAIN,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_DENSE,
  KIND_DENSE_PROVED,
  KIND_EXTENDED,
  KIND_MASK,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
} from '../../assembly/layout.js';
import { CODEC_NAMES, CODECS } from '../../host/wire/codec.js';
import { bytes, hex } from '../cases/bytes.js';
import { snapshot } from '../cases/frame.js';
import type { Played } from '../golden/play.js';
import type { Attempt } from './arena.js';
import { mutated, singleByteChange } from './mutation.js';
import type { Random } from './random.js';

const KINDS: readonly (readonly [kind: number, name: string])[] = [
  [KIND_SNAPSHOT, 'snapshot'],
  [KIND_DELTA, 'delta'],
  [KIND_TRADES, 'trades'],
  [KIND_STATUS, 'status'],
  [KIND_ANALYTICS, 'analytics'],
];
/** Frames further from their snapshot are left out: bringing readers to them takes longer than the input. */
const MOST_BEFORE = 6;

const folder = new URL('../golden/v1/', import.meta.url);

function kindOf(frame: Uint8Array): number {
  const kind = frame[0]! & KIND_MASK;
  if (kind === KIND_DENSE || kind === KIND_DENSE_PROVED) return KIND_DELTA;
  return kind === KIND_EXTENDED ? frame[1]! : kind;
}

function attemptsOf({ writer, steps }: Played): Attempt[] {
  const attempts: Attempt[] = [];
  let before = [snapshot('9:9', { stream: writer.id })];
  for (const { call, frame } of steps) {
    if (frame === undefined) continue;
    const input = hex(frame);
    if (before.length <= MOST_BEFORE) attempts.push({ before: bytes(...before), input });
    before = call === 'snapshot' || call === 'joiner' ? [input] : [...before, input];
  }
  return attempts;
}

export interface DecoderFrames {
  readonly frames: Attempt[];
  /** Whose they are. */
  readonly streams: number[];
}

/** By name, as in `delta, dense`. Trades and states are the same in every codec. */
export const framesByDecoder: ReadonlyMap<string, DecoderFrames> = (() => {
  const groups = new Map<string, DecoderFrames>();
  for (const file of readdirSync(folder)) {
    const played = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Played;
    const codec = CODEC_NAMES.find((name) => CODECS[name] === (played.writer.codec ?? CODEC_PLAIN));
    for (const attempt of attemptsOf(played)) {
      const kind = KINDS.find(([value]) => value === kindOf(attempt.input));
      if (kind === undefined) continue;
      const name = kind[0] <= KIND_DELTA ? `${kind[1]}, ${codec}` : kind[1];
      const group = groups.get(name) ?? { frames: [], streams: [] };
      groups.set(name, group);
      group.frames.push(attempt);
      if (!group.streams.includes(played.writer.id)) group.streams.push(played.writer.id);
    }
  }
  return groups;
})();

/** `count` inputs made of these frames: a byte changed, or more done to them. */
export function* damaged(frames: readonly Attempt[], random: Random, count: number): Generator<Attempt> {
  for (let i = 0; i < count; i++) {
    const frame = random.pick(frames);
    yield random.chance(0.5) ? singleByteChange(frame, random) : mutated(frame, frames, random);
  }
}
