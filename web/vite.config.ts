/** Builds the dashboard into dist/web/dashboard: hashed files beside one page, nothing inline, so that a strict CSP holds. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('./dashboard'),
  base: './',
  build: {
    outDir: path('../dist/web/dashboard'),
    emptyOutDir: true,
    target: 'es2022',
    // Nothing becomes a data: address, which the page's policy would refuse.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Of what is bundled, beside it.
    license: { fileName: 'licenses.md' },
  },
});
