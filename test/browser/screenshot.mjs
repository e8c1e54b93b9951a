/**
 * Makes the pictures of the dashboard for the README: the built host on its simulated exchange, in
 * Chromium, after a minute, when the charts are full. Run by `npm run screenshot`, after a build.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { parseConfig, Runtime } from '../../dist/host/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}docs/images`;

const PICTURES = [
  {
    name: 'dashboard.png',
    hash: '#simulated:BTCUSDT',
    viewport: { width: 1440, height: 1100 },
    deviceScaleFactor: 1.5,
  },
  { name: 'dashboard-overview.png', hash: '#/', viewport: { width: 1440, height: 640 }, deviceScaleFactor: 1 },
  {
    name: 'dashboard-narrow.png',
    hash: '#simulated:BTCUSDT',
    viewport: { width: 375, height: 812 },
    deviceScaleFactor: 1.5,
  },
];
const FULL_MS = 64_000;

/** TypeScript from this file, which Node 20 cannot read by itself. */
const { module } = await runnerImport('./test/browser/chromium.ts', { root, configFile: false, logLevel: 'error' });

const read = parseConfig('', { port: 0 });
if (!read.ok) throw new Error(read.problems.join('\n'));
const runtime = await Runtime.create({ config: read.config });
const { port } = await runtime.start();
const browser = await module.launchChromium();
try {
  const pages = await Promise.all(
    PICTURES.map(async ({ hash, viewport, deviceScaleFactor }) => {
      const page = await browser.newPage({ viewport, deviceScaleFactor, colorScheme: 'dark' });
      await page.goto(`http://127.0.0.1:${port}/${hash}`);
      await page.waitForSelector('body[data-state="live"]');
      return page;
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, FULL_MS));
  mkdirSync(folder, { recursive: true });
  for (const [index, { name }] of PICTURES.entries()) {
    await pages[index].waitForSelector('body[data-state="live"]');
    await pages[index].screenshot({ path: `${folder}/${name}` });
    console.log(`docs/images/${name}`);
  }
} finally {
  await browser.close();
  await runtime.stop();
}
