/** What a connection holds for compression, and what a page loads. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Axis } from '../axis.js';
import type { Contest } from '../contest.js';
import { loadedBytes, pageBundle } from '../page-bundle.js';
import { connectionMemory } from '../peers/connection-memory.js';
import { scaled } from '../setting.js';

const MOST_PAGE_BYTES = 40 * 1024;
/** What the resident set of a process tells of one connection in hundreds. */
const NOTHING_BYTES = 16 * 1024;

export const footprint: Axis = {
  name: 'footprint',
  title: 'What a connection and a page hold',
  method:
    'Connections: the resident memory of the sending process, garbage collected, with clients that offer ' +
    'permessage-deflate, less that with clients that do not, by connection; `ws` with its defaults, but that it ' +
    'compresses short messages too. A page: the browser library bundled and minified, its worker and one build of the ' +
    'core, compressed.',
  goals: [
    { text: 'no memory for compression (≤ 16 KiB)', contests: /^compr/, of: 'gateway', atMost: NOTHING_BYTES },
    { text: '≤ 40 KiB in a page', contests: /^page/, of: 'gzip', atMost: MOST_PAGE_BYTES },
  ],
  plan(setting) {
    const clients = scaled(setting, 500, 200, 4);
    return [
      {
        name: 'compression',
        make: (): Contest => ({
          name: 'compression',
          input: `${clients} connections`,
          item: 'connection',
          items: 1,
          unit: 'B',
          contestants: [
            connectionMemory('gateway', 'gateway', clients),
            connectionMemory('permessage-deflate', 'ws.send deflated', clients),
          ],
        }),
      },
      { name: 'page', make: page },
    ];
  },
};

async function page(): Promise<Contest> {
  const files = await pageBundle();
  const whole = loadedBytes(files, (bytes) => bytes);
  const contestant = (name: string, compress: (bytes: Uint8Array) => Uint8Array) => {
    const { code, core } = loadedBytes(files, compress);
    return {
      name,
      run() {},
      digest: () => whole.code + whole.core,
      bytes: () => code + core,
      facts: () => ({ code: `${code} B`, core: `${core} B` }),
    };
  };
  return {
    name: 'page',
    input: 'the built client',
    item: 'page',
    items: 1,
    unit: 'B',
    contestants: [
      contestant('gzip', (bytes) => gzipSync(bytes, { level: 9 })),
      contestant('brotli', (bytes) => brotliCompressSync(bytes)),
    ],
  };
}
