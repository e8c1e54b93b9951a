/** The package as `npm pack` makes it, installed in a fresh project: its files, and links to what it says it depends on. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export class FreshProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'tickwire-project-'));

  /** @param further packages of its own, beside tickwire */
  constructor(further: readonly string[] = []) {
    writeFileSync(join(this.folder, 'package.json'), '{ "name": "fresh", "private": true, "type": "module" }\n');
    const tarball = this.#pack();
    const installed = join(this.folder, 'node_modules', 'tickwire');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    rmSync(tarball);
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    for (const name of [...Object.keys(dependencies), ...further]) this.#link(name);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  /** A folder of the repository, or a file under a name; at the project's top. */
  copy(from: string, name = '.'): void {
    cpSync(join(root, from), this.path(name), { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Without `prepack`: the tests run on what is built. */
  #pack(): string {
    const argv = ['pack', '--ignore-scripts', '--json', '--pack-destination', this.folder];
    const [packed] = JSON.parse(execFileSync('npm', argv, { cwd: root, encoding: 'utf8', stdio: 'pipe' }));
    return join(this.folder, packed.filename);
  }

  #link(name: string): void {
    const link = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
}
