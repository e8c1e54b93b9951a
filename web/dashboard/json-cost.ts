/**
 * What a message would have cost as JSON: the bytes of the text that `JSON.stringify` makes of it,
 * with prices and sizes as decimal strings in pairs, as exchanges send them. Control messages are
 * JSON already and are not counted here, though they are among the bytes received: the comparison
 * leans against Tickwire.
 */
import type { Message } from '../client/index.js';

const encoder = new TextEncoder();

/** Bytes in UTF-8; 0 for what no host sends: `disconnect` and `recovered` are the library's own. */
export function jsonBytes(message: Message): number {
  const isOwn = message.type === 'disconnect' || message.type === 'recovered';
  return isOwn ? 0 : encoder.encode(JSON.stringify(message)).byteLength;
}
