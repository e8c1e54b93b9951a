/** One run of the benchmark as its flags say: contests held, result told and written. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../host/cli/usage-error.js';
import { AXES } from './axes/index.js';
import type { Axis, PlannedContest } from './axis.js';
import { captureSession } from './capture-session.js';
import { ownCapture, recordedCaptures } from './captures.js';
import { hold } from './championship.js';
import { thisCommit, thisMachine } from './machine.js';
import { nodeTwins } from './node-twins.js';
import type { Environment } from './program.js';
import { randomSession } from './random-session.js';
import { summary } from './report/summary.js';
import type { Result } from './result.js';
import type { Session } from './session.js';
import type { Capture, Scale, Setting } from './setting.js';

const SEED = 20_240_808;
const RANDOM_MESSAGES: Readonly<Record<Scale, number>> = { full: 4_000, quick: 2_000, tiny: 60 };
/** Of `--write` where nobody says how many. */
const WRITTEN_RUNS = 5;
const LATEST = 'latest.json';

export interface Flags {
  readonly only?: string;
  readonly quick?: boolean;
  readonly tiny?: boolean;
  readonly capture?: string;
  readonly venue?: string;
  readonly runs?: number;
  readonly list?: boolean;
  readonly json?: string;
  readonly write?: boolean;
  readonly nodes?: boolean;
}

/** @throws UsageError, Disagreement */
export async function measure(flags: Flags, command: string, environment: Environment): Promise<void> {
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
  const runs = flags.runs ?? (flags.write ? WRITTEN_RUNS : 1);
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
  if (flags.write) {
    writeResult(environment.root, LATEST, result);
    await rewriteReport(environment);
  }
}

function settingOf(flags: Flags, env: NodeJS.ProcessEnv): Setting {
  const scale: Scale = flags.tiny ? 'tiny' : flags.quick ? 'quick' : 'full';
  const sessions = new Map<string, Session>();
  const remembered = (key: string, make: () => Session) => {
    const known = sessions.get(key) ?? make();
    sessions.set(key, known);
    return known;
  };
  const own = flags.capture === undefined ? undefined : ownCapture(flags.capture, flags.venue);
  const sessionOf = (capture: Capture) => remembered(capture.path, () => captureSession(capture));
  const generated = () => remembered('generated', () => randomSession(SEED, RANDOM_MESSAGES[scale]));
  return {
    scale,
    twins: nodeTwins,
    captures: own === undefined ? recordedCaptures(env) : [own],
    session: () => (own === undefined ? generated() : sessionOf(own)),
    sessionOf,
  };
}

/** Of several names, with commas between them: an axis by its name, whole; else contests by what their names contain. */
function wanted(only: string | undefined, axes: readonly Axis[], setting: Setting) {
  if (only === undefined) return () => true;
  const names = only.split(',').map((name) => name.trim());
  const fits = (name: string, axis: Axis, contest: PlannedContest) =>
    axes.some((one) => one.name === name) ? axis.name === name : name !== '' && contest.name.includes(name);
  const lost = names.find(
    (name) => !axes.some((axis) => axis.plan(setting).some((contest) => fits(name, axis, contest))),
  );
  if (lost !== undefined) {
    const known = axes.map(({ name }) => name).join(', ');
    throw new UsageError(`--only ${lost}: no axis or contest is called so; the axes are ${known}, --list says more`);
  }
  return (axis: Axis, contest: PlannedContest) => names.some((name) => fits(name, axis, contest));
}

/** Into bench/results. */
export function writeResult(root: string, file: string, result: Result): void {
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, file), result);
}

/** Charts and document, from what lies in bench/results. The chart library takes a second to load: only here. */
export async function rewriteReport({ root, axes = AXES }: Environment): Promise<void> {
  const { writeReport } = await import('./report/written.js');
  writeReport(root, axes);
}

function writeJson(path: string, result: Result): void {
  try {
    writeFileSync(path, `${JSON.stringify(result, null, 1)}\n`);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}
