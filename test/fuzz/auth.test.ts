/** Whatever comes first on a connection of a host that asks for tokens: one answer, a close, and never a welcome. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ClientMessageReader } from '../../host/gateway/client-message.js';
import { GATEWAY_LIMITS } from '../../host/gateway/limits.js';
import { CLOSE_BAD_TOKEN, CLOSE_UNAUTHENTICATED } from '../../host/wire/control.js';
import { Desk } from '../gateway/desk.js';
import { Market } from '../gateway/market.js';

const GOOD = '{"type":"auth","id":1,"token":"eyJhbGciOiJIUzI1NiJ9.eyJzeW1ib2xzIjpbIioiXX0.c2lnbmF0dXJl"}';

const changed = fc
  .record({ at: fc.nat(GOOD.length - 1), drop: fc.nat(3), put: fc.string({ maxLength: 3 }) })
  .map(({ at, drop, put }) => GOOD.slice(0, at) + put + GOOD.slice(at + drop));
const fields = fc.record(
  {
    type: fc.constantFrom('auth', 'list', 'AUTH', '__proto__', 7, null),
    id: fc.oneof(fc.integer(), fc.constantFrom(-1, 1.5, '1', null, {})),
    token: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(7, null, [], {}, 'a'.repeat(4_097))),
    symbols: fc.constant(['*']),
  },
  { requiredKeys: [] },
);
const text = fc.oneof(
  changed,
  changed,
  fc.string({ maxLength: 20 }),
  fields.map((each) => JSON.stringify(each)),
);

it('text of 50,000 kinds is an auth message or an error, and no error tells a token', () => {
  const reader = new ClientMessageReader(GATEWAY_LIMITS);
  fc.assert(
    fc.property(fc.array(text, { minLength: 50, maxLength: 50 }), (texts) => {
      for (const each of texts) {
        const message = reader.read(each);
        if (message.type === 'auth') {
          if (!Number.isSafeInteger(message.id) || message.id < 0) throw new Error(`id of ${each}`);
          if (message.token === '' || message.token.length > 4_096) throw new Error(`token of ${each}`);
        } else if (message.type === 'error' && /eyJ|\n/.test(message.message)) {
          throw new Error(`shown: ${message.message}`);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

it('it ends the connection before anything is told', async () => {
  const desk = new Desk(new Market(), {}, { verify: async () => ({ fault: 'signature', reason: 'wrong' }) });
  await fc.assert(
    fc.asyncProperty(text, async (first) => {
      const client = desk.connect(true);
      client.requests.onText(first);
      // The check of a token, and what follows it.
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
      client.read();
      expect(client.control.map(({ type }) => type)).toEqual(['error']);
      expect([CLOSE_UNAUTHENTICATED, CLOSE_BAD_TOKEN]).toContain(client.socket.closed?.code);
      client.requests.end();
    }),
    { numRuns: 2_000 },
  );
  expect(desk.hub.clients).toBe(0);
});
