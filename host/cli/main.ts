#!/usr/bin/env node
/** The `tickwire` command: the process around the program. Streams, exit status, faults of its own. */
import { registerClientToken } from './client-token.js';
import { registerConfig } from './config.js';
import { createProgram, internalError, run } from './program.js';
import { registerRecord } from './record.js';
import { registerReplay } from './replay.js';
import { registerSimulate } from './simulate.js';
import { registerStart } from './start.js';
import { registerTop } from './top.js';
import { registerVerify } from './verify.js';

const streams = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
};

/** Whoever reads may leave early, as `head` does: then there is nobody left to tell anything. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

/** Before the flags are read, too. */
function wantsStack(): boolean {
  const { argv, env } = process;
  const at = argv.findIndex((text) => text === '--log-level' || text.startsWith('--log-level='));
  const level = at < 0 ? env['TICKWIRE_LOG_LEVEL'] : (argv[at]!.split('=')[1] ?? argv[at + 1]);
  return level === 'debug' || level === 'trace';
}

function crash(error: unknown): never {
  process.exit(internalError(error, wantsStack(), streams));
}

process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

const program = createProgram(
  [
    (parent) => registerStart(parent),
    (parent) => registerVerify(parent),
    (parent) => registerClientToken(parent),
    (parent) => registerReplay(parent),
    (parent) => registerRecord(parent),
    (parent) => registerSimulate(parent),
    (parent) => registerConfig(parent),
    (parent) => registerTop(parent),
  ],
  streams,
);
try {
  const status = await run(program, process.argv.slice(2), streams);
  if (status !== undefined) process.exitCode = status;
} catch (error) {
  crash(error);
}
