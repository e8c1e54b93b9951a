/** Where the built dashboard is. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Undefined where it is not built. Beside the sources are those of the page, which no browser runs. */
export function dashboardFolder(): string | undefined {
  const path = import.meta.url.endsWith('.ts') ? '../../dist/web/dashboard/' : '../../web/dashboard/';
  const folder = fileURLToPath(new URL(path, import.meta.url));
  return existsSync(`${folder}index.html`) ? folder : undefined;
}
