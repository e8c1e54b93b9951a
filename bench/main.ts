/** `npm run bench`: the kernels on simd, scalar and plain TypeScript, checked equal first, then timed in turn. */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { Bench } from 'tinybench';
import { loadCore } from '../host/core/node.js';
import { createReferenceCore } from '../host/reference/core.js';
import type { Core } from '../host/wire/core.js';
import { decode } from './kernels/decode.js';
import { encode } from './kernels/encode.js';
import type { Kernel } from './kernels/kernel.js';
import { snapshot } from './kernels/snapshot.js';
import { update } from './kernels/update.js';
import { randomSession } from './random-session.js';
import { table } from './report/table.js';
import { entryCount, messageCount, type Session } from './session.js';

const KERNELS: readonly Kernel[] = [update, encode, decode, snapshot];
const SEED = 20_240_808;
const CAPACITY = { streams: 8, levels: 16_384, totalLevels: 131_072 };

async function contestants(): Promise<Core[]> {
  return [
    await loadCore({ build: 'simd', capacity: CAPACITY }),
    await loadCore({ build: 'scalar', capacity: CAPACITY }),
    createReferenceCore(CAPACITY),
  ];
}

/** Median ns an item of each contestant, in the order of `contestants`. */
async function measure(kernel: Kernel, session: Session, quick: boolean): Promise<{ name: string; nsItem: number }[]> {
  const entries = (await contestants()).map((core) => ({ name: core.name, prepared: kernel.prepare(core, session) }));
  const digests = entries.map(({ prepared }) => {
    prepared.run();
    return prepared.digest();
  });
  if (new Set(digests).size !== 1) {
    throw new Error(`${kernel.name}: the contestants disagree, ${entries.map((e, i) => `${e.name} ${digests[i]}`)}`);
  }
  const bench = new Bench({ name: kernel.name, time: quick ? 200 : 1_500, warmupTime: quick ? 100 : 500 });
  for (const { name, prepared } of entries) bench.add(name, () => prepared.run());
  await bench.run();
  return bench.tasks.map((task, i) => {
    if (task.result.state !== 'completed') throw new Error(`${kernel.name}: ${task.name} did not complete`);
    return { name: task.name, nsItem: (task.result.latency.p50 * 1e6) / entries[i]!.prepared.items };
  });
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}

async function run(only: string | undefined, quick: boolean): Promise<void> {
  const kernels = KERNELS.filter((kernel) => only === undefined || kernel.name.includes(only));
  const session = randomSession(SEED);
  console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.versions.node}, commit ${commit()}`);
  console.log(`${session.name}: ${messageCount(session) - 1} messages, ${entryCount(session)} level entries\n`);
  const rows: string[][] = [];
  for (const kernel of kernels) {
    const measured = await measure(kernel, session, quick);
    const plain = measured.find(({ name }) => name === 'reference')!.nsItem;
    for (const { name, nsItem } of measured) {
      rows.push([kernel.name, name, `${nsItem.toFixed(1)} ns / ${kernel.item}`, `${(plain / nsItem).toFixed(2)}×`]);
    }
  }
  console.log(table(['kernel', 'core', 'median', 'against plain TypeScript'], rows));
}

function kernelName(value: string): string {
  if (!KERNELS.some((kernel) => kernel.name.includes(value))) {
    throw new InvalidArgumentError(`there is no such kernel; the kernels are ${KERNELS.map((k) => k.name).join(', ')}`);
  }
  return value;
}

const program = new Command('bench')
  .description('Times the kernels on the SIMD build, the scalar build and plain TypeScript.')
  .option('--only <kernel>', 'only kernels whose name contains this', kernelName)
  .option('--quick', 'short runs, for a first look', false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((options: { only?: string; quick: boolean }) => run(options.only, options.quick));

await program.parseAsync();
