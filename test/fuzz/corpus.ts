/** The frames of the golden files, each with a snapshot of what its reader was before it. */
import { readdirSync, readFileSync } from 'node:fs';
import { CODEC_PLAIN } from '../../assembly/layout.js';
import { bytes, hex } from '../cases/bytes.js';
import { snapshot } from '../cases/frame.js';
import { SMALL_CAPACITY } from '../cases/rig.js';
import type { Played, ReaderState } from '../golden/play.js';
import type { Attempt } from './arena.js';

const folder = new URL('../golden/v1/', import.meta.url);
const played = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Played;

/** A snapshot that makes a reader what it was. */
function snapshotOf(state: ReaderState, stream: number, codec = CODEC_PLAIN): Uint8Array {
  const number = (name: string): number => Number(state[name]);
  return snapshot(String(state['book']), {
    stream,
    epoch: number('epoch'),
    sequence: number('sequence'),
    recv: number('recv'),
    offset: number('recv') - number('event'),
    depth: number('depth'),
    priceDecimals: number('priceDecimals'),
    tick: number('tick'),
    sizeDecimals: number('sizeDecimals'),
    lot: number('lot'),
    codec,
  });
}

function attemptsOf({ writer, steps }: Played): Attempt[] {
  let before = snapshot('9:9', { stream: writer.id, codec: writer.codec ?? CODEC_PLAIN });
  return steps.flatMap(({ frame, reader }) => {
    if (frame === undefined || reader === undefined) return [];
    const attempt = { before, input: hex(frame) };
    before = snapshotOf(reader, writer.id, writer.codec);
    return [attempt];
  });
}

export interface GoldenFile {
  readonly name: string;
  readonly stream: number;
  /** Every frame by itself. */
  readonly frames: readonly Attempt[];
  /** Messages of eight frames in a row. */
  readonly messages: readonly Attempt[];
}

export const goldenFiles: readonly GoldenFile[] = readdirSync(folder).map((name) => {
  const file = played(name);
  const frames = attemptsOf(file);
  const messages = frames
    .map(({ before }, i) => ({ before, input: bytes(...frames.slice(i, i + 8).map(({ input }) => input)) }))
    .filter((_, i) => i % 8 === 0);
  return { name, stream: file.writer.id, frames, messages };
});

/** The streams of the golden files. */
export const goldenStreams: readonly number[] = [...new Set(goldenFiles.map(({ stream }) => stream))];

/** Room for a reader of each of them. */
export const FUZZ_CAPACITY = { ...SMALL_CAPACITY, streams: 16 };

export const goldenFrames: readonly Attempt[] = goldenFiles.flatMap(({ frames }) => frames);

export const goldenMessages: readonly Attempt[] = goldenFiles.flatMap(({ messages }) => messages);
