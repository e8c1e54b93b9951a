/** House rules that a machine can check: who may import whom, the size and the opening of files, words that stay out. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '');
const sources = files.filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.d.ts'));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

/** Paths, relative to the root, that a file imports from within the project; and the packages it imports. */
function imports(file: string): { own: string[]; packages: string[] } {
  const own: string[] = [];
  const packages: string[] = [];
  for (const match of text(file).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    const name = match[1]!;
    if (name.startsWith('.')) own.push(relative(root, resolve(root, dirname(file), name)));
    else packages.push(name);
  }
  return { own, packages };
}

/** A room, what it may import of the project, and (where they are limited) which packages. */
const rooms: { room: string; may: string[]; packages?: RegExp; except?: string[] }[] = [
  { room: 'assembly/', may: ['assembly/'], packages: /^$/ },
  { room: 'host/wire/', may: ['host/wire/', 'assembly/layout', 'assembly/analytics/layout'], packages: /^$/ },
  {
    room: 'host/core/',
    may: [
      'host/core/',
      'host/wire/',
      'assembly/layout',
      'assembly/ring/layout',
      'assembly/analytics/layout',
      'assembly/ingest/layout',
    ],
    packages: /^(@assemblyscript\/loader|node:)/,
  },
  {
    room: 'host/reference/',
    may: [
      'host/reference/',
      'host/wire/',
      'assembly/layout',
      'assembly/ring/layout',
      'assembly/analytics/layout',
      'assembly/ingest/layout',
    ],
    packages: /^$/,
  },
  {
    room: 'host/bus/',
    may: ['host/bus/', 'host/wire/', 'host/core/', 'assembly/layout', 'assembly/ring/layout'],
  },
  {
    room: 'host/feeds/',
    may: ['host/feeds/', 'host/bus/', 'host/wire/', 'host/core/', 'assembly/layout', 'assembly/ingest/layout'],
  },
  { room: 'host/engines/', may: ['host/engines/', 'host/bus/', 'host/wire/', 'host/core/', 'assembly/layout'] },
  { room: 'host/gateway/', may: ['host/gateway/', 'host/bus/', 'host/wire/', 'host/core/', 'assembly/layout'] },
  {
    room: 'web/client/',
    may: ['web/client/', 'host/wire/', 'host/core/', 'assembly/layout'],
    packages: /^(@assemblyscript\/loader|fflate)/,
    except: ['web/client/node.ts', 'web/client/node-worker.ts', 'web/client/node-web-socket.ts'],
  },
  {
    room: 'web/dashboard/',
    may: ['web/dashboard/', 'web/client/', 'host/wire/', 'assembly/layout', 'dist/core/'],
    packages: /^uplot/,
  },
  {
    room: 'web/bench/',
    may: [
      'web/bench/',
      'web/dashboard/element',
      'bench/',
      'host/wire/',
      'host/core/',
      'host/reference/',
      'assembly/layout',
      'dist/core/',
    ],
    packages: /^$/,
  },
];

describe('who imports whom', () => {
  for (const { room, may, packages, except } of rooms) {
    it(`${room} imports only ${may.join(', ')}`, () => {
      const wrong = sources
        .filter((file) => file.startsWith(room) && !except?.includes(file))
        .flatMap((file) => {
          const { own, packages: used } = imports(file);
          return [
            ...own.filter((path) => !may.some((prefix) => path.startsWith(prefix))),
            ...(packages ? used.filter((name) => !packages.test(name)) : []),
          ].map((name) => `${file} -> ${name}`);
        });
      expect(wrong).toEqual([]);
    });
  }

  it('nothing imports the runtime or the command line but they and the entry', () => {
    const wrong = sources
      .filter((file) => /^(host|web|assembly)\//.test(file) && !/^host\/(cli\/|runtime|index)/.test(file))
      .filter((file) => imports(file).own.some((path) => /^host\/(cli\/|runtime)/.test(path)));
    expect(wrong).toEqual([]);
  });

  it('the reference is used by tests, benchmarks and verify alone', () => {
    const wrong = sources
      .filter((file) => !/^(host\/reference\/|test\/|bench\/|web\/bench\/|host\/cli\/)/.test(file))
      .filter((file) => imports(file).own.some((path) => path.startsWith('host/reference/')));
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  it('open with what they are', () => {
    const wrong = sources.filter((file) => !/^(#![^\n]*\n)?\s*(\/\*\*|\/\/)/.test(text(file)));
    expect(wrong).toEqual([]);
  });

  it('hold at most 400 lines', () => {
    const wrong = sources.filter((file) => text(file).split('\n').length > 401);
    expect(wrong).toEqual([]);
  });

  it('are named for a noun', () => {
    const wrong = sources.filter((file) => /(^|\/)(utils?|common|helpers?|types|misc)\.(ts|mjs)$/.test(file));
    expect(wrong).toEqual([]);
  });

  it('name no path of one machine and no download address', () => {
    const machine = new RegExp(['(^|[^a-z.])/(wor', 'k|tm', 'p|roo', 't)/[a-z.]'].join(''), 'm');
    const wrong = files
      .filter((file) => /\.(ts|mjs|json|md|css|html|yaml|yml)$|run$/.test(file))
      .filter((file) => machine.test(text(file)) || /"resolved": *"http/.test(text(file)));
    expect(wrong).toEqual([]);
  });
});

describe('documents', () => {
  it('name files that exist', () => {
    const known = new Set(files);
    const wrong = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...text(file).matchAll(/`((?:assembly|host|web|bench|test|docs|examples)\/[\w./-]+\.(?:ts|mjs|md|json))`/g)]
          .map((match) => match[1]!)
          .filter((path) => !known.has(path))
          .map((path) => `${file} -> ${path}`),
      );
    expect(wrong).toEqual([]);
  });
});
