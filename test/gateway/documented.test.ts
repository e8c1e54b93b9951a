/** docs/PROTOCOL.md says what the code does: its examples are understood, its limits and codes are these. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ClientMessageReader } from '../../host/gateway/client-message.js';
import { GATEWAY_LIMITS } from '../../host/gateway/limits.js';
import * as control from '../../host/wire/control.js';
import { parseHostMessage } from '../../web/client/host-message.js';
import { CLIENT_CAPACITY } from '../../web/client/limits.js';

const text = readFileSync(new URL('../../docs/PROTOCOL.md', import.meta.url), 'utf8');

/** The text of a section, up to the next heading. */
function section(heading: string): string {
  const from = text.indexOf(`\n### ${heading}\n`);
  const to = text.indexOf('\n##', from + 1);
  return text.slice(from, to < 0 ? undefined : to);
}

const examples = (heading: string): string[] =>
  [...section(heading).matchAll(/```json\n([\s\S]*?)```/g)].flatMap(([, lines]) => lines!.trim().split('\n'));

/** Rows of a table, their first two cells. */
const rows = (heading: string): [string, string][] =>
  [...section(heading).matchAll(/^\| (\S+) +\| ([^|]*?) +\|/gm)]
    .map(([, first, second]): [string, string] => [first!.replaceAll('`', ''), second!])
    .filter(([first]) => !first.startsWith('-'));

describe('the documented control messages', () => {
  it('of clients are understood by the gateway', () => {
    const reader = new ClientMessageReader(GATEWAY_LIMITS);
    const messages = examples('Client to host');
    expect(messages).toHaveLength(14);
    for (const example of messages) expect(reader.read(example)).toEqual(JSON.parse(example));
  });

  it('of hosts are understood by the client', () => {
    const messages = examples('Host to client');
    expect(messages).toHaveLength(19);
    for (const example of messages) expect(parseHostMessage(example)).toEqual(JSON.parse(example));
  });

  it('have these error codes, close codes and limits', () => {
    expect(
      rows('Error codes')
        .map(([code]) => code)
        .slice(1)
        .sort(),
    ).toEqual([...control.ERROR_CODES].sort());
    const own = Object.entries(control).filter(([name]) => name.startsWith('CLOSE_'));
    const closes = rows('Close codes')
      .slice(1)
      .map(([code]) => Number(code));
    expect(closes.filter((code) => code >= 4000)).toEqual(own.map(([, code]) => code).sort());
    const limits = rows('Limits')
      .slice(1)
      .map(([name, value]) => [name, Number(value.replaceAll(',', ''))]);
    expect(Object.fromEntries(limits)).toEqual({ ...GATEWAY_LIMITS });
  });

  it('leave a client of default capacity the room that they say it needs', () => {
    const snapshotBytes = 256 + GATEWAY_LIMITS.depth * 2 * 16;
    expect(CLIENT_CAPACITY.levels).toBeGreaterThanOrEqual(2 * GATEWAY_LIMITS.depth);
    expect(CLIENT_CAPACITY.trades).toBeGreaterThanOrEqual(GATEWAY_LIMITS.tradesPerFrame);
    expect(CLIENT_CAPACITY.bytes).toBeGreaterThanOrEqual(Math.max(GATEWAY_LIMITS.sendMessageBytes, snapshotBytes));
    expect(CLIENT_CAPACITY.streams).toBeGreaterThanOrEqual(GATEWAY_LIMITS.subscriptions);
  });
});
