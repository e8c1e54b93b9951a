/** A venue's text as JSON of unknown shape, or why it is none: where every decoder begins. */
import { type Refusal, refuse } from './refusal.js';
import { MAX_FRAME_BYTES } from './venue.js';

export type ParsedText = { readonly parsed: unknown } | { readonly refused: Refusal };

/** @param parse another reader than `JSON.parse`, where digits count; it throws on what is no JSON */
export function parseText(text: string, parse: (text: string) => unknown = JSON.parse): ParsedText {
  if (text.length > MAX_FRAME_BYTES) return { refused: refuse('size', `longer than ${MAX_FRAME_BYTES} bytes`) };
  try {
    return { parsed: parse(text) };
  } catch {
    return { refused: refuse('json', 'not JSON') };
  }
}
