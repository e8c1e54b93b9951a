/** Encoding and decoding deltas: what a stream costs in time. */
import type { Axis } from '../axis.js';
import { kernelsOf, plannedKernel } from '../kernel-contest.js';
import { fossilDecode, fossilEncode } from '../peers/fossil.js';
import { jsonDeflateDecode, jsonDeflateEncode } from '../peers/json-deflate.js';
import { firstMessages, type Session } from '../session.js';
import { type Setting, scaled } from '../setting.js';

export const codec: Axis = {
  name: 'codec',
  title: 'Encoding and decoding deltas',
  method:
    'Encoding is the time of updates and encoding together less that of the same updates alone, both in each run. ' +
    "Decoding is bytes into the reader's book, validated and applied. fossil-delta makes and applies differences of " +
    'the whole book in columns of doubles (making the columns is not counted); deflate is JSON.stringify and ' +
    'permessage-deflate with its context kept, run without the event loop, and inflate and JSON.parse, without a book. ' +
    'All end with the same book; the three twins also with the same bytes.',
  goals: [
    ...(['encode', 'decode'] as const).flatMap((way) => [
      {
        text: `${way}: ≥ 50× against fossil-delta`,
        contests: new RegExp(`^${way} fast`),
        of: 'simd',
        against: 'fossil',
        atLeast: 50,
      },
      {
        text: `${way}: ≥ 200× against permessage-deflate a connection`,
        contests: new RegExp(`^${way} fast`),
        of: 'simd',
        against: 'deflate',
        atLeast: 200,
      },
      { text: `${way}: fast ≤ 15 ns a level entry`, contests: new RegExp(`^${way} fast`), of: 'simd', atMost: 15 },
      { text: `${way}: dense ≤ 80 ns a level entry`, contests: new RegExp(`^${way} dense`), of: 'simd', atMost: 80 },
    ]),
  ],
  plan(setting) {
    return kernelsOf('codec').map((kernel) =>
      plannedKernel(
        setting,
        kernel,
        () => codecSession(setting),
        (session) =>
          kernel.name.startsWith('encode')
            ? [fossilEncode(session), jsonDeflateEncode(session)]
            : [fossilDecode(session), jsonDeflateDecode(session)],
      ),
    );
  },
};

/** Short, since a peer takes a millisecond a message. */
function codecSession(setting: Setting): Session {
  const [capture] = setting.captures;
  const session = capture === undefined ? setting.session() : setting.sessionOf(capture);
  return firstMessages(session, 1 + scaled(setting, 500, 200, 20));
}
