/** `tickwire record`: what it writes proves the same as the session did, from an exchange and from a replay of a recording. */
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createProgram, run } from '../../host/cli/program.js';
import { registerRecord } from '../../host/cli/record.js';
import { loadCore, loadCoreSync } from '../../host/core/node.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import { parseInstrumentsFile } from '../../host/feeds/instruments-file.js';
import { ReplayVenue } from '../../host/feeds/replay/replay-venue.js';
import { surveyCapture } from '../../host/feeds/replay/survey-capture.js';
import type { BuiltInVenueId } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { Verification } from '../../host/feeds/verification.js';
import { capture, skipCaptures } from '../captures.js';
import { closeFeedsAfterEach, startExchange } from './running-feed.js';

closeFeedsAfterEach();

const root = mkdtempSync(join(tmpdir(), 'tickwire-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

function record(...args: string[]) {
  const folder = join(root, `r${folders++}`);
  const said = { out: '', err: '' };
  const streams = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  const signals = new EventEmitter();
  const program = createProgram([(made) => registerRecord(made, signals)], streams);
  const status = run(program, ['record', '--out', folder, ...args], streams);
  return { folder, said, signals, status };
}

/** What `verify` says of files of one session. */
async function proven(venue: BuiltInVenueId, paths: readonly string[], instruments?: string) {
  const parsed =
    instruments === undefined ? undefined : parseInstrumentsFile(readFileSync(instruments, 'utf8'), venueById(venue)!);
  const capacity = { streams: 16, totalLevels: 262_144 };
  const [encoder, decoder] = [loadCoreSync({ capacity }), loadCoreSync({ capacity })];
  const verification = new Verification({
    venue: venueById(venue)!,
    encoder,
    decoder,
    instruments: parsed?.ok ? parsed.instruments : [],
    parser: encoder,
  });
  for (const path of paths) {
    const reader = new CaptureReader(path);
    while (reader.next()) verification.line(reader.bytes, reader.tsRecv);
    expect(reader.fault).toBeUndefined();
    reader.close();
  }
  return verification.report(10);
}

const captures = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.gz(\.part)?$/.test(name))
        .map((name) => join(folder, name))
        .sort()
    : [];

describe('tickwire record', () => {
  it('of the simulated exchange: a row of files a symbol, each of which proves its book by itself', {
    timeout: 60_000,
  }, async () => {
    const { urls } = await startExchange({ rate: 400 });
    const { folder, said, signals, status } = record(
      ...['--venue', 'simulated', '--ws-url', urls.ws, '--rest-url', urls.rest, '--symbols', 'BTCUSDT,ETHUSDT'],
      ...['--rotate-every', '1s'],
    );
    const row = (name: string) => captures(folder).filter((path) => path.includes(name));
    await expect.poll(() => row('btcusdt').length, { timeout: 30_000 }).toBeGreaterThan(2);
    await expect.poll(() => row('ethusdt').length, { timeout: 30_000 }).toBeGreaterThan(2);
    signals.emit('SIGTERM');
    expect(await status).toBeUndefined();
    expect(said.err).toBe('');
    expect(captures(folder).filter((path) => path.endsWith('.part'))).toEqual([]);
    for (const name of ['BTCUSDT', 'ETHUSDT']) {
      const files = row(name.toLowerCase());
      const instruments = join(folder, 'simulated-instruments.json');
      const whole = (await proven('binance-spot', files, instruments)).symbols[name]!;
      expect(whole).toMatchObject({ state: 'live', gaps: 0, roundTrips: { failed: 0 }, bestQuotes: { failed: 0 } });
      expect(whole.updates).toBeGreaterThan(10);
      const second = (await proven('binance-spot', files.slice(1, 2), instruments)).symbols[name]!;
      expect(second).toMatchObject({ state: 'live', gaps: 0, bestQuotes: { failed: 0 } });
    }
  });

  it.skipIf(skipCaptures).each<[BuiltInVenueId, string, string[]]>([
    ['binance-usdm', 'binance-usdm/btcusdt-20240808.gz', []],
    ['kraken-v1', 'kraken/v1-book10-xbtusd-20230830.gz', ['--depth', '10']],
    ['okx', 'okx/v5-books-trades-tickers-20220513.gz', []],
  ])('of a replay of %s proves what the recording proves', { timeout: 120_000 }, async (venue, name, flags) => {
    const surveyed = surveyCapture(venue, [capture(name)]);
    if (!surveyed.ok) throw new Error(surveyed.reason);
    const events: string[] = [];
    const replay = new ReplayVenue({
      venue,
      paths: [capture(name)],
      survey: surveyed.survey,
      core: await loadCore({ capacity: { streams: 16, totalLevels: 262_144, trades: 1, results: 1, bytes: 65_536 } }),
      speed: 'max',
      instruments: [],
      events: { onStart() {}, onNote() {}, onEnd: () => events.push('end') },
    });
    const { wsUrl, restUrl } = await replay.listen();
    const symbols = [...surveyed.survey.symbols.keys()].join(',');
    const { folder, signals, status } = record(
      ...['--venue', venue, '--ws-url', wsUrl, '--rest-url', restUrl, '--symbols', symbols, ...flags],
    );
    await expect.poll(() => events, { timeout: 100_000 }).toEqual(['end']);
    await replay.close(5_000);
    signals.emit('SIGTERM');
    await status;
    const again = await proven(venue, captures(folder));
    const original = await proven(venue, [capture(name)]);
    for (const [symbol, report] of Object.entries(original.symbols)) {
      const { state, fingerprint, bids, asks, gaps, trades, checksums } = report;
      expect(again.symbols[symbol]).toMatchObject({ state, fingerprint, bids, asks, gaps, trades, checksums });
    }
  });

  it('answers a mistake with one line and status 2', async () => {
    const good = ['--venue', 'binance-spot', '--symbols', 'BTCUSDT'];
    const wrong: [string[], RegExp][] = [
      [['--symbols', 'BTCUSDT'], /--venue/],
      [['--venue', 'binance-spot'], /--symbols/],
      [['--venue', 'binance-spt', '--symbols', 'X'], /Did you mean binance-spot/],
      [['--venue', 'simulated', '--symbols', 'X'], /needs --ws-url/],
      [[...good, '--rotate-size', '64000'], /from 64kB/],
      [[...good, '--rotate-every', '999ms'], /from 1000 ms/],
      [[...good, '--for', '5'], /a duration such as/],
      [[...good, '--depth', '5'], /books are always whole/],
      [[...good, '--instruments', join(root, 'none')], /there is no such file/],
    ];
    for (const [args, message] of wrong) {
      const { status, said, folder } = record(...args);
      expect([await status, said.out], args.join(' ')).toEqual([2, '']);
      expect(said.err).toMatch(message);
      expect(said.err).toMatch(/^tickwire: [^\n]+\n$/);
      expect(existsSync(folder)).toBe(false);
    }
  });
});
