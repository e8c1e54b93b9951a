/**
 * Builds the client, its worker and the core into dist/web/standalone: a folder that a page without a
 * bundler imports `client.js` from. From the compiled client, beside which the core is.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('../dist/web/client'),
  base: './',
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'worker.js' } } },
  build: {
    outDir: path('../dist/web/standalone'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: path('../dist/web/client/index.js'),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'client.js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});
