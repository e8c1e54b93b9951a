/** Which tokens are taken, and why others are not; whatever the text, it is an answer and holds nothing of it. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GATEWAY_LIMITS } from '../../host/gateway/limits.js';
import { TokenVerifier } from '../../host/gateway/token-verifier.js';
import { FakeTime } from './fake-time.js';
import { publicKey, SECRET, START_SECONDS, token, verifier } from './token.js';

const time = new FakeTime();
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signed by hand: libraries would not make it. */
function forged(header: object, claims: object, secret: Uint8Array | string = SECRET): string {
  const text = `${base64url(header)}.${base64url(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

describe('a token', () => {
  it.each(['HS256', 'EdDSA'])('of %s is taken with what it names', async (alg) => {
    const made = await token({ symbols: ['simulated:*', 'okx:BTC-USDT'], sub: 'page', metrics: true }, { alg });
    expect(await verifier(time).verify(made)).toMatchObject({
      subject: 'page',
      symbols: { texts: ['simulated:*', 'okx:BTC-USDT'] },
      metrics: true,
      expiresMicros: (START_SECONDS + 60) * 1e6,
    });
    expect(await verifier(time).verify(await token({}, { alg }))).toMatchObject({ subject: undefined, metrics: false });
  });

  const exp = START_SECONDS + 60;
  const WRONG: [claims: object, fault: string, reason: RegExp][] = [
    [{ exp: START_SECONDS }, 'expired', /has ended/],
    [{ exp: START_SECONDS - 1 }, 'expired', /has ended/],
    [{ exp: undefined }, 'claims', /exp/],
    [{ exp: '2030' }, 'claims', /exp/],
    [{ exp: START_SECONDS + 86_401 }, 'claims', /longer than 86400 s/],
    [{ nbf: START_SECONDS + 1 }, 'early', /not valid yet/],
    [{ symbols: undefined }, 'claims', /symbols/],
    [{ symbols: [] }, 'claims', /symbols/],
    [{ symbols: '*' }, 'claims', /symbols/],
    [{ symbols: [''] }, 'claims', /symbols/],
    [{ symbols: [7] }, 'claims', /symbols/],
    [{ symbols: ['a'.repeat(129)] }, 'claims', /symbols/],
    [{ symbols: Array(65).fill('*') }, 'claims', /1 to 64 patterns/],
    [{ sub: 'a'.repeat(129) }, 'claims', /sub/],
    [{ metrics: 'yes' }, 'claims', /metrics/],
  ];
  it.each(WRONG)('with %j is refused', async (claims, fault, reason) => {
    for (const alg of ['HS256', 'EdDSA']) {
      const found = await verifier(time).verify(await token(claims, { alg }));
      expect(found).toEqual({ fault, reason: expect.stringMatching(reason) });
    }
  });

  it('is taken at the edge of each limit', async () => {
    for (const claims of [
      { exp: START_SECONDS + 1 },
      { exp: START_SECONDS + 86_400 },
      { nbf: START_SECONDS },
      { symbols: Array(64).fill('a'.repeat(128)), sub: 'a'.repeat(128) },
    ]) {
      const roomy = verifier(time, { tokenCharacters: 20_000 });
      expect(await roomy.verify(await token(claims)), JSON.stringify(claims)).not.toHaveProperty('fault');
    }
    const made = await token();
    expect(await verifier(time, { tokenCharacters: made.length }).verify(made)).not.toHaveProperty('fault');
    expect(await verifier(time, { tokenCharacters: made.length - 1 }).verify(made)).toMatchObject({
      fault: 'malformed',
    });
  });

  it('is for the audience that the host asks for', async () => {
    const desk = verifier(time, {}, 'desk-1');
    expect(await desk.verify(await token({ aud: ['desk-1', 'desk-2'] }))).not.toHaveProperty('fault');
    expect(await desk.verify(await token({ aud: 'desk-2' }))).toEqual({
      fault: 'claims',
      reason: "the token's aud is wrong",
    });
    expect(await desk.verify(await token())).toMatchObject({ fault: 'claims' });
  });

  it('of another key, of none, or of a key that plays another is refused', async () => {
    const claims = { symbols: ['*'], exp };
    const other = generateKeyPairSync('ed25519').privateKey;
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const forgeries = [
      await token({}, { alg: 'EdDSA', key: other as never }),
      forged({ alg: 'HS256' }, claims, 'another secret of more than thirty-two bytes'),
      forged({ alg: 'HS256' }, claims, pem),
      forged({ alg: 'EdDSA' }, claims),
      forged({ alg: 'HS512' }, claims),
      forged({ alg: 'none' }, claims),
      `${base64url({ alg: 'none' })}.${base64url(claims)}.`,
      forged({ alg: 'HS256', jwk: { kty: 'oct', k: 'YQ' } }, claims, 'a'),
    ];
    for (const forgery of forgeries) expect(await verifier(time).verify(forgery), forgery).toHaveProperty('fault');
    const onlyPublic = new TokenVerifier({
      keys: [{ kid: undefined, algorithm: 'EdDSA', key: publicKey }],
      audience: undefined,
      limits: GATEWAY_LIMITS,
      wallMicros: () => time.wallMicros(),
    });
    expect(await onlyPublic.verify(forged({ alg: 'HS256' }, claims, pem))).toMatchObject({ fault: 'signature' });
    expect(await onlyPublic.verify(await token())).toMatchObject({ fault: 'signature' });
  });

  it('is checked by the key that it names, and by each where it names none', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text.padEnd(32, '.'));
    const named = (kid: string | undefined, text: string) => ({ kid, algorithm: 'HS256', key: bytes(text) }) as const;
    const keys = [named(undefined, 'plain'), named('old', 'old'), named('new', 'new')];
    const rotating = new TokenVerifier({
      keys,
      audience: undefined,
      limits: GATEWAY_LIMITS,
      wallMicros: () => time.wallMicros(),
    });
    const claims = { symbols: ['*'], exp: START_SECONDS + 60 };
    const by = (text: string, kid?: unknown) =>
      forged({ alg: 'HS256', ...(kid !== undefined && { kid }) }, claims, text.padEnd(32, '.'));
    const taken = async (text: string) => !('fault' in (await rotating.verify(text)));
    for (const text of ['plain', 'old', 'new']) expect(await taken(by(text)), text).toBe(true);
    expect([await taken(by('old', 'old')), await taken(by('new', 'new'))]).toEqual([true, true]);
    // A name is not passed over where it is known; one that nobody knows, or that is none, says nothing.
    expect([await taken(by('old', 'new')), await taken(by('plain', 'old'))]).toEqual([false, false]);
    expect([await taken(by('old', 'other')), await taken(by('plain', 7))]).toEqual([true, true]);
    expect(await taken(by('none', 'old'))).toBe(false);

    rotating.use(keys.filter(({ kid }) => kid !== 'old'));
    expect(await rotating.verify(by('old', 'old'))).toEqual({
      fault: 'signature',
      reason: "the token's signature is not of this host's keys",
    });
    expect([await taken(by('old')), await taken(by('new')), await taken(by('plain'))]).toEqual([false, true, true]);
  });

  it('that was changed anywhere, or is no token, is refused with a reason that holds nothing of it', async () => {
    const checked = verifier(time);
    const good = [await token(), await token({}, { alg: 'EdDSA' })];
    const changed = fc
      .record({
        of: fc.constantFrom(...good),
        at: fc.nat(400),
        to: fc.constantFrom('A', 'z', '.', '_', '=', ' ', '', '\u0000'),
      })
      .map(({ of, at, to }) => of.slice(0, at % of.length) + to + of.slice((at % of.length) + 1))
      .filter((text) => !good.includes(text) && !isSameSignature(text, good));
    const json = fc
      .tuple(fc.json({ maxDepth: 2 }), fc.json({ maxDepth: 2 }))
      .map(
        ([header, claims]) =>
          `${Buffer.from(header).toString('base64url')}.${Buffer.from(claims).toString('base64url')}.AAAA`,
      );
    const text = fc.oneof(fc.string({ maxLength: 40 }), json, changed);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 25, maxLength: 25 }), async (texts) => {
        for (const each of texts) {
          const found = await checked.verify(each);
          if (!('fault' in found)) throw new Error(`taken: ${JSON.stringify(each)}`);
          expect(found.reason).not.toMatch(/\n/);
          if (each.length > 20 && found.reason.includes(each.slice(0, 20))) throw new Error(`shown: ${each}`);
        }
      }),
      { numRuns: 2_000 },
    );
  }, 120_000);
});

/** The last character of base64url may hold bits that nothing is made of. */
function isSameSignature(text: string, good: readonly string[]): boolean {
  const decoded = (each: string): string =>
    each
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('hex'))
      .join('.');
  return good.some((each) => decoded(each) === decoded(text));
}
