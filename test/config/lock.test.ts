/** `package-lock.json` is whole: `npm ci` refuses a lock that leaves out what other platforms install. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Where Node would find a dependency of the package installed at `from`. */
function isLocked(name: string, from: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder}/node_modules/${name}`.replace(/^\//, '') in lock.packages) return true;
    if (folder === '') return false;
  }
}

test('every dependency is locked, those of other platforms included', () => {
  const missing = Object.entries(lock.packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isLocked(name, from)),
  );
  expect(missing).toEqual([]);
});

test('every package is locked by version and content, and names no registry', () => {
  const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(installed.length).toBeGreaterThan(0);
  for (const [path, { version, integrity }] of installed) {
    expect(version, path).toMatch(/^\d/);
    expect(integrity, path).toMatch(/^sha512-/);
  }
  expect(JSON.stringify(lock)).not.toContain('"resolved"');
});
