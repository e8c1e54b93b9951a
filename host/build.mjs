/**
 * Builds what is missing or older than its sources: the core (asc), the host and the client (tsc),
 * the dashboard (vite). `--all` builds regardless; names (core, host, web) build those alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** How asc makes an artefact, a target of asconfig.json, from an export list. */
const coreOf = (entry) => (target) => ['asc', entry, '--config', 'asconfig.json', '--target', target];

const parts = {
  core: {
    sources: ['assembly', 'asconfig.json', 'package-lock.json'],
    commands: [
      ...['scalar-private', 'simd-private', 'scalar-shared', 'simd-shared'].map(coreOf('assembly/index.ts')),
      ...['scalar-reader', 'simd-reader'].map(coreOf('assembly/reader-core.ts')),
    ],
  },
  host: {
    sources: ['assembly/layout.ts', 'host', 'web/client', 'bench', 'tsconfig.json', 'package-lock.json'],
    commands: [['tsc', '-p', 'host/tsconfig.json']],
  },
  web: {
    sources: ['assembly', 'bench', 'host/core', 'host/reference', 'host/wire', 'web', 'package-lock.json'],
    // The benchmark's page goes into the dashboard's folder, which the first empties; the last takes the compiled client.
    commands: ['web/vite.config.ts', 'web/vite.bench.config.ts', 'web/vite.client.config.ts'].map((config) => [
      'vite',
      'build',
      '--config',
      config,
      '--logLevel',
      'warn',
    ]),
  },
};

/** Newest change of a file or of any file below a folder, in ms. */
function changed(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))));
}

const stamp = (name) => join(root, 'dist', `.${name}`);

function isFresh(name) {
  if (!existsSync(stamp(name))) return false;
  const built = statSync(stamp(name)).mtimeMs;
  return parts[name].sources.every((source) => changed(join(root, source)) <= built);
}

const asked = process.argv.slice(2);
const unknown = asked.find((name) => name !== '--all' && !(name in parts));
if (unknown !== undefined) {
  console.error(`build: no part is called ${unknown}; there are ${Object.keys(parts).join(', ')}, and --all`);
  process.exit(2);
}
const all = asked.includes('--all');
const named = asked.filter((name) => name !== '--all');

for (const name of named.length > 0 ? named : Object.keys(parts)) {
  if (!all && named.length === 0 && isFresh(name)) continue;
  const started = new Date();
  mkdirSync(join(root, 'dist'), { recursive: true });
  rmSync(stamp(name), { force: true });
  for (const [command, ...args] of parts[name].commands) {
    const run = spawnSync(bin(command), args, { cwd: root, stdio: 'inherit' });
    if (run.status !== 0) {
      console.error(`build: ${name} failed in ${command} ${args.join(' ')}`);
      process.exit(run.status ?? 1);
    }
  }
  writeFileSync(stamp(name), '');
  // Dated at the start: a source edited during the build counts as newer.
  utimesSync(stamp(name), started, started);
  console.error(`build: ${name} in ${((Date.now() - started.getTime()) / 1000).toFixed(1)} s`);
}
