/** A data message as the WebSocket carries it: header and payload in one piece, made once for all clients that get it. */

export interface MessageFrame {
  /** A whole unmasked binary frame of RFC 6455. */
  readonly bytes: Buffer;
  /** The message within it. */
  readonly payload: Uint8Array;
}

/** The only fragment of a binary message. */
const FIN_BINARY = 0x82;
/** Payloads up to here have their length in the second byte; longer ones behind it, in two or eight. */
const MOST_SHORT = 125;
const IN_TWO = 126;
const IN_EIGHT = 127;
const MOST_IN_TWO = 0xffff;

/** @param parts of one message */
export function messageFrame(parts: readonly Uint8Array[]): MessageFrame {
  let length = 0;
  for (const part of parts) length += part.length;
  const head = length <= MOST_SHORT ? 2 : length <= MOST_IN_TWO ? 4 : 10;
  const bytes = Buffer.allocUnsafe(head + length);
  bytes[0] = FIN_BINARY;
  if (head === 2) bytes[1] = length;
  else if (head === 4) {
    bytes[1] = IN_TWO;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = IN_EIGHT;
    bytes.writeUInt16BE(0, 2);
    bytes.writeUIntBE(length, 4, 6);
  }
  let at = head;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, payload: bytes.subarray(head) };
}
