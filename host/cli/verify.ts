/** `tickwire verify`: recorded sessions through feed, core, encoder and decoder, and the proof that the books are right. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { choice, integer } from '../config/field.js';
import { WasmCore } from '../core/index.js';
import { loadCore } from '../core/node.js';
import { CaptureReader } from '../feeds/capture.js';
import type { Instrument } from '../feeds/instrument.js';
import { parseInstrumentsFile } from '../feeds/instruments-file.js';
import { VENUE_IDS, type Venue } from '../feeds/venue.js';
import { venueById } from '../feeds/venues.js';
import { type SymbolReport, type Tally, Verification, type VerificationReport } from '../feeds/verification.js';
import { createReferenceCore } from '../reference/core.js';
import { CODEC_NAMES, type CodecName, DEFAULT_CODEC } from '../wire/codec.js';
import type { Core, CoreCapacity, CoreName } from '../wire/core.js';
import type { FrameParser } from '../wire/parser.js';
import { bySchema, numberBySchema } from './flag.js';
import { UsageError } from './usage-error.js';
import { verifyTable } from './verify-table.js';

/** Symbols of one session, all levels and trades of each. */
const CAPACITY: Partial<CoreCapacity> = { streams: 256, totalLevels: 1_048_576, models: 256 };
/** Files from this size on show how far it is. */
const LARGE_FILE_BYTES = 1_000_000;
const DEFAULT_DEPTH = 10;
const MAX_LEVELS = 65_536;
const CORES = ['simd', 'scalar', 'reference'] as const;
const DECODERS = ['wasm', 'parse', 'ts'] as const;
/** Of a core that only reads frames. */
const PARSER_CAPACITY: Partial<CoreCapacity> = { streams: 1, totalLevels: 1, models: 1 };
/** The session was read, and something in it is not as it should be. */
const EXIT_UNPROVEN = 1;

const INSTRUMENTS_HELP = `
A file of instruments: {"symbols":{"BTCUSDT":{"tick":"0.01","lot":"0.00001"}}}, symbols as the venue spells them.
Without one the steps are inferred from each snapshot.

Where a venue's best quotes have no update id (coinbase), they are compared with the book at their receipt and told
apart as advisory quotes: streams race one another, so some differ, which proves nothing and fails nothing.

Exit status: 0 all proven, 1 something failed or a book ended not live, 2 a mistake in the command or an unusable file.`;

interface Flags {
  readonly venue: string;
  readonly core: CoreName;
  readonly decoder?: (typeof DECODERS)[number];
  readonly codec: CodecName;
  readonly instruments?: string;
  readonly depth: number;
  readonly json?: boolean;
}

/** Where `verify` writes besides the program's streams, and what it ends with. */
export interface VerifyEnvironment {
  /** Whether standard error is a terminal, where progress may be shown. */
  readonly isTerminal: boolean;
  readonly exit: (status: number) => void;
}

const PROCESS: VerifyEnvironment = {
  isTerminal: process.stderr.isTTY === true,
  exit: (status) => {
    process.exitCode = status;
  },
};

