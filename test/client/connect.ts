/** `connect` in Node with the decoding that is chosen; a worker is then a thread of its own. */
import type { Client, ClientOptions } from '../../web/client/exports.js';
import { connect as connectInNode } from '../../web/client/node.js';
import { currentDecoding } from './decoding.js';

export function connect(url: string | URL, options: ClientOptions = {}): Client {
  const decoding = currentDecoding();
  return connectInNode(
    url,
    decoding === 'inline' ? options : { ...options, worker: { share: decoding === 'sharing' } },
  );
}
