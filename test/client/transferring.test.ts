/** The same tests of the client where a worker decodes, and transfers what it tells. */
import { describe, expect, it } from 'vitest';
import { Market } from '../gateway/market.js';
import { decodeBy } from './decoding.js';
import { Pipe } from './pipe.js';

decodeBy('transferring');
// Each with hooks of its own.
describe('changes', () => import('./change.test.js').then(() => {}));
describe('latency', () => import('./latency.test.js').then(() => {}));
describe('matches', () => import('./match.test.js').then(() => {}));
describe('analytics', () => import('./analytics.test.js').then(() => {}));
describe('a connection', () => import('./client.test.js').then(() => {}));
describe('iterators', () => import('./iterator.test.js').then(() => {}));
describe('over sockets, in a thread', () => import('./loopback.test.js').then(() => {}));
describe('connections that are lost', () => import('./resume.test.js').then(() => {}));
describe('connections lost at random', () => import('./reconnections.test.js').then(() => {}));
describe('refused frames', () => import('./refused-frame.test.js').then(() => {}));
describe('subscriptions', () => import('./subscription.test.js').then(() => {}));
describe('tokens', () => import('./token.test.js').then(() => {}));

it('is what these tests ran with', async () => {
  expect((await Pipe.open(new Market())).client.decoding).toBe('transferring');
});
