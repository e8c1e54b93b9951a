/** The benchmark's command line: what it takes, and what becomes of a mistake. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { UsageError } from '../host/cli/usage-error.js';
import type { Axis } from './axis.js';
import { ContestFault, Disagreement } from './contest.js';
import { type Flags, measure, rewriteReport, writeResult } from './measure.js';
import { runCommand, runNodes } from './nodes.js';
import { comparisonText } from './report/compare.js';
import { nodeTable } from './report/node-table.js';
import { readResult } from './result.js';

const MAX_RUNS = 100;
const WRITTEN_NODE_RUNS = 3;
/** The oldest that is supported, and those after it with long support. */
const NODE_VERSIONS = ['20', '24', '26'];
/** What an engine's version changes most. */
const NODE_AXES = 'parse,book,codec,simd';
const EXIT_DISAGREED = 1;
const EXIT_USAGE = 2;

/** What a run has of the outside. */
export interface Environment {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** The project's folder, where results and documents go. */
  readonly root: string;
  /** Runs a command and answers its exit status; default: a process. */
  readonly run?: (command: string, args: readonly string[]) => Promise<number>;
  /** Instead of the real ones, in tests. */
  readonly axes?: readonly Axis[];
}

/** Answers the exit status: 0 also where a target is missed, 1 where contestants disagree or a contest cannot be held, 2 for a mistake. */
export async function runBench(argv: readonly string[], environment: Environment): Promise<number> {
  const program = createProgram(argv, environment);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    if (error instanceof UsageError) environment.err(`bench: ${error.message}\n`);
    else if (error instanceof Disagreement || error instanceof ContestFault)
      environment.err(`bench: ${error.message}\n`);
    else throw error;
    return error instanceof UsageError ? EXIT_USAGE : EXIT_DISAGREED;
  }
}

function createProgram(argv: readonly string[], environment: Environment): Command {
  const { out, err } = environment;
  const program = new Command('bench')
    .description('Times the core on SIMD, scalar and plain TypeScript, and what a user could pick instead.')
    .option('--only <name>', 'axes, or contests whose name contains this; several with commas')
    .option('--quick', 'short runs, for a first look')
    .option('--tiny', 'one run of each on little data: shows that all works, not how fast')
    .option('--capture <file>', 'your own recorded session, as `tickwire verify` takes it')
    .option('--venue <id>', 'whose session the capture is; found by its frames where it is not said')
    .option('--runs <n>', 'repeat everything: medians and spreads over the runs', wholeRuns)
    .option('--list', 'say what there is, and run nothing')
    .option('--json <file>', 'write the result to a file')
    .option('--write', 'write bench/results, docs/charts, docs/BENCHMARKS.md; 5 runs where --runs does not say')
    .option('--no-nodes', 'with --write: leave out the other versions of Node')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) =>
        write(
          `${text
            .trim()
            .replace(/^error/, 'bench')
            .replace(/\s*\n\s*/g, ' ')}\n`,
        ),
    })
    .action((flags: Flags) => all(flags, commandOf(argv), environment));
  program
    .command('compare')
    .description('Sets two results side by side: ratios, and whether their spreads overlap.')
    .argument('<a>', 'a result, as --json writes it')
    .argument('<b>', 'another')
    .action((a: string, b: string) => out(comparisonText(readResult(a), readResult(b))));
  program
    .command('nodes')
    .description('The same under several versions of Node, fetched by npx, in one table.')
    .argument('[versions...]', 'as in 20 24 26, which is the default')
    .option('--only <name>', 'axes, or contests whose name contains this; several with commas', NODE_AXES)
    .option('--quick', 'short runs')
    .option('--tiny', 'one run of each on little data')
    .option('--runs <n>', 'runs under each version', wholeRuns)
    .option('--write', 'into bench/results and docs/BENCHMARKS.md, too')
    .action((versions: string[], flags: Flags) => nodes(versions, flags, environment));
  program
    .command('report')
    .description('Draws the charts and writes docs/BENCHMARKS.md anew, from what lies in bench/results.')
    .action(() => rewriteReport(environment));
  return program;
}

/** As one would type it again; where its JSON went is of no interest. */
function commandOf(argv: readonly string[]): string {
  const at = argv.indexOf('--json');
  const kept = at < 0 ? argv : argv.toSpliced(at, 2);
  return `npm run bench -- ${kept.join(' ')}`.replace(/ -- $/, '');
}

/** A run; where it is written, the versions of Node too, which this process alone cannot compare. */
async function all(flags: Flags, command: string, environment: Environment): Promise<void> {
  await measure(flags, command, environment);
  if (!flags.write || flags.nodes === false) return;
  const scale = flags.tiny ? { tiny: true } : { quick: true };
  await nodes([], { ...scale, only: flags.only ?? NODE_AXES, runs: WRITTEN_NODE_RUNS, write: true }, environment);
}

async function nodes(versions: readonly string[], given: Flags, environment: Environment): Promise<void> {
  const { out, err, run = runCommand, root } = environment;
  const flags = [
    ...(given.only === undefined ? [] : ['--only', given.only]),
    ...(given.quick ? ['--quick'] : []),
    ...(given.tiny ? ['--tiny'] : []),
    ...(given.runs === undefined ? [] : ['--runs', String(given.runs)]),
  ];
  const results = await runNodes({
    versions: versions.length === 0 ? NODE_VERSIONS : versions,
    flags,
    told: (line) => err(`bench: ${line}\n`),
    run,
  });
  out(`${nodeTable(results)}\n`);
  if (!given.write) return;
  for (const result of results) writeResult(root, `node-${/\d+/.exec(result.runtime)![0]}.json`, result);
  await rewriteReport(environment);
}

function wholeRuns(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= MAX_RUNS) return runs;
  throw new InvalidArgumentError(`give a whole number from 1 to ${MAX_RUNS}.`);
}
