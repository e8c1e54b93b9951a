/** Tokens from end to end, by processes: made, asked for, renewed, refused; and no secret in anything that is written. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../web/client/node.js';
import { Command, command, endCommandsAfterEach } from './command.js';

endCommandsAfterEach();

const SECRET = 'vErYsEcReT-vErYsEcReT-vErYsEcReT-vErYsEcReT';
const poll = { interval: 10, timeout: 30_000 };
const folder = mkdtempSync(join(tmpdir(), 'tickwire-token-'));
const secretFile = join(folder, 'token.secret');
const [privateFile, publicFile] = [join(folder, 'token.key'), join(folder, 'token.pub')];

beforeAll(() => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(secretFile, `${SECRET}\n`);
  writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function makeToken(...flags: string[]): Promise<string> {
  const { status, out, err } = await command('token', ...flags);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return out.trim();
}

async function startHost(flags: readonly string[], environment: Record<string, string> = {}) {
  const host = new Command(['start', '--port', '0', '--log-format', 'json', ...flags], environment);
  const [, url] = await host.wrote(/"address":"(http:[^"]+)\/"/);
  return { host, url: url! };
}

describe('tokens', () => {
  it('of the command are taken by the host, by secret and by key, and nothing secret is written', async () => {
    const allowed = await makeToken('--symbols', 'simulated:BTC*', '--secret-file', secretFile, '--metrics');
    const brief = await makeToken('--symbols', '*', '--expires', '1s', '--secret-file', secretFile);
    const { host, url } = await startHost(['--log-level', 'trace', '--symbols', 'BTCUSDT,ETHUSDT'], {
      TICKWIRE_TOKEN_SECRET: SECRET,
    });
    const client = connect(url, { token: () => Promise.resolve(allowed) });
    const book = client.subscribe({ symbol: 'simulated:BTCUSDT' });
    await expect.poll(() => book.state, poll).toBe('live');
    expect(client.symbols.map(({ symbol }) => symbol)).toEqual(['simulated:BTCUSDT']);
    const other = client.subscribe({ symbol: 'simulated:ETHUSDT' });
    await expect(other.ready).rejects.toMatchObject({ code: 'forbidden' });

    const seen = [String(client.error), other.error?.message];
    const forged = `${allowed.slice(0, -6)}AAAAAA`;
    for (const token of [forged, 'nonsense-token-of-a-user', brief]) {
      const refused = connect(url, { token });
      await expect.poll(() => refused.state, poll).toBe('closed');
      seen.push(refused.error?.message);
      expect(refused.error).toMatchObject({ code: 'refused' });
      const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status).toBe(401);
      seen.push(await answer.text());
    }
    await fetch(`${url}/v1/stream?token=${allowed}`);
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${allowed}` } });
    const text = await metrics.text();
    expect(text).toContain('tickwire_gateway_tokens_total{outcome="signature"}');
    client.close();
    host.kill('SIGTERM');
    expect(await host.exit).toBe(0);
    const written = [host.out, host.err, text, ...seen].join('\n');
    const secrets = [SECRET, allowed, forged, brief, 'nonsense-token-of-a-user'];
    for (const secret of [...secrets, ...[allowed, brief].flatMap((token) => token.split('.').slice(1))]) {
      expect(written.includes(secret), secret).toBe(false);
    }
  });

  it('of a private key are checked by the public one', async () => {
    const token = await makeToken('--symbols', '*', '--private-key-file', privateFile, '--subject', 'page');
    const { host, url } = await startHost(['--token-public-key-file', publicFile]);
    const client = connect(url, { token });
    await client.opened;
    client.close();
    expect(host.err).toBe('');
    const { error } = await new Promise<{ error: unknown }>((resolve) => {
      const without = connect(url);
      without.on('state', (state) => state === 'closed' && resolve({ error: without.error }));
    });
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('options.token') });
  }, 30_000);

  it('that nobody asks for beyond this machine are warned of', async () => {
    const { host } = await startHost(['--host', '0.0.0.0']);
    await host.wrote(/0\.0\.0\.0 is reached from other machines, and nobody is asked for a token/);
    host.kill('SIGKILL');
    const closed = await startHost(['--host', '0.0.0.0'], { TICKWIRE_TOKEN_SECRET: SECRET });
    await closed.host.wrote(/without TLS, so tokens can be read on the way/);
  });

  it.each([
    [['token'], {}, /a token for nothing: say what it allows, as in --symbols/],
    [['token', '--symbols', 'a'], {}, /there is no key to sign with; give one by --secret-file/],
    [['token', '--symbols', 'a,,b'], {}, /Expected 1 to 64 patterns/],
    [['token', '--symbols', 'a', '--expires', '25h'], {}, /Expected a duration .* to 86400000 ms/],
    [['token', '--symbols', 'a'], { TICKWIRE_TOKEN_SECRET: 'hunter2' }, /^tickwire: TICKWIRE_TOKEN_SECRET: too short/],
    [
      ['token', '--symbols', 'a'],
      { TICKWIRE_TOKEN_PRIVATE_KEY: 'hunter2' },
      /TOKEN_PRIVATE_KEY: not usable; expected an Ed25519 private/,
    ],
    [['start', '--token-secret-file', '/nowhere/secret'], {}, /^tickwire: \/nowhere\/secret: there is no such file\n$/],
    [
      ['start'],
      { TICKWIRE_TOKEN_PUBLIC_KEY: 'hunter2' },
      /TOKEN_PUBLIC_KEY: not usable; expected an Ed25519 public key/,
    ],
    [['start', '--tls-cert', 'hunter2.pem'], {}, /gateway\.tls\.keyFile: missing; expected the path of a file/],
    [
      ['start', '--tls-cert', 'package.json', '--tls-key', 'package.json'],
      {},
      /are no certificate and its private key/,
    ],
  ])('%j with %j is one line that shows no secret', async (argv, environment, line) => {
    const run = new Command(argv, environment as Record<string, string>);
    expect(await run.exit).toBe(2);
    expect(run.err).toMatch(line);
    expect(run.err.trimEnd().split('\n')).toHaveLength(1);
    expect(run.out).toBe('');
    expect(run.err).not.toMatch(/hunter2(?!\.pem)/);
  });

  it('are made by a private key only where that is none of the host', async () => {
    const { status, err } = await command('start', '--port', '0', '--token-public-key-file', privateFile);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('expected an Ed25519 public key') });
  });

  it('that are required need a key', async () => {
    const config = join(folder, 'required.yaml');
    writeFileSync(config, 'gateway: {port: 0, auth: {required: true}}');
    const { status, err } = await command('start', '--config', config);
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringContaining('gateway.auth.required: there is no key'),
    });
  });
});
