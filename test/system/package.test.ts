/** What the package exports is whole for those who install it: files, and the types that these lead to. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** A file, or files by condition. */
type Target = string | { readonly [condition: string]: Target };

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, Target>>;
  readonly dependencies: Readonly<Record<string, string>>;
};

/** Every file of an export, with the condition that leads to it. */
function filesOf(target: Target, condition: string): [condition: string, path: string][] {
  if (typeof target === 'string') return [[condition, target]];
  return Object.entries(target).flatMap(([name, below]) => filesOf(below, name));
}

const entries = Object.values(manifest.exports).flatMap((target) => filesOf(target, 'default'));

/** Packages that declaration files lead to, from the given ones on. */
function packagesOf(files: readonly string[]): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [, , name] of readFileSync(file, 'utf8').matchAll(/(from|import\()\s*['"]([^'"]+)['"]/g)) {
      if (name!.startsWith('.')) waiting.push(join(dirname(file), name!.replace(/\.js$/, '.d.ts')));
      else packages.add(name!);
    }
  }
  return packages;
}

function hasOwnTypes(name: string): boolean {
  const { types, typings, exports } = createRequire(import.meta.url)(`${root}node_modules/${name}/package.json`);
  return types !== undefined || typings !== undefined || JSON.stringify(exports ?? '').includes('.d.');
}

describe('package', () => {
  it('has every file that it exports', () => {
    expect(entries.length).toBeGreaterThan(3);
    for (const [condition, path] of entries) {
      // A pattern is judged by its folder.
      const place = path.includes('*') ? dirname(path) : path;
      expect(existsSync(join(root, place)), `${condition} ${path}`).toBe(true);
    }
  });

  it('brings the packages and the types that its own types lead to', () => {
    const types = entries.filter(([condition]) => condition === 'types').map(([, path]) => join(root, path));
    const names = [...packagesOf(types)].filter((name) => !name.startsWith('node:'));
    const missing = names.flatMap((name) => {
      const needed = hasOwnTypes(name) ? [name] : [name, `@types/${name}`];
      return needed.filter((each) => !(each in manifest.dependencies));
    });
    expect(missing).toEqual([]);
  });
});
