/** What a configuration asks of clients: origins, proxies, TLS, keys; each wrong value is one line, without the secret. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../host/config/config.js';
import { gatewaySecurity } from '../../host/config/gateway-security.js';

const folder = mkdtempSync(join(tmpdir(), 'tickwire-security-'));
afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(text: string): readonly string[] {
  const result = parseConfig(text);
  return result.ok ? [] : result.problems;
}

function security(text: string, environment: Record<string, string> = {}) {
  const result = parseConfig(text);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return gatewaySecurity(result.config.gateway, environment, () => 0);
}

describe('the configuration of who may connect', () => {
  it('asks for nothing by default', () => {
    expect(security('')).toEqual({
      verifier: undefined,
      metrics: 'token',
      pages: 'open',
      origins: [],
      trustedProxies: [],
      tls: undefined,
    });
  });

  it('takes origins and networks, and refuses what is none', () => {
    const good =
      'gateway: {origins: ["https://a.example", "http://b:1", "null", "*"], trustedProxies: [10.0.0.0/8, "::1", "fd00::/8"]}';
    expect(problemsOf(good)).toEqual([]);
    for (const origin of ['a.example', 'https://a.example/', 'https://a@b', 'ws://a', 'https://*.example/x', '']) {
      expect(problemsOf(JSON.stringify({ gateway: { origins: [origin] } }))[0], origin).toMatch(
        /^gateway\.origins\[0\]: .* is not usable; expected origins such as/,
      );
    }
    for (const network of [
      '10.0.0.0/33',
      '::/129',
      '10.0.0.0/',
      '10.0.0/8',
      'localhost',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
    ]) {
      expect(problemsOf(JSON.stringify({ gateway: { trustedProxies: [network] } }))[0], network).toMatch(
        /^gateway\.trustedProxies\[0\]: /,
      );
    }
  });

  it('needs a key where it is required, by file or environment', () => {
    const text = 'gateway: {auth: {required: true}}';
    expect(() => security(text)).toThrow(/^gateway\.auth\.required: there is no key/);
    expect(() => security(text, { TICKWIRE_TOKEN_SECRET: ' ' })).toThrow(/there is no key/);
    expect(security(text, { TICKWIRE_TOKEN_SECRET: 'x'.repeat(32) }).verifier).toBeDefined();
    const file = join(folder, 'secret');
    writeFileSync(file, `${'y'.repeat(32)}\n`);
    expect(
      security(JSON.stringify({ gateway: { auth: { required: true, secretFile: file } } })).verifier,
    ).toBeDefined();
  });

  it('takes a secret from its 32nd byte on, and a public key of Ed25519 alone', () => {
    expect(() => security('', { TICKWIRE_TOKEN_SECRET: 'hunter2'.padEnd(31, '.') })).toThrow(
      /^TICKWIRE_TOKEN_SECRET: too short; (?!.*hunter2)/,
    );
    const pem = (type: 'ed25519' | 'x25519', part: 'publicKey' | 'privateKey'): string =>
      String(
        generateKeyPairSync(type as 'ed25519')[part].export({
          type: part === 'publicKey' ? 'spki' : 'pkcs8',
          format: 'pem',
        } as never),
      );
    const good = pem('ed25519', 'publicKey');
    expect(security('', { TICKWIRE_TOKEN_PUBLIC_KEY: good }).verifier).toBeDefined();
    expect(security('', { TICKWIRE_TOKEN_PUBLIC_KEY: good.replaceAll('\n', '\\n') }).verifier).toBeDefined();
    for (const wrong of [pem('x25519', 'publicKey'), pem('ed25519', 'privateKey'), 'hunter2']) {
      expect(() => security('', { TICKWIRE_TOKEN_PUBLIC_KEY: wrong })).toThrow(
        /^TICKWIRE_TOKEN_PUBLIC_KEY: not usable; (?!.*hunter2)/,
      );
    }
  });

  it('takes keys with names, each once and of one kind', () => {
    const file = join(folder, 'named');
    writeFileSync(file, 'z'.repeat(32));
    const auth = (...keys: object[]) => JSON.stringify({ gateway: { auth: { required: true, keys } } });
    const { verifier } = security(auth({ kid: '2026-11', secretFile: file }, { kid: 'b_1.x', secretFile: file }));
    expect(verifier!.keys).toMatchObject([
      { kid: '2026-11', algorithm: 'HS256' },
      { kid: 'b_1.x', algorithm: 'HS256' },
    ]);
    const wrong: [object[], RegExp][] = [
      [[{ kid: 'a' }], /^gateway\.auth\.keys\[0\]: expected either secretFile or publicKeyFile$/],
      [[{ kid: 'a', secretFile: 's', publicKeyFile: 'p' }], /^gateway\.auth\.keys\[0\]: expected either/],
      [
        [
          { kid: 'a', secretFile: 's' },
          { kid: 'a', secretFile: 't' },
        ],
        /keys\[1\]\.kid: a is that of keys\[0\], too/,
      ],
      [[{ secretFile: 's' }], /^gateway\.auth\.keys\[0\]\.kid: missing; expected a name of 1 to 64 letters/],
      [[{ kid: 'a b', secretFile: 's' }], /keys\[0\]\.kid: "a b" is not usable/],
      [[{ kid: 'a'.repeat(65), secretFile: 's' }], /keys\[0\]\.kid: /],
      [[{ kid: 'a', secretfile: 's' }], /keys\[0\]\.secretfile: unknown key; did you mean .*\.secretFile\?$/],
      [Array.from({ length: 17 }, (_, n) => ({ kid: `${n}`, secretFile: 's' })), /keys: .* at most 16 keys/],
    ];
    for (const [keys, line] of wrong) expect(problemsOf(auth(...keys))[0], JSON.stringify(keys)).toMatch(line);
    expect(problemsOf(auth(...Array.from({ length: 16 }, (_, n) => ({ kid: `${n}`, secretFile: 's' }))))).toEqual([]);
    expect(() => security(auth({ kid: 'a', secretFile: '/nowhere/s' }))).toThrow('/nowhere/s: there is no such file');
  });

  it('refuses a certificate with a private key of another, of its kind or not', () => {
    const here = (name: string) => fileURLToPath(new URL(`../gateway/certificate/${name}.pem`, import.meta.url));
    const tls = (keyFile: string) => JSON.stringify({ gateway: { tls: { certFile: here('cert'), keyFile } } });
    expect(security(tls(here('key'))).tls).toBeDefined();
    const other = join(folder, 'other.pem');
    const kinds = [
      () => generateKeyPairSync('ed25519').privateKey,
      () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
      () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    ];
    for (const kind of kinds) {
      writeFileSync(other, kind().export({ type: 'pkcs8', format: 'pem' }));
      expect(() => security(tls(other))).toThrow(/are no certificate and its private key, in PEM$/);
    }
  });

  it('shows no secret that stands where its file, or a section, belongs', () => {
    const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==';
    const hidden =
      /^a name of \d+ characters, which looks like the key itself and not its file: there is no such file$/;
    for (const text of [secret, `-----BEGIN PRIVATE KEY-----\n${secret}`]) {
      expect(() => security(JSON.stringify({ gateway: { auth: { secretFile: text } } }))).toThrow(hidden);
    }
    const path = './a-folder-of-secrets/token-of-this-host.secret';
    expect(() => security(JSON.stringify({ gateway: { auth: { secretFile: path } } }))).toThrow(
      `${path}: there is no such file`,
    );
    for (const auth of [secret, { keys: secret }, { keys: [secret] }, { secret }]) {
      const [line] = problemsOf(JSON.stringify({ gateway: { auth } }));
      expect(line, JSON.stringify(auth)).toMatch(/^gateway\.auth\S*: (not usable; expected|unknown key)/);
      expect(line).not.toContain(secret);
    }
  });

  it('names what is wrong with files of TLS', () => {
    expect(problemsOf('gateway: {tls: {keyFile: a.pem}}')).toEqual([
      "gateway.tls.certFile: missing; expected the path of a file, beside the other's",
    ]);
    expect(() => security('gateway: {tls: {certFile: /nowhere/a.pem, keyFile: /nowhere/b.pem}}')).toThrow(
      'gateway.tls: /nowhere/a.pem: there is no such file',
    );
  });
});
