/**
 * Golden dialogues: who comes back to a host is answered the same, to the byte, as when the file was written.
 * TICKWIRE_WRITE_GOLDEN=1 writes those that are missing.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ClientMessageReader } from '../../host/gateway/client-message.js';
import { GATEWAY_LIMITS } from '../../host/gateway/limits.js';
import { parseHostMessage } from '../../web/client/host-message.js';
import { FrameReader } from '../gateway/frame-reader.js';
import { type Dialogue, type Loss, playLoss } from './dialogue.js';

const LOSSES: { readonly [name: string]: Loss } = {
  'resume-frames': { about: 'the very frames', codec: 'fast', limits: {} },
  'resume-catch-up': { about: 'a catch-up, then late trades', codec: 'fast', limits: { historyFrames: 1 } },
  'resume-catch-up-missed': {
    about: 'a catch-up, then late trades of which the first are not kept',
    codec: 'fast',
    limits: { historyFrames: 1, tradeBacklog: 3 },
  },
  'resume-dense': { about: 'a catch-up of a dense stream, then a fast twin', codec: 'dense', limits: {} },
  'resume-invalid': { about: 'a snapshot, then late trades', codec: 'fast', limits: {}, change: 'invalid' },
  'resume-other-life': { about: 'a snapshot alone', codec: 'fast', limits: {}, change: 'other life' },
  'resume-other-grid': { about: 'a snapshot, and trades counted', codec: 'plain', limits: {}, change: 'other grid' },
  'resume-behind': {
    about: 'a snapshot of a dense stream when its generation is old enough',
    codec: 'dense',
    limits: { generationMs: 500 },
    change: 'invalid',
  },
};

const folder = new URL('./dialogues/v1/', import.meta.url);
const pathOf = (name: string): URL => new URL(`${name}.json`, folder);
const read = (name: string): Dialogue => JSON.parse(readFileSync(pathOf(name), 'utf8')) as Dialogue;

if (process.env['TICKWIRE_WRITE_GOLDEN'] === '1') {
  for (const [name, loss] of Object.entries(LOSSES)) {
    if (!existsSync(pathOf(name))) writeFileSync(pathOf(name), `${JSON.stringify(playLoss(loss), null, 1)}\n`);
  }
}

describe('golden dialogues', () => {
  it('are there for every way of coming back', () => {
    const names = readdirSync(folder).map((file) => file.replace('.json', ''));
    expect(names.toSorted()).toEqual(Object.keys(LOSSES).toSorted());
    const recoveries = names.flatMap((name) =>
      read(name).said.flatMap((said) => ('host' in said && 'recovery' in said.host ? said.host.recovery : [])),
    );
    expect(new Set(recoveries)).toEqual(new Set(['frames', 'catch_up', 'snapshot', 'behind']));
  });

  it.each(Object.keys(LOSSES))('%s is what the gateway says', (name) => {
    const { loss, said } = playLoss(LOSSES[name]!);
    const golden = read(name);
    expect(loss).toEqual(golden.loss);
    expect(said).toHaveLength(golden.said.length);
    // What hosts say may grow; a client passes over fields that it does not know.
    expect(said).toMatchObject(golden.said);
  });

  it.each(Object.keys(LOSSES))('%s is understood on both sides, frame by frame', (name) => {
    const reader = new FrameReader();
    const requests = new ClientMessageReader(GATEWAY_LIMITS);
    let trades = 0;
    let isBack = false;
    for (const said of read(name).said) {
      if ('client' in said) expect(requests.read(JSON.stringify(said.client))).toEqual(said.client);
      else if ('host' in said) {
        expect(parseHostMessage(JSON.stringify(said.host))).toEqual(said.host);
        if (said.host.type === 'subscribed') reader.open(said.host.stream);
      } else if ('frames' in said) {
        const frames = reader.read(Buffer.from(said.frames, 'hex'));
        expect(frames.map(({ code }) => code)).toEqual(frames.map(() => 'ok'));
        for (const frame of frames) trades += isBack ? frame.trades + frame.missed : 0;
      } else isBack ||= said.connection === 'made';
    }
    // Two steps while it was away and one after, of two trades each; those of another life are nobody's.
    expect(trades).toBe(name === 'resume-other-life' ? 2 : 6);
  });
});
