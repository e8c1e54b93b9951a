/** What a configuration asks of clients: origins, proxies, TLS, keys; each wrong value is one line, without the secret. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('names what is wrong with files of TLS', () => {
    expect(problemsOf('gateway: {tls: {keyFile: a.pem}}')).toEqual([
      "gateway.tls.certFile: missing; expected the path of a file, beside the other's",
    ]);
    expect(() => security('gateway: {tls: {certFile: /nowhere/a.pem, keyFile: /nowhere/b.pem}}')).toThrow(
      'gateway.tls: /nowhere/a.pem: there is no such file',
    );
  });
});
