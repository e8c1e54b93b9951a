/** The benchmark's command line: what it takes, and what becomes of a mistake. */
import { writeFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { UsageError } from '../host/cli/usage-error.js';
import { AXES } from './axes/index.js';
import type { Axis, PlannedContest } from './axis.js';
import { captureSession } from './capture-session.js';
import { ownCapture, recordedCaptures } from './captures.js';
import { hold } from './championship.js';
import { Disagreement } from './contest.js';
import { thisCommit, thisMachine } from './machine.js';
import { nodeTwins } from './node-twins.js';
import { randomSession } from './random-session.js';
import { comparisonText } from './report/compare.js';
import { summary } from './report/summary.js';
import { type Result, readResult } from './result.js';
import type { Session } from './session.js';
import type { Capture, Scale, Setting } from './setting.js';

const SEED = 20_240_808;
const RANDOM_MESSAGES: Readonly<Record<Scale, number>> = { full: 4_000, quick: 2_000, tiny: 60 };
const MAX_RUNS = 100;
const EXIT_DISAGREED = 1;
const EXIT_USAGE = 2;

/** What a run has of the outside. */
export interface Environment {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Instead of the real ones, in tests. */
  readonly axes?: readonly Axis[];
}

interface Flags {
  readonly only?: string;
  readonly quick?: boolean;
  readonly tiny?: boolean;
  readonly capture?: string;
  readonly venue?: string;
  readonly runs?: number;
  readonly list?: boolean;
  readonly json?: string;
}

/** Answers the exit status: 0 also where a target is missed, 1 where contestants disagree, 2 for a mistake. */
export async function runBench(argv: readonly string[], environment: Environment): Promise<number> {
  const program = createProgram(argv, environment);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    if (error instanceof UsageError) environment.err(`bench: ${error.message}\n`);
    else if (error instanceof Disagreement) environment.err(`bench: ${error.message}\n`);
    else throw error;
    return error instanceof UsageError ? EXIT_USAGE : EXIT_DISAGREED;
  }
}

function createProgram(argv: readonly string[], environment: Environment): Command {
  const { out, err } = environment;
  const program = new Command('bench')
    .description('Times the core on SIMD, scalar and plain TypeScript, and what a user could pick instead.')
    .option('--only <name>', 'one axis, or contests whose name contains this')
    .option('--quick', 'short runs, for a first look')
    .option('--tiny', 'one run of each on little data: shows that all works, not how fast')
    .option('--capture <file>', 'your own recorded session, as `tickwire verify` takes it')
    .option('--venue <id>', 'whose session the capture is; found by its frames where it is not said')
    .option('--runs <n>', 'repeat everything: medians and spreads over the runs', wholeRuns)
    .option('--list', 'say what there is, and run nothing')
    .option('--json <file>', 'write the result to a file')
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
    .action((flags: Flags) => measure(flags, `npm run bench -- ${argv.join(' ')}`.trim(), environment));
  program
    .command('compare')
    .description('Sets two results side by side: ratios, and whether their spreads overlap.')
    .argument('<a>', 'a result, as --json writes it')
    .argument('<b>', 'another')
    .action((a: string, b: string) => out(comparisonText(readResult(a), readResult(b))));
  return program;
}

function wholeRuns(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= MAX_RUNS) return runs;
  throw new InvalidArgumentError(`give a whole number from 1 to ${MAX_RUNS}.`);
}

async function measure(flags: Flags, command: string, environment: Environment): Promise<void> {
  const { out, err, env, axes = AXES } = environment;
  const setting = settingOf(flags, env);
  const wants = wanted(flags.only, axes, setting);
  if (flags.list) {
    for (const axis of axes) {
      const names = axis.plan(setting).filter((contest) => wants(axis, contest));
      if (names.length > 0) out(`${axis.name}: ${names.map(({ name }) => name).join(', ')}\n`);
    }
    return;
  }
  if (setting.captures.length === 0) err('bench: no recorded traffic here, a generated session takes its place\n');
  const runs = flags.runs ?? 1;
  const outcome = await hold({ axes, setting, runs, wants, told: (line) => err(`bench: ${line}\n`) });
  const result: Result = {
    schema: 1,
    machine: thisMachine(),
    runtime: `Node ${process.versions.node}`,
    v8: process.versions.v8,
    commit: thisCommit(),
    command,
    date: environment.now().toISOString(),
    scale: setting.scale,
    runs,
    ...outcome,
  };
  out(summary(result, axes));
  if (flags.json !== undefined) writeJson(flags.json, result);
}

function settingOf(flags: Flags, env: NodeJS.ProcessEnv): Setting {
  const scale: Scale = flags.tiny ? 'tiny' : flags.quick ? 'quick' : 'full';
  const sessions = new Map<string, Session>();
  const remembered = (key: string, make: () => Session) => {
    const known = sessions.get(key) ?? make();
    sessions.set(key, known);
    return known;
  };
  return {
    scale,
    twins: nodeTwins,
    captures: flags.capture === undefined ? recordedCaptures(env) : [ownCapture(flags.capture, flags.venue)],
    randomSession: () => remembered('random', () => randomSession(SEED, RANDOM_MESSAGES[scale])),
    sessionOf: (capture: Capture) => remembered(capture.path, () => captureSession(capture)),
  };
}

/** An axis by its name, whole; else contests by what their names contain. */
function wanted(only: string | undefined, axes: readonly Axis[], setting: Setting) {
  if (only === undefined) return () => true;
  const isAxis = axes.some(({ name }) => name === only);
  const wants = (axis: Axis, contest: PlannedContest) => (isAxis ? axis.name === only : contest.name.includes(only));
  if (axes.some((axis) => axis.plan(setting).some((contest) => wants(axis, contest)))) return wants;
  const names = axes.map(({ name }) => name).join(', ');
  throw new UsageError(`--only ${only}: no axis or contest is called so; the axes are ${names}, --list says more`);
}

function writeJson(path: string, result: Result): void {
  try {
    writeFileSync(path, `${JSON.stringify(result, null, 1)}\n`);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}
