/** A core from where its WASM is served. */
import { instantiateReaderCore } from '../../host/core/reader-instance.js';
import type { Build } from '../../host/core/wasm-reader-core.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import type { ReaderCore } from '../../host/wire/reader-core.js';

/** Takes the bytes whatever content type they come with: static hosts differ in what they call WASM. */
export async function fetchReaderCore(url: string | URL, build: Build, capacity: CoreCapacity): Promise<ReaderCore> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return instantiateReaderCore({ source: await response.arrayBuffer(), build, capacity });
}
