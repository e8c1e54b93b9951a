/** Where the tests look for a browser, and what they say where there is none. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findChromium, HOW_TO_GET_IT, skipBrowser } from './chromium.js';

if (skipBrowser) console.warn(`browser: tests of the page are skipped, ${HOW_TO_GET_IT}`);

const folder = mkdtempSync(join(tmpdir(), 'tickwire-chromium-'));
const program = join(folder, 'chromium');
writeFileSync(program, '');
chmodSync(program, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

it('the one that is named is taken, and no other in its place', () => {
  expect(findChromium({ TICKWIRE_CHROMIUM: program, PATH: '' })).toBe(program);
  expect(findChromium({ TICKWIRE_CHROMIUM: join(folder, 'none'), PATH: folder })).toBeUndefined();
});

it('else the first on the path that may be run', () => {
  expect(findChromium({ TICKWIRE_CHROMIUM: '', PATH: folder })).toBe(program);
});
