/** Lending writers to `ingest`: what links refuse, what ends them, and that names are kept apart by source and venue. */
import { describe, expect, it } from 'vitest';
import {
  HANDED_OTHER,
  HANDED_UNARMED,
  HANDED_UNLINKED,
  INGESTED,
  INGESTED_HANDED,
  INGESTED_HANDLE,
  MAX_SENT_DECIMALS,
  MAX_SOURCE,
  ORDERS,
  SUMS,
} from '../../assembly/ingest/layout.js';
import { ARGUMENT, VENUES } from '../../assembly/layout.js';
import { loadCoreSync } from '../../host/core/node.js';

const GRID = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };
const CAPACITY = { streams: 40, levels: 8, totalLevels: 64, trades: 2, results: 1, bytes: 1_024, models: 1 };
const BAD = [-1, 0.5, Number.NaN, 2 ** 53];

function open() {
  const core = loadCoreSync({ build: 'scalar', capacity: CAPACITY });
  const link = (handle: number, name: string, source = 0, venue = 0, order = 0) => {
    core.input.set(Buffer.from(name));
    return core.link(handle, source, venue, order, 0, name.length);
  };
  const arm = (handle: number, lastId = 10) => core.arm(handle, lastId, -1, -1, 0, 0, 0);
  const ingest = (name: string, source = 0, id = 11) => {
    const text = JSON.stringify({ e: 'depthUpdate', E: 1, s: name, U: id, u: id, b: [['1.00', '1.000']], a: [] });
    core.input.set(Buffer.from(text));
    return [core.ingest(source, 0, 0, text.length, 5), core.ingested[INGESTED_HANDED], core.ingested[INGESTED_HANDLE]];
  };
  return { core, link, arm, ingest };
}

describe('a link', () => {
  it('leads one name on one source of one venue to one writer', () => {
    const { core, link, arm, ingest } = open();
    for (let handle = 0; handle < 40; handle++) core.openWriter(handle, 0, 0, GRID);
    // As many as there are streams, so that their places in the table collide and move.
    for (let handle = 0; handle < 40; handle++)
      expect(link(handle, `S${handle % 20}`, Math.floor(handle / 20))).toBe(0);
    for (let handle = 0; handle < 40; handle++) expect(arm(handle)).toBe(0);
    expect(link(3, 'S4')).toBe(-ARGUMENT);
    for (let handle = 0; handle < 40; handle += 3) expect(core.unlink(handle)).toBe(0);
    for (let handle = 0; handle < 40; handle++) {
      const told = handle % 3 === 0 ? [0, HANDED_UNLINKED, -1] : [INGESTED, 0, handle];
      expect(ingest(`S${handle % 20}`, Math.floor(handle / 20))).toEqual(told);
    }
    expect(ingest('S1', 2)).toEqual([0, HANDED_UNLINKED, -1]);
    expect(ingest('S', 0)).toEqual([0, HANDED_UNLINKED, -1]);
    expect(link(1, 'NEW')).toBe(0);
    expect(ingest('S1')).toEqual([0, HANDED_UNLINKED, -1]);
    expect(ingest('NEW')).toEqual([0, HANDED_UNARMED, -1]);
  });

  it('ends with its writer, and a restart takes the writer back', () => {
    const { core, link, arm, ingest } = open();
    core.openWriter(1, 0, 0, GRID);
    link(0, 'A');
    arm(0);
    core.restart(0, 1, GRID);
    expect(ingest('A')).toEqual([0, HANDED_UNARMED, -1]);
    expect(core.disarm(0)).toBe(-ARGUMENT);
    expect(arm(0)).toBe(0);
    core.close(0);
    core.openWriter(1, 0, 0, GRID);
    expect(ingest('A')).toEqual([0, HANDED_UNLINKED, -1]);
    expect([arm(0), core.unlink(0), core.encodeIngested(0, true, 0, 0, 0, 0)]).toEqual([
      -ARGUMENT,
      -ARGUMENT,
      -ARGUMENT,
    ]);
  });

  it('refuses what cannot be', () => {
    const { core, link } = open();
    core.openWriter(1, 0, 0, GRID);
    core.openReader(2);
    for (const handle of [...BAD, 1, 2, 40]) expect(link(handle, 'A')).toBe(-ARGUMENT);
    for (const source of [...BAD, MAX_SOURCE + 1]) expect(link(0, 'A', source)).toBe(-ARGUMENT);
    for (const venue of [...BAD, VENUES]) expect(link(0, 'A', 0, venue)).toBe(-ARGUMENT);
    for (const order of [...BAD, ORDERS]) expect(link(0, 'A', 0, 0, order)).toBe(-ARGUMENT);
    expect([link(0, ''), link(0, 'x'.repeat(65)), link(0, 'x'.repeat(64), MAX_SOURCE)]).toEqual([
      -ARGUMENT,
      -ARGUMENT,
      0,
    ]);
    expect([core.link(0, 0, 0, 0, 0, 1_025), core.link(0, 0, 0, 0, -1, 1), core.link(0, 0, 0, 0, 2, 1)]).toEqual([
      -17, -17, -17,
    ]);
    for (const bad of [-2, 0.5, Number.NaN, 2 ** 53]) {
      expect([core.arm(0, bad, -1, -1, 0, 0, 0), core.arm(0, -1, bad, -1, 0, 0, 0)]).toEqual([-17, -17]);
      expect(core.arm(0, -1, -1, bad, 0, 0, 0)).toBe(-ARGUMENT);
    }
    for (const bad of [...BAD, SUMS]) expect(core.arm(0, -1, -1, -1, bad, 0, 0)).toBe(-ARGUMENT);
    for (const bad of [...BAD, MAX_SENT_DECIMALS + 1]) {
      expect([core.arm(0, -1, -1, -1, 0, bad, 0), core.arm(0, -1, -1, -1, 0, 0, bad)]).toEqual([-17, -17]);
    }
    for (const bad of BAD) {
      expect([core.ingest(bad, 0, 0, 1, 0), core.ingest(0, bad, 0, 1, 0), core.ingest(0, 0, 0, 1, bad)]).toEqual([
        -17, -17, -17,
      ]);
      expect([core.encodeIngested(0, true, bad, 0, 0, 0), core.encodeIngested(0, true, 0, 0, 0, bad)]).toEqual([
        -17, -17,
      ]);
    }
    core.input.set(Buffer.from('{}'));
    expect([core.ingest(0, 0, 0, 2, 0), core.ingested[INGESTED_HANDED]]).toEqual([1, HANDED_OTHER]);
  });
});
