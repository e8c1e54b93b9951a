/** The command line as a whole: its commands, and what becomes of a mistake. Not what a command does. */
import { Command, CommanderError } from 'commander';
import { withoutPassword } from '../config/problems.js';
import { VERSION } from '../version.js';
import { EXIT_INTERNAL, EXIT_USAGE } from './exit-status.js';
import { UsageError } from './usage-error.js';

/** Adds one command to the program. */
export type Register = (program: Command) => void;

/** Where a program writes. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export function createProgram(registers: readonly Register[], streams: Streams): Command {
  const program = new Command('tickwire');
  program
    .description('Streaming analytics runtime for market data: exchange feeds in, exact order books out.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: streams.out,
      writeErr: streams.err,
      outputError: (text, write) => write(`${withoutPassword(oneLine(text))}\n`),
    });
  for (const register of registers) register(program);
  return program;
}

/** Runs it; answers the exit status, or undefined where the command leaves that to the process. */
export async function run(program: Command, argv: readonly string[], streams: Streams): Promise<number | undefined> {
  if (argv.length === 0) {
    const names = program.commands.map((command) => command.name()).join(', ');
    streams.err(`tickwire: which command? There are ${names}; see tickwire --help\n`);
    return EXIT_USAGE;
  }
  try {
    await program.parseAsync(asked(program, argv), { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return statusOf(error);
    if (error instanceof UsageError) {
      for (const line of error.lines) streams.err(`tickwire: ${line}\n`);
      return EXIT_USAGE;
    }
    throw error;
  }
}

/** `help` of a command that is not there is told as the command itself would be: in one line. */
function asked(program: Command, argv: readonly string[]): readonly string[] {
  const [first, name] = argv;
  if (first !== 'help' || name === undefined || name === 'help' || name.startsWith('-')) return argv;
  return program.commands.some((command) => command.name() === name) ? argv : argv.slice(1);
}

/** Whatever commander itself refuses is the user's mistake; help and version are none. */
function statusOf(error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  return error.code.startsWith('commander.') && error.exitCode === 1 ? EXIT_USAGE : error.exitCode;
}

function oneLine(text: string): string {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');
  const hint = /Did you mean|--help/.test(line) || !line.startsWith('unknown') ? '' : '; see tickwire --help';
  return `tickwire: ${line}${hint}`;
}

/** One line for a fault of this program; with `stack`, where it happened. */
export function internalError(error: unknown, stack: boolean, streams: Streams): number {
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
  streams.err(`tickwire: internal error: ${message}${stack ? '' : ' (TICKWIRE_LOG_LEVEL=debug shows where)'}\n`);
  if (stack && error instanceof Error && error.stack !== undefined) streams.err(`${error.stack}\n`);
  return EXIT_INTERNAL;
}
