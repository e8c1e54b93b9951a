/** Damaged control messages in both directions: a message that fits its contract or a refusal, never an exception. */
import { describe, expect, it } from 'vitest';
import { ClientMessageReader } from '../../host/gateway/client-message.js';
import { GATEWAY_LIMITS } from '../../host/gateway/limits.js';
import { ERROR_CODES } from '../../host/wire/control.js';
import { parseHostMessage } from '../../web/client/host-message.js';
import { mutate } from '../feeds/frame-mutation.js';
import { FUZZ_INPUTS } from './inventory.js';
import { Random } from './random.js';

const SEED = 20_240_810;

const STANDING = '"stream":3,"state":"live","reason":"none","tradesSent":12';
const SYMBOL = '{"symbol":"binance-spot:BTCUSDT","venue":"binance-spot","state":"live","reason":"none"}';

const FROM_CLIENT = [
  '{"type":"subscribe","id":1,"symbol":"binance-spot:BTCUSDT","depth":10,"intervalMs":100,"trades":true}',
  '{"type":"subscribe","id":6,"symbol":"binance-spot:BTCUSDT","from":{"epoch":188900967593046,"sequence":71,"trades":9}}',
  '{"type":"unsubscribe","id":2,"stream":3}',
  '{"type":"resync","id":3,"stream":3,"code":"SEQUENCE"}',
  '{"type":"list","id":4}',
  '{"type":"unsubscribe","id":6,"stream":3,"match":1}',
  '{"type":"change","id":7,"stream":3,"match":1,"depth":5,"intervalMs":250,"codec":"dense","analytics":["touch.mid"]}',
  '{"type":"match","id":8,"symbols":["binance-spot:*","kraken-v2:BTC/*"],"depth":10,"trades":false}',
  '{"type":"unmatch","id":9,"match":1}',
  '{"type":"adapt","id":10,"adaptive":false}',
  '{"type":"measure","id":11,"intervalMs":250}',
  '{"type":"echo","id":12,"probe":3,"received":1723161255208000,"decoded":1723161255208100}',
  '{"type":"ping","id":5,"sent":1723161255208000}',
];
const FROM_HOST = [
  `{"type":"welcome","version":1,"software":"0.1.0","symbols":[${SYMBOL}]}`,
  `{"type":"subscribed","id":1,${STANDING},"symbol":"binance-spot:BTCUSDT","depth":10,"intervalMs":100,"trades":true,"codec":"plain"}`,
  `{"type":"subscribed","id":6,${STANDING},"symbol":"binance-spot:BTCUSDT","depth":10,"intervalMs":100,"trades":true,"codec":"fast","recovery":"frames","sequence":75,"missedTrades":0}`,
  '{"type":"unsubscribed","id":2,"stream":3}',
  `{"type":"resynced","id":3,${STANDING}}`,
  `{"type":"changed","id":null,"from":3,"epoch":7,"sequence":9,${STANDING},"symbol":"okx:A","depth":10,"intervalMs":400,"trades":true,"codec":"fast","differs":[{"field":"intervalMs","reason":"adaptive","asked":100},{"field":"analytics","reason":"unknown","asked":["a.b"]}]}`,
  '{"type":"matched","id":8,"match":1,"symbols":["okx:*"],"granted":2,"omitted":1,"code":"too_many_views","differs":[{"field":"symbols","reason":"token","asked":["okx:*"]}]}',
  '{"type":"unmatched","id":9,"match":1,"streams":[3,4]}',
  '{"type":"tier","tier":1,"reason":"behind","factor":4}',
  '{"type":"adapted","id":10,"adaptive":false,"tier":0}',
  '{"type":"measuring","id":11,"intervalMs":250}',
  '{"type":"hops","probe":3,"stream":3,"sequence":9,"event":17,"recv":18,"book":19,"encoded":20,"sent":21}',
  `{"type":"behind",${STANDING},"recovery":"catch_up","sequence":71,"missedTrades":4}`,
  `{"type":"symbols","id":4,"symbols":[${SYMBOL},${SYMBOL}]}`,
  '{"type":"pong","id":5,"sent":1723161255208000,"host":1723161255208999}',
  '{"type":"error","id":null,"code":"bad_message","message":"what is wrong"}',
];

describe(`with seed ${SEED}`, () => {
  it(`${FUZZ_INPUTS} messages of clients: a request, or an error of the list to answer with`, () => {
    const random = new Random(SEED);
    const reader = new ClientMessageReader(GATEWAY_LIMITS);
    let taken = 0;
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      const text = mutate(random.pick(FROM_CLIENT), random);
      const message = reader.read(text);
      if (message.type !== 'error') {
        taken++;
        if (!Number.isSafeInteger(message.id) || message.id < 0) expect.fail(text);
      } else if (!ERROR_CODES.includes(message.code) || message.message === '' || message.message.includes('\n')) {
        expect.fail(`${text} is answered ${JSON.stringify(message)}`);
      }
    }
    expect(taken).toBeGreaterThan(1_000);
    expect(taken).toBeLessThan(FUZZ_INPUTS - 1_000);
  });

  it(`${FUZZ_INPUTS} messages of hosts: a message, or not understood`, () => {
    const random = new Random(SEED + 1);
    const types = new Set(FROM_HOST.map((text) => (JSON.parse(text) as { type: string }).type));
    let taken = 0;
    for (let i = 0; i < FUZZ_INPUTS; i++) {
      const text = mutate(random.pick(FROM_HOST), random);
      const message = parseHostMessage(text);
      if (message === undefined || message === 'unknown') continue;
      taken++;
      if (!types.has(message.type)) expect.fail(text);
      const hasStream =
        message.type === 'changed' ||
        message.type === 'subscribed' ||
        message.type === 'resynced' ||
        message.type === 'behind';
      if (hasStream && !(Number.isSafeInteger(message.stream) && message.stream >= 0)) expect.fail(text);
    }
    expect(taken).toBeGreaterThan(1_000);
    expect(taken).toBeLessThan(FUZZ_INPUTS - 1_000);
  });
});