export function registerVerify(program: Command, environment: VerifyEnvironment = PROCESS): void {
  program
    .command('verify')
    .description('Rebuild the books of recorded sessions and prove them: checksums, best quotes, round trips.')
    .argument('<files...>', 'recorded sessions, plain or gzip; several of one session in order')
    .requiredOption('--venue <id>', `whose session: ${VENUE_IDS.join(', ')}`, bySchema(choice(VENUE_IDS)))
    .option('--core <build>', `which core: ${CORES.join(', ')}`, bySchema(choice(CORES)), 'simd')
    .option(
      '--decoder <kind>',
      'what takes the frames: wasm (the core, from bytes to book; the default), parse (the core only reads them) or ts',
      bySchema(choice(DECODERS)),
    )
    .option(
      '--codec <name>',
      `how books are coded: ${CODEC_NAMES.join(', ')}`,
      bySchema(choice(CODEC_NAMES)),
      DEFAULT_CODEC,
    )
    .option('--instruments <file>', "price and size steps: the venue's own answer, or as below")
    .option(
      '--depth <levels>',
      'levels a side to show, 0 for all',
      numberBySchema(integer(0, MAX_LEVELS)),
      DEFAULT_DEPTH,
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', INSTRUMENTS_HELP)
    .action((files: readonly string[], flags: Flags, command: Command) => verify(files, flags, command, environment));
}

async function verify(
  files: readonly string[],
  flags: Flags,
  command: Command,
  environment: VerifyEnvironment,
): Promise<void> {
  const output = command.configureOutput();
  const print = (text: string) => output.writeOut?.(text);
  const note = (text: string) => output.writeErr?.(text);
  const venue = venueById(flags.venue)!;
  const instruments = flags.instruments === undefined ? [] : readInstruments(flags.instruments, venue);
  const [encoder, decoder] = await Promise.all([openCore(flags.core), openCore(flags.core)]);
  const parser = await openParser(flags, encoder);
  const { codec } = flags;
  const verification = new Verification({
    venue,
    encoder,
    decoder,
    instruments,
    codec,
    ingests: flags.decoder !== 'parse',
    ...(parser && { parser }),
  });
  for (const file of files) readSession(file, verification, environment.isTerminal ? note : () => {});
  const report = verification.report(flags.depth);
  print(flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : verifyTable(report));
  const complaint = complaintOf(report, verification.unopened);
  if (complaint === undefined) return;
  note(`tickwire: ${complaint}\n`);
  environment.exit(EXIT_UNPROVEN);
}

function readInstruments(path: string, venue: Venue): readonly Instrument[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--instruments ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const result = parseInstrumentsFile(text, venue);
  if (result.ok) return result.instruments;
  throw new UsageError(`--instruments ${path}: ${result.reason}`);
}

function openCore(name: CoreName): Core | Promise<Core> {
  return name === 'reference' ? createReferenceCore(CAPACITY) : loadCore({ build: name, capacity: CAPACITY });
}

/** What reads the frames: the core that encodes, or one of its own beside a reference. */
async function openParser({ decoder }: Flags, encoder: Core): Promise<FrameParser | undefined> {
  if (decoder === 'ts') return undefined;
  return encoder instanceof WasmCore ? encoder : loadCore({ capacity: PARSER_CAPACITY });
}

/** A file that cannot be read to its end proves nothing: that is the user's to mend. */
function readSession(path: string, verification: Verification, note: (text: string) => void): void {
  const reader = new CaptureReader(path);
  const isLarge = reader.totalBytes >= LARGE_FILE_BYTES;
  let percent = -1;
  while (reader.next()) {
    verification.line(reader.bytes, reader.tsRecv);
    const now = isLarge ? Math.floor((100 * reader.readBytes) / reader.totalBytes) : percent;
    if (now === percent) continue;
    percent = now;
    note(`\r${path}: ${percent} %, ${reader.lines} frames `);
  }
  reader.close();
  if (percent >= 0) note('\r\x1b[K');
  if (reader.fault !== undefined) throw new UsageError(reader.fault);
}

/** What is not as it should be, in one line; undefined where all is proven. */
function complaintOf(report: VerificationReport, unopened: number): string | undefined {
  const symbols = Object.entries(report.symbols);
  if (symbols.length === 0) return `no message of any book among ${report.frames} frames`;
  const wrong = symbols.flatMap(([native, symbol]) => {
    const faults = faultsOf(symbol);
    return faults.length === 0 ? [] : [`${native} ${faults.join(', ')}`];
  });
  if (unopened > 0) wrong.push(`${unopened} messages of symbols beyond ${symbols.length}, the most of one run`);
  return wrong.length === 0 ? undefined : wrong.join('; ');
}

function faultsOf(symbol: SymbolReport): string[] {
  const failed = (tally: Tally, what: string) =>
    tally.failed === 0 ? [] : [`${tally.failed} of ${tally.ok + tally.failed} ${what} failed`];
  return [
    ...(symbol.state === 'live' ? [] : [`ended ${symbol.state}`]),
    ...failed(symbol.checksums, 'checksums'),
    ...failed(symbol.bestQuotes, 'best quotes'),
    ...failed(symbol.roundTrips, 'round trips'),
  ];
}
