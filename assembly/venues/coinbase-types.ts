/** Coinbase's types of messages, as words: assembly/json/name.ts. */
import { highWord, lowWord } from '../json/name';

export const TYPE_UNKNOWN = 0;
/** An answer, or of a channel that is not subscribed here. */
export const TYPE_UNUSED = 1;
export const TYPE_ERROR = 2;
export const TYPE_CHANGES = 3;
export const TYPE_SNAPSHOT = 4;
export const TYPE_MATCH = 5;
export const TYPE_LAST_MATCH = 6;
export const TYPE_TICKER = 7;
export const TYPE_HEARTBEAT = 8;

export function typeOf(at: usize, length: usize): i32 {
  if (length > 16) return TYPE_UNKNOWN;
  const low = lowWord(at, length);
  const high = highWord(at, length);
  if (high == 0) {
    if (low == 0x657461647075326c) return TYPE_CHANGES; // l2update
    if (low == 0x686374616d) return TYPE_MATCH; // match
    if (low == 0x72656b636974) return TYPE_TICKER; // ticker
    if (low == 0x746f687370616e73) return TYPE_SNAPSHOT; // snapshot
    if (low == 0x726f727265) return TYPE_ERROR; // error
    return isUnused(low) ? TYPE_UNUSED : TYPE_UNKNOWN;
  }
  if (low == 0x6165627472616568 && high == 0x74) return TYPE_HEARTBEAT; // heartbea t
  if (low == 0x74616d5f7473616c && high == 0x6863) return TYPE_LAST_MATCH; // last_mat ch
  const isAnswer = low == 0x7069726373627573 && high == 0x736e6f6974; // subscrip tions
  const isQuoteMatch = low == 0x6374616d5f716672 && high == 0x68; // rfq_matc h
  return isAnswer || isQuoteMatch ? TYPE_UNUSED : TYPE_UNKNOWN;
}

function isUnused(word: u64): bool {
  return (
    word == 0x737574617473 || // status
    word == 0x6465766965636572 || // received
    word == 0x6e65706f || // open
    word == 0x656e6f64 || // done
    word == 0x65676e616863 || // change
    word == 0x6574617669746361 || // activate
    word == 0x6e6f6974637561 // auction
  );
}
