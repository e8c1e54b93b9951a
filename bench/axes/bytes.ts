/** Bytes a level entry, everything charged. */
import type { Axis, PlannedContest } from '../axis.js';
import { CODEC_NAMES } from '../codecs.js';
import type { Contest } from '../contest.js';
import { describe } from '../kernel-contest.js';
import { jsonDeflateEncode } from '../peers/json-deflate.js';
import { streamBytes } from '../peers/stream-bytes.js';
import { entryCount, firstMessages, type Session } from '../session.js';
import { type Setting, scaled } from '../setting.js';

export const bytes: Axis = {
  name: 'bytes',
  title: 'Bytes a level entry that the venue sent',
  method:
    'All bytes of a stream over the level entries in the diffs of the session: one frame a venue message, nothing ' +
    'merged, headers with sequence and both times to the µs, a fingerprint once a second, a generation of the dense ' +
    'codec at most every 10 s, the starting snapshot. deflate is compact JSON with the same fields through ' +
    'permessage-deflate, its context kept. Everything is decoded again and the books compared.',
  goals: [
    { text: 'fast ≤ 2.8 B, mean of the captures', of: 'fast', atMost: 2.8, isMean: true },
    { text: 'dense ≤ 1.9 B, mean of the captures', of: 'dense', atMost: 1.9, isMean: true },
    { text: 'dense ≤ 1.6 B, mean of the captures (stretch)', of: 'dense', atMost: 1.6, isMean: true },
  ],
  plan(setting) {
    const limit = scaled(setting, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 100);
    const cut = (session: Session) => firstMessages(session, 1 + limit);
    const captures = setting.captures.slice(0, 3);
    if (captures.length === 0) return [planned(setting, 'generated', () => cut(setting.session()))];
    return captures.map((capture) => planned(setting, capture.name, () => cut(setting.sessionOf(capture))));
  },
};

function planned(setting: Setting, of: string, load: () => Session): PlannedContest {
  const name = `bytes ${of}`;
  return {
    name,
    make(): Contest {
      const session = load();
      const twin = setting.twins[0]!;
      const ours = CODEC_NAMES.map((codec) => streamBytes(session, twin, codec)).filter((made) => made !== undefined);
      return {
        name,
        input: describe(session),
        item: 'level entry',
        items: entryCount(session),
        unit: 'B',
        contestants: [...ours, jsonDeflateEncode(session)],
      };
    },
  };
}
