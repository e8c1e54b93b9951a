/** Whatever a venue sends, a decoder answers with events or a fault of the closed list, and goes on as before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VENUE_IDS } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { goldenFrames } from './golden-frames.js';
import { decodes, RecordingSink, type Told, tell } from './recording-sink.js';

/** The contract of FeedSink: events, or exactly one of `ignored` and `malformed`. */
function expectWellTold(told: readonly Told[], text: string): void {
  const alone = told.filter(([event]) => event === 'ignored' || event === 'malformed');
  if (told.length === 0 || (alone.length > 0 && told.length > 1)) {
    expect.fail(`${JSON.stringify(text)} tells ${JSON.stringify(told)}`);
  }
}

describe.each(VENUE_IDS)('%s', (id) => {
  const venue = venueById(id)!;
  const frames = goldenFrames[id];

  it('understands the frames that the rest of this file damages', () => {
    const decode = decodes(venue);
    for (const frame of frames) expect(decode(frame)[0]?.[0], frame).not.toBe('malformed');
  });

  it('takes every truncation', () => {
    const decode = decodes(venue);
    for (const frame of frames) {
      for (let length = 0; length < frame.length; length++) {
        const text = frame.slice(0, length);
        expect(decode(text), text).toEqual([['malformed', 'json']]);
      }
    }
  });

  it('takes every change of a single byte, and is unchanged by it', () => {
    const decode = decodes(venue);
    const untouched = frames.map((frame) => decode(frame));
    for (const frame of frames) {
      const bytes = Buffer.from(frame);
      for (let at = 0; at < bytes.length; at++) {
        const right = bytes[at]!;
        for (const wrong of [right ^ 1, right ^ 2, right ^ 0x10, right ^ 0x80, 0, 0x22, 0x2d, 0x2e, 0x39, 0x5b, 0x7d]) {
          bytes[at] = wrong;
          const text = bytes.toString('utf8');
          expectWellTold(decode(text), text);
        }
        bytes[at] = right;
      }
    }
    expect(frames.map((frame) => decode(frame))).toEqual(untouched);
  });

  it('takes random bytes, random JSON, and golden frames with a value replaced', () => {
    const decoder = venue.createDecoder();
    const check = (text: string) => {
      expectWellTold(tell(decoder, text), text);
      const sink = new RecordingSink();
      decoder.decodeSnapshot(text, 'BTCUSDT', sink);
      expectWellTold(sink.told, text);
    };
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('utf8'));
    const frame = fc.constantFrom(...frames);
    const absurd = fc.constantFrom(
      'null',
      '[]',
      '{}',
      '-1',
      '1e999',
      '"NaN"',
      '""',
      `"${'9'.repeat(400)}"`,
      'true',
      '[[[]]]',
    );
    const replaced = fc.tuple(frame, fc.nat(), absurd).map(([text, pick, value]) => {
      const places = [...text.matchAll(/"[^"]*"|[\d.]+|\[\]|null|true/g)];
      const place = places[pick % places.length];
      if (place === undefined) return value;
      return text.slice(0, place.index) + value + text.slice(place.index + place[0].length);
    });
    fc.assert(fc.property(fc.oneof(bytes, fc.json(), replaced, replaced), check), { numRuns: 3_000 });
  });
});
