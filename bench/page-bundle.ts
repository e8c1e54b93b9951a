/** The browser library bundled and minified as an application's bundler does it: what a page loads. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { distUrl } from './artefact.js';

/** Files by name: code, the worker's among it, and the builds of the core, of which a page loads one. */
export async function pageBundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { build } = await import('vite');
  const input = fileURLToPath(new URL('web/client/index.js', distUrl()));
  if (!existsSync(input)) throw new Error('the client is not built: npm run build');
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input, preserveEntrySignatures: 'strict' },
    },
  })) as { output: readonly Output[] };
  return new Map(built.output.map((file) => [file.fileName, Buffer.from(file.code ?? file.source!)]));
}

interface Output {
  readonly fileName: string;
  readonly code?: string;
  readonly source?: string | Uint8Array;
}

/** Bytes that a page loads, compressed: all code and the larger build of the core. */
export function loadedBytes(files: ReadonlyMap<string, Uint8Array>, compress: (bytes: Uint8Array) => Uint8Array) {
  const sizes = (ending: string) =>
    [...files].filter(([name]) => name.endsWith(ending)).map(([, bytes]) => compress(bytes).length);
  const code = sizes('.js').reduce((sum, bytes) => sum + bytes, 0);
  return { code, core: Math.max(...sizes('.wasm')) };
}
