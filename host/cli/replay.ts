/** `tickwire replay`: serves recordings as their venue would, until it is told to stop. */
import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { choice, host, port } from '../config/field.js';
import { loadCore } from '../core/node.js';
import type { Instrument } from '../feeds/instrument.js';
import { parseInstrumentsFile } from '../feeds/instruments-file.js';
import type { Speed } from '../feeds/replay/player.js';
import { ReplayVenue } from '../feeds/replay/replay-venue.js';
import type { Survey } from '../feeds/replay/survey.js';
import { surveyCapture } from '../feeds/replay/survey-capture.js';
import { type BuiltInVenueId, VENUE_IDS } from '../feeds/venue.js';
import { venueById } from '../feeds/venues.js';
import { type Core, DEFAULT_CAPACITY } from '../wire/core.js';
import { bySchema, numberBySchema } from './flag.js';
import { listening, onStop } from './serving.js';
import { UsageError } from './usage-error.js';

const DEFAULT_PORT = 9444;
const MAX_SPEED = 1_000_000;
/** What clients have to take the last frames. */
const GOODBYE_MS = 5_000;
const STOP_MS = 500;

interface Flags {
  readonly venue: BuiltInVenueId;
  readonly speed: Speed;
  readonly port: number;
  readonly host: string;
  readonly instruments?: string;
  readonly exit?: true;
}

/** @param signals what tells of SIGINT and SIGTERM */
export function registerReplay(program: Command, signals: EventEmitter = process): void {
  // Without twins in the environment: those are of `tickwire start`, which often runs beside this.
  program
    .command('replay')
    .description('Serve recorded sessions as their venue would, over WebSocket and REST.')
    .argument('<files...>', 'captures of one session: gzip or text, "<ns since the epoch> <frame>" a line')
    .requiredOption('--venue <venue>', `whose they are: ${VENUE_IDS.join(', ')}`, bySchema(choice(VENUE_IDS)))
    .option('--speed <factor>', 'times as fast as recorded, or max', speed, 1)
    .option('--port <port>', 'port to listen on, 0 for any', numberBySchema(port), DEFAULT_PORT)
    .option('--host <host>', 'interface to listen on', bySchema(host), '127.0.0.1')
    .option('--instruments <file>', 'what the venue is to say of instruments; without, what the recording shows')
    .option('--exit', 'end with the recording, instead of going on answering')
    .action((files: string[], flags: Flags, command: Command) => replay(files, flags, command, signals));
}

function speed(text: string): Speed {
  if (text === 'max') return 'max';
  const factor = /^\d+(\.\d+)?x?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (factor > 0 && factor <= MAX_SPEED) return factor;
  throw new InvalidArgumentError(`Expected max, or a number above 0 and up to ${MAX_SPEED}.`);
}

async function replay(files: readonly string[], flags: Flags, command: Command, signals: EventEmitter): Promise<void> {
  const say = (line: string) => command.configureOutput().writeOut?.(`${line}\n`);
  const instruments = flags.instruments === undefined ? [] : readInstruments(flags.instruments, flags.venue);
  const surveyed = surveyCapture(flags.venue, files);
  if (!surveyed.ok) {
    if (surveyed.usage) throw new UsageError(surveyed.reason);
    command.error(surveyed.reason, { exitCode: 1, code: 'tickwire.damaged' });
  }
  const { survey } = surveyed;
  const served: ReplayVenue = new ReplayVenue({
    venue: flags.venue,
    paths: files,
    survey,
    core: await coreFor(survey, flags.venue),
    speed: flags.speed,
    instruments,
    events: {
      onStart: () => say('started: a client has subscribed'),
      onNote: say,
      onEnd: () => {
        say(
          `the recording has ended after ${served.lines} lines${flags.exit ? '' : '; still answering as it left off'}`,
        );
        if (flags.exit) void served.close(GOODBYE_MS);
      },
    },
  });
  const { wsUrl, restUrl } = await listening(() => served.listen(flags), flags.host, flags.port);
  onStop(signals, () => void served.close(STOP_MS));
  for (const line of greeting(survey, flags, wsUrl, restUrl)) say(line);
}

function greeting(survey: Survey, flags: Flags, wsUrl: string, restUrl: string): string[] {
  const symbols = [...survey.symbols.keys()].join(',');
  const seconds = ((survey.lastRecv - survey.firstRecv) / 1e6).toFixed(0);
  const depth = Math.min(...[...survey.symbols.values()].map((symbol) => symbol.depth));
  const depthFlag = depth > 0 ? ` --depth ${depth}` : '';
  const at = flags.speed === 'max' ? 'as fast as it is read' : `at ${flags.speed}x`;
  return [
    `replay of ${flags.venue}: ${symbols}, ${survey.lines} lines over ${seconds} s, ${at}`,
    ...(survey.malformed > 0 ? [`${survey.malformed} malformed lines`] : []),
    `streams ${wsUrl}   REST ${restUrl}`,
    `connect: tickwire start --venue ${flags.venue} --ws-url ${wsUrl} --rest-url ${restUrl} --symbols ${symbols}${depthFlag}`,
    'starts at the first subscription; stop: Ctrl-C',
  ];
}

/** Room for a stream a symbol, and one for each smaller depth that clients may ask for. Nothing is encoded. */
async function coreFor(survey: Survey, venue: BuiltInVenueId): Promise<Core> {
  const each = Math.max(1, venueById(venue)!.depths.length);
  const streams = survey.symbols.size * each;
  const totalLevels = Math.max(DEFAULT_CAPACITY.totalLevels, streams * 2_048);
  try {
    return await loadCore({ capacity: { streams, totalLevels, trades: 1, results: 1, bytes: 65_536 } });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`the recording has ${survey.symbols.size} symbols, too many for one replay: ${error.message}`);
  }
}

function readInstruments(file: string, venue: BuiltInVenueId): readonly Instrument[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message.replace(/,.*/s, '')}`);
  }
  const result = parseInstrumentsFile(text, venueById(venue)!);
  if (!result.ok) throw new UsageError(`${file}: ${result.reason}`);
  return result.instruments;
}
