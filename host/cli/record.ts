/** `tickwire record`: writes what a venue sends as captures, until it is told to stop. */
import type { EventEmitter } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { LocalBus } from '../bus/local.js';
import { BYTE_SIZE_FORM, parseByteSize } from '../config/byte-size.js';
import { parseConfig } from '../config/config.js';
import { ConfigError } from '../config/config-error.js';
import { DURATION_FORM, parseDuration } from '../config/duration.js';
import { type FeedPlan, feedPlans } from '../config/feed-plan.js';
import { path, restUrl, symbols, wsUrl } from '../config/field.js';
import { CONFIGURABLE_VENUES, depth, SIMULATED } from '../config/schema.js';
import { loadCore } from '../core/node.js';
import { type CaptureLimits, DEFAULT_CAPTURE_LIMITS } from '../feeds/capture-writer.js';
import type { Instrument } from '../feeds/instrument.js';
import { instrumentsText } from '../feeds/instruments-text.js';
import { Feed } from '../feeds/live/feed.js';
import { DEFAULT_FEED_LIMITS } from '../feeds/live/feed-limits.js';
import type { FeedLog } from '../feeds/live/feed-log.js';
import { recordable, SessionRecorder } from '../feeds/live/session-recorder.js';
import { openWebSocket } from '../feeds/live/socket.js';
import { systemTime } from '../feeds/live/time.js';
import { byName, bySchema, listBySchema, numberBySchema } from './flag.js';
import { onStop } from './serving.js';
import { UsageError } from './usage-error.js';
import { withCoinbaseKeys } from './venue-keys.js';

const MIN_FILE_BYTES = 65_536;
const MIN_FILE_MS = 1_000;
/** The recording ended for a reason other than the user's wish. */
const EXIT_UNFINISHED = 1;

interface Flags {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly out: string;
  readonly depth?: number;
  readonly wsUrl?: string;
  readonly restUrl?: string;
  readonly instruments?: string;
  readonly rotateSize: number;
  readonly rotateEvery: number;
  readonly for?: number;
}

/** @param signals what tells of SIGINT and SIGTERM */
export function registerRecord(program: Command, signals: EventEmitter = process): void {
  const { fileBytes, fileMs } = DEFAULT_CAPTURE_LIMITS;
  // Without twins in the environment: those are of `tickwire start`, which often runs beside this.
  program
    .command('record')
    .description('Record what a venue sends, for verify and replay to read.')
    .requiredOption('--venue <id>', `whose: ${CONFIGURABLE_VENUES.join(', ')}`, byName(CONFIGURABLE_VENUES))
    .requiredOption('--symbols <list>', 'as the venue spells them, commas between', listBySchema<string[]>(symbols))
    .option('--out <folder>', 'where to write', bySchema(path), '.')
    .option('--depth <levels>', 'levels a side to ask the venue for', numberBySchema(depth))
    .option('--ws-url <url>', "WebSocket base address instead of the venue's own", bySchema(wsUrl))
    .option('--rest-url <url>', 'REST base address; default: where --ws-url leads', bySchema(restUrl))
    .option('--instruments <file>', 'price and size steps, instead of asking the venue', bySchema(path))
    .addOption(
      new Option('--rotate-size <size>', 'begin another file at this size')
        .argParser(fileSize)
        .default(fileBytes, '256MB'),
    )
    .addOption(
      new Option('--rotate-every <duration>', 'begin another file at this age')
        .argParser(lasting(MIN_FILE_MS))
        .default(fileMs, '1h'),
    )
    .option('--for <duration>', 'stop after so long', lasting(1))
    .addHelpText('after', HELP)
    .action((flags: Flags, command: Command) => record(flags, command, signals));
}

const HELP = `
Files are named <venue>[-<symbol>]-<UTC time>-<number>.gz, with .part behind it while they are written; what a crash
leaves behind as .part can be read up to its last whole piece. Instruments, where the venue tells them over REST, are
in <venue>-instruments.json, for --instruments of verify and replay.`;

function fileSize(text: string): number {
  const bytes = parseByteSize(text);
  if (bytes !== undefined && bytes >= MIN_FILE_BYTES) return bytes;
  throw new InvalidArgumentError(`Expected ${BYTE_SIZE_FORM}, from 64kB.`);
}

