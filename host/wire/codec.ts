/** The codecs of a stream's deltas and snapshots, as control messages, commands and metrics name them. */
import { CODEC_DENSE, CODEC_FAST, CODEC_PLAIN } from '../../assembly/layout.js';

export const CODEC_NAMES = ['plain', 'fast', 'dense'] as const;
export type CodecName = (typeof CODEC_NAMES)[number];

/** CODEC_* of `assembly/layout` by name. */
export const CODECS: { readonly [name in CodecName]: number } = {
  plain: CODEC_PLAIN,
  fast: CODEC_FAST,
  dense: CODEC_DENSE,
};

/** What a stream has where nobody asks for another. */
export const DEFAULT_CODEC: CodecName = 'fast';
