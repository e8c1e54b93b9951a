/**
 * A Chromium for the tests of the page: `TICKWIRE_CHROMIUM`, or one that the system has. Where there is
 * none those tests are skipped and counted; with CI=true they fail.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser's program; undefined where there is none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment['TICKWIRE_CHROMIUM'];
  if (named !== undefined && named !== '') return runs(named) ? named : undefined;
  const folders = [...(environment['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  const candidates = folders.flatMap((folder) => (folder === '' ? [] : NAMES.map((name) => join(folder, name))));
  return [...candidates, ...ELSEWHERE].find(runs);
}

const program = findChromium();

/** What to do where there is none; `chromium.test.ts` says it, once a run. */
export const HOW_TO_GET_IT = 'no Chromium: apt-get install chromium, or set TICKWIRE_CHROMIUM to one';

/** True where a test that needs a browser must be skipped: pass it to `describe.skipIf`. */
export const skipBrowser = program === undefined && process.env['CI'] !== 'true';

/** A browser without a window, which talks to nobody of its own accord. Rejects where there is none. */
export async function launchChromium(): Promise<Browser> {
  if (program === undefined) throw new Error(HOW_TO_GET_IT);
  return chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