function lasting(minMs: number): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= minMs) return ms;
    throw new InvalidArgumentError(`Expected ${DURATION_FORM}, from ${minMs} ms.`);
  };
}

async function record(flags: Flags, command: Command, signals: EventEmitter): Promise<void> {
  const output = command.configureOutput();
  const say = (line: string) => output.writeOut?.(`${line}\n`);
  const plan = planOf(flags);
  makeFolder(flags.out);
  let finish: (fault: string | undefined) => void = () => {};
  const finished = new Promise<string | undefined>((resolve) => {
    finish = resolve;
  });
  const venue = recordable(plan.venue);
  const recorder: SessionRecorder = new SessionRecorder({
    venue,
    folder: flags.out,
    limits: captureLimits(flags),
    time: systemTime,
    onRotated: () => feed.refresh(),
    onFault: (reason) => finish(reason),
  });
  const note = (line: string) => output.writeErr?.(`tickwire: ${line}\n`);
  const feed: Feed = await openFeed({ ...plan, venue }, recorder, flags.out, note);
  say(`recording ${plan.venue.id}: ${plan.symbols.join(', ')} into ${flags.out}; stop: Ctrl-C`);
  onStop(signals, () => finish(undefined));
  const cancel = flags.for === undefined ? () => {} : systemTime.after(flags.for, () => finish(undefined));
  void feed.start().then(() => {
    if ([...feed.books].length === 0) finish('no symbol is left to record');
  });
  const fault = await finished;
  cancel();
  feed.stop();
  await recorder.close();
  say(`recorded ${recorder.frames} frames: ${recorder.files.join(', ') || 'no file'}`);
  if (fault !== undefined) command.error(fault, { exitCode: EXIT_UNFINISHED, code: 'tickwire.unfinished' });
}

/** What is written together is short against a file, so that the snapshots asked for at its beginning come into it. */
function captureLimits({ rotateSize: fileBytes, rotateEvery: fileMs }: Flags): CaptureLimits {
  const { flushMs, flushBytes, queueBytes } = DEFAULT_CAPTURE_LIMITS;
  return { fileBytes, fileMs, flushMs: Math.min(flushMs, fileMs / 10), flushBytes, queueBytes };
}

/** As `tickwire start` would run it. */
function planOf({ out: _out, rotateSize: _size, rotateEvery: _every, for: _for, ...flags }: Flags): FeedPlan {
  if (flags.venue === SIMULATED && flags.wsUrl === undefined) {
    throw new UsageError('venue simulated needs --ws-url: tickwire simulate runs one and says where');
  }
  const loaded = parseConfig('', flags);
  if (!loaded.ok) throw new UsageError(...loaded.problems);
  try {
    return feedPlans(loaded.config, undefined, withCoinbaseKeys(loaded.config, systemTime))[0]!;
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(...error.problems);
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`--out ${folder} cannot be made: ${(error as NodeJS.ErrnoException).code}`);
  }
}

async function openFeed(plan: FeedPlan, tap: SessionRecorder, folder: string, note: (line: string) => void) {
  const core = await loadCore({ capacity: { streams: Math.max(2, plan.symbols.length) } });
  const log: FeedLog = { debug() {}, info() {}, warn: (_fields, message) => note(message) };
  const instruments = new Map<string, Instrument>();
  let streams = 0;
  return new Feed({
    ...plan,
    limits: { ...DEFAULT_FEED_LIMITS, staleMs: plan.staleMs ?? DEFAULT_FEED_LIMITS.staleMs },
    core,
    parser: core,
    publisher: new LocalBus(),
    nextStreamId: () => ++streams,
    time: systemTime,
    random: Math.random,
    openSocket: openWebSocket,
    fetch,
    log,
    tap,
    onInstruments: (found) => {
      // Those that the stream tells are in the recording.
      if (plan.venue.capabilities.instruments === 'stream') return;
      for (const instrument of found) instruments.set(instrument.symbol, instrument);
      writeWhole(`${folder}/${plan.venue.id}-instruments.json`, instrumentsText(instruments.values()), note);
    },
  });
}

function writeWhole(file: string, text: string, note: (line: string) => void): void {
  try {
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
  } catch (error) {
    note(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}
