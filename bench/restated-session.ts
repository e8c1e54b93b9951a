/** A book whose messages state again what it holds: read, checked and compared, and nothing changes. */
import { asksOf, bidsOf, type Session, SessionBuilder } from './session.js';

const ENTRIES_A_SIDE = 16;

/** The session's starting book, and its messages, each of which states sixteen of the levels a side, best first, as they are. */
export function restatedSession(session: Session, messages: number): Session {
  const builder = new SessionBuilder();
  const bids = bidsOf(session, 0);
  const asks = asksOf(session, 0);
  const state = (from: number, count: number) => {
    for (let i = from; i < from + count; i++) builder.entry(session.ticks[i]!, session.lots[i]!);
  };
  state(0, bids + asks);
  builder.message(bids);
  for (let m = 1; m < messages; m++) {
    const place = (levels: number) => (m * ENTRIES_A_SIDE) % Math.max(1, levels - ENTRIES_A_SIDE);
    const [bidsHere, asksHere] = [Math.min(ENTRIES_A_SIDE, bids), Math.min(ENTRIES_A_SIDE, asks)];
    state(place(bids), bidsHere);
    state(bids + place(asks), asksHere);
    builder.message(bidsHere);
  }
  return builder.build(`${session.name}, its starting book stated again`, session.grid);
}
