/** `npm run bench`: the process around the benchmark. */
import { fileURLToPath } from 'node:url';
import { runBench } from './program.js';

process.exitCode = await runBench(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  now: () => new Date(),
  root: fileURLToPath(new URL('../..', import.meta.url)),
});
