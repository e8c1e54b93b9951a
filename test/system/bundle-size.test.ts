/** What a page loads for the browser library, bundled and minified as an application's bundler does it: code, its worker and one build of the core. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadedBytes, pageBundle } from '../../bench/page-bundle.js';

/** Most bytes of the code, the worker's included, and one build of the core, compressed. */
const LIMIT_BYTES = 40 * 1024;

const encodings: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array])[] = [
  ['gzip', (bytes) => gzipSync(bytes, { level: 9 })],
  ['brotli', (bytes) => brotliCompressSync(bytes)],
];

describe('the browser library in a bundle', () => {
  const files = new Map<string, Uint8Array>();

  beforeAll(async () => {
    for (const [name, bytes] of await pageBundle()) files.set(name, bytes);
  });

  const matching = (pattern: RegExp) => [...files].filter(([name]) => pattern.test(name)).map(([, bytes]) => bytes);

  it('is code, a worker, and two builds of the core of which a page loads one', () => {
    expect(matching(/\.js$/).length).toBeGreaterThan(1);
    expect(matching(/worker-.*\.js$/)).toHaveLength(1);
    expect(matching(/\.wasm$/)).toHaveLength(2);
    expect([...files.keys()].filter((name) => !/\.(js|wasm)$/.test(name))).toEqual([]);
    for (const wasm of matching(/\.wasm$/)) expect(WebAssembly.validate(Uint8Array.from(wasm))).toBe(true);
  });

  it.each(encodings)(`takes at most ${LIMIT_BYTES} bytes by %s`, (name, compress) => {
    const { code, core } = loadedBytes(files, compress);
    console.log(`${name}: code ${code} + core ${core} = ${code + core} of ${LIMIT_BYTES} bytes`);
    expect(code).toBeGreaterThan(4_000);
    expect(core).toBeGreaterThan(4_000);
    expect(code + core).toBeLessThanOrEqual(LIMIT_BYTES);
  });
});
