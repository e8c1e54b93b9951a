/** The codecs of deltas by name, and how a writer gets one. */
import { CODEC_DENSE, CODEC_PLAIN } from '../assembly/layout.js';
import type { Core } from '../host/wire/core.js';

export const CODEC_NUMBERS = { plain: CODEC_PLAIN, fast: 2, dense: CODEC_DENSE } as const;
export type CodecName = keyof typeof CODEC_NUMBERS;
export const CODEC_NAMES = Object.keys(CODEC_NUMBERS) as CodecName[];

/** False where the core has no such codec. */
export function chooseCodec(core: Core, writer: number, codec: CodecName): boolean {
  return core.setCodec(writer, CODEC_NUMBERS[codec]) >= 0;
}
