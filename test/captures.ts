/**
 * Recorded exchange traffic for tests, from a folder beside the project. Where it is missing, tests
 * that need it are skipped and counted; with CI=true they fail.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../shared/captures/', import.meta.url));

/** Whether the folder is there. */
export const haveCaptures = existsSync(folder);

/** True where a test that needs captures must be skipped: pass it to `describe.skipIf`. */
export const skipCaptures = !haveCaptures && process.env['CI'] !== 'true';

if (!haveCaptures) {
  console.warn('captures: no recorded traffic beside the project, tests that need it do not run');
}

/** The path of a capture, as in `binance-spot/btcusdt-20240808.gz`. */
export function capture(name: string): string {
  return `${folder}${name}`;
}
