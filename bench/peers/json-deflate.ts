/** The codecs' peer that most feeds use: JSON text through permessage-deflate. */
import type { Contestant } from '../contest.js';
import type { Session } from '../session.js';
import { MessageDeflate, MessageInflate } from './deflate.js';
import { JsonBook, type JsonMessage, jsonMessages } from './json-messages.js';
import { levelsDigest } from './levels-digest.js';

/** Compressed bytes to objects, JSON.parse counted; no book is kept. */
export function jsonDeflateDecode(session: Session): Contestant {
  const sent = compress(jsonMessages(session));
  let last: JsonMessage[] = [];
  return {
    name: 'deflate',
    run() {
      last = decompress(sent);
    },
    digest: () => bookDigest(session, last),
  };
}

/** Objects to compressed bytes, JSON.stringify counted; its digest is of the book that comes out again. */
export function jsonDeflateEncode(session: Session): Contestant {
  const messages = jsonMessages(session);
  let sent: Uint8Array[] = [];
  return {
    name: 'deflate',
    run() {
      sent = compress(messages);
    },
    digest: () => bookOf(session, sent),
    bytes: () => sent.reduce((sum, { length }) => sum + length, 0),
  };
}

function compress(messages: readonly JsonMessage[]): Uint8Array[] {
  const deflate = new MessageDeflate();
  const sent = messages.map((message) => deflate.deflate(Buffer.from(JSON.stringify(message))));
  deflate.close();
  return sent;
}

function decompress(sent: readonly Uint8Array[]): JsonMessage[] {
  const inflate = new MessageInflate();
  const messages = sent.map((bytes) => JSON.parse(Buffer.from(inflate.inflate(bytes)).toString()) as JsonMessage);
  inflate.close();
  return messages;
}

function bookOf(session: Session, sent: readonly Uint8Array[]): number {
  return bookDigest(session, decompress(sent));
}

function bookDigest(session: Session, messages: readonly JsonMessage[]): number {
  const book = new JsonBook();
  for (const message of messages) book.apply(message);
  const { bids, asks } = book.levels(session);
  return levelsDigest(bids, asks);
}
