/** Recorded traffic for the benchmark: the user's own file, or the folder beside the project where there is one. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../host/cli/usage-error.js';
import { CaptureReader } from '../host/feeds/capture.js';
import type { FeedSink } from '../host/feeds/venue.js';
import { VENUE_IDS } from '../host/feeds/venue.js';
import { venueById } from '../host/feeds/venues.js';
import type { Capture } from './setting.js';

/** In the order of the report; the first three are those of the bytes-a-level goal. */
const RECORDED: readonly (readonly [venueId: string, file: string])[] = [
  ['binance-spot', 'binance-spot/btcusdt-20240808.gz'],
  ['binance-usdm', 'binance-usdm/btcusdt-20240808.gz'],
  ['binance-coinm', 'binance-coinm/btcusd_perp-20240808.gz'],
  ['coinbase', 'coinbase/exchange-level2-ticker-matches-20210417.gz'],
];

/** Lines of a file that are looked at to tell whose it is. */
const LOOKED_AT = 2_000;

/** What lies beside the project, or in TICKWIRE_CAPTURES; empty where there is nothing. */
export function recordedCaptures(env: NodeJS.ProcessEnv): Capture[] {
  const folder = env['TICKWIRE_CAPTURES'] ?? besideProject();
  return RECORDED.map(([venueId, file]) => ({ name: venueId, path: `${folder}/${file}`, venueId })).filter(({ path }) =>
    existsSync(path),
  );
}

function besideProject(): string {
  // This file, or its compiled twin one folder deeper.
  const root = new URL(import.meta.url.includes('/dist/bench/') ? '../../' : '../', import.meta.url);
  return fileURLToPath(new URL('../shared/captures', root));
}

/**
 * The user's own file; whose frames it holds is found by reading its beginning.
 * @throws UsageError
 */
export function ownCapture(path: string, venueId?: string): Capture {
  if (venueId !== undefined && venueById(venueId) === undefined) {
    throw new UsageError(`--venue ${venueId}: there is no such venue; there are ${VENUE_IDS.join(', ')}`);
  }
  const frames = firstFrames(path);
  const found = venueId ?? VENUE_IDS.find((id) => knows(id, frames));
  if (found === undefined) {
    throw new UsageError(`${path} holds no frames of a known venue; name it with --venue, of ${VENUE_IDS.join(', ')}`);
  }
  return { name: basename(path), path, venueId: found };
}

function firstFrames(path: string): string[] {
  const reader = new CaptureReader(path);
  const frames: string[] = [];
  while (frames.length < LOOKED_AT && reader.next()) if (reader.tsRecv >= 0) frames.push(reader.text);
  reader.close();
  if (reader.fault !== undefined) throw new UsageError(reader.fault);
  if (frames.length === 0) {
    throw new UsageError(`${path} is no capture: its lines are not "<receive time, ns> <frame>"`);
  }
  return frames;
}

/** Whether a venue's decoder finds diffs among the frames and takes most of them. */
function knows(venueId: string, frames: readonly string[]): boolean {
  let diffs = 0;
  let malformed = 0;
  const sink: FeedSink = {
    snapshot() {},
    diff(symbol: string) {
      if (!venueId.startsWith('binance') || binanceOf(symbol, frames) === venueId) diffs++;
    },
    quote() {},
    trades() {},
    instruments() {},
    subscribed() {},
    rejected() {},
    heartbeat() {},
    ignored() {},
    malformed() {
      malformed++;
    },
  };
  const decoder = venueById(venueId)!.createDecoder();
  for (const frame of frames) decoder.decode(frame, sink);
  return diffs > 0 && malformed * 10 < frames.length;
}

/** Binance's markets have one form of frame: futures' diffs name the one before, COIN-M's symbols are of a pair with USD. */
function binanceOf(symbol: string, frames: readonly string[]): string {
  if (!frames.some((frame) => frame.includes('"pu":'))) return 'binance-spot';
  return /USD_/.test(symbol) ? 'binance-coinm' : 'binance-usdm';
}
