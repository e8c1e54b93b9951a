/** Builds the benchmark's page into dist/web/dashboard/bench, where the gateway serves it at /bench, under the same strict CSP. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { thisCommit } from '../bench/machine.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('./bench'),
  base: './',
  define: { TICKWIRE_COMMIT: JSON.stringify(thisCommit()) },
  worker: { format: 'es' },
  build: {
    outDir: path('../dist/web/dashboard/bench'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
