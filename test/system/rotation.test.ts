/** SIGHUP reads keys of tokens and the certificate anew: connections go on, what is removed opens no more, what is broken changes nothing. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../web/client/node.js';
import { Command, command, endCommandsAfterEach } from './command.js';

endCommandsAfterEach();

const poll = { interval: 10, timeout: 30_000 };
const folder = mkdtempSync(join(tmpdir(), 'tickwire-rotation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

async function start(config: object) {
  const file = at('tickwire.yaml');
  const write = (gateway: object) =>
    writeFileSync(
      file,
      JSON.stringify({ gateway: { port: 0, ...gateway }, venues: { simulated: { symbols: ['BTCUSDT'] } } }),
    );
  write(config);
  const host = new Command(['start', '--config', file, '--log-format', 'json']);
  const [, address] = await host.wrote(/"address":"(https?:[^"]+)\/"/);
  const hup = async (gateway: object, line: RegExp) => {
    write(gateway);
    host.kill('SIGHUP');
    await host.wrote(line);
  };
  return { host, address: address!, hup };
}

async function makeToken(...flags: string[]): Promise<string> {
  const { status, out, err } = await command('token', '--symbols', '*', ...flags);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return out.trim();
}

describe('keys of tokens', () => {
  it('are added beside the old and removed later, while connections go on', async () => {
    for (const name of ['old', 'new']) writeFileSync(at(name), `${name} `.repeat(16));
    const [old, fresh] = [
      { kid: 'k-old', secretFile: at('old') },
      { kid: 'k-new', secretFile: at('new') },
    ];
    const byOld = await makeToken('--secret-file', at('old'), '--kid', 'k-old');
    const byNew = await makeToken('--secret-file', at('new'), '--kid', 'k-new');
    const { host, address, hup } = await start({ auth: { keys: [old] } });
    const opened = async (token: string) => {
      const client = connect(address, { token });
      await expect.poll(() => client.state, poll).toMatch(/open|closed/);
      return client;
    };
    const first = await opened(byOld);
    const book = first.subscribe({ symbol: 'simulated:BTCUSDT' });
    await expect.poll(() => book.state, poll).toBe('live');
    const early = await opened(byNew);
    expect([early.state, early.error?.message]).toEqual(['closed', expect.stringContaining("not of this host's key")]);

    await hup({ auth: { keys: [old, fresh] } }, /"msg":"tokens are taken by secret k-new, too"/);
    const second = await opened(byNew);
    const third = await opened(byOld);
    expect([second.state, third.state]).toEqual(['open', 'open']);

    await hup({ auth: { keys: [fresh] } }, /"msg":"tokens are no longer taken by secret k-old"/);
    const late = await opened(byOld);
    expect([late.state, late.error?.code]).toEqual(['closed', 'refused']);
    const frames = first.stats.messages;
    await expect.poll(() => first.stats.messages, poll).toBeGreaterThan(frames);
    expect([first.state, second.state, book.state]).toEqual(['open', 'open', 'live']);

    // The same file with another secret in it, then one that is too short.
    writeFileSync(at('new'), 'other '.repeat(16));
    await hup({ auth: { keys: [fresh] } }, /"msg":"tokens: secret k-new is another"/);
    expect((await opened(byNew)).state).toBe('closed');
    writeFileSync(at('new'), 'hunter2');
    await hup({ auth: { keys: [fresh] } }, /"msg":"[^"]*tickwire\.yaml is not usable, so nothing is changed"/);
    expect(host.out).toMatch(/"level":50[^\n]*"msg":"[^"]*new: too short; expected a secret of at least 32 bytes/);
    writeFileSync(at('other'), 'other '.repeat(16));
    expect((await opened(await makeToken('--secret-file', at('other'), '--kid', 'k-new'))).state).toBe('open');

    writeFileSync(at('new'), 'other '.repeat(16));
    await hup({ auth: { keys: [fresh], audience: 'desk' } }, /"msg":"gateway\.auth\.audience has changed, which takes/);
    await hup({ auth: { keys: [fresh] } }, /"msg":"read again, nothing new: [^"]*, keys of tokens"/);
    expect(host.out.concat(host.err)).not.toMatch(/hunter2|old old|other other/);
    for (const client of [first, second, third]) client.close();
  }, 60_000);

  it('are read again without a configuration file, too', async () => {
    writeFileSync(at('secret'), 'first '.repeat(16));
    const host = new Command(['start', '--port', '0', '--log-format', 'json', '--token-secret-file', at('secret')]);
    await host.wrote(/"address":"http/);
    writeFileSync(at('secret'), 'second '.repeat(16));
    host.kill('SIGHUP');
    await host.wrote(/"msg":"tokens: the secret is another"/);
    rmSync(at('secret'));
    host.kill('SIGHUP');
    await host.wrote(/"msg":"[^"]*secret: there is no such file"/);
    await host.wrote(/"msg":"what the flags name is not usable, so nothing is changed"/);
  }, 30_000);
});

it('a certificate takes the place of another for new connections, and a broken one does not', async () => {
  const [certFile, keyFile] = [at('cert.pem'), at('key.pem')];
  for (const name of ['cert', 'key']) {
    copyFileSync(fileURLToPath(new URL(`../gateway/certificate/${name}.pem`, import.meta.url)), at(`${name}.pem`));
  }
  const { host, address, hup } = await start({ tls: { certFile, keyFile } });
  const { port } = new URL(address);
  const shown = async (): Promise<string> => {
    const socket = connectTls({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  const socket = new WebSocket(`wss://127.0.0.1:${port}/v1/stream`, 'tickwire.v1', { rejectUnauthorized: false });
  await once(socket, 'message');
  const before = await shown();
  const args = ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '2', '-subj', '/CN=renewed.example'];
  execFileSync('openssl', [...args, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  await hup(
    { tls: { certFile, keyFile } },
    /"msg":"new connections get another certificate: CN=renewed\.example, until /,
  );
  const after = await shown();
  expect(after).not.toBe(before);

  socket.send('{"type":"ping","id":1,"sent":1}');
  expect(JSON.parse(String((await once(socket, 'message'))[0]))).toMatchObject({ type: 'pong' });
  writeFileSync(keyFile, readFileSync(fileURLToPath(new URL('../gateway/certificate/key.pem', import.meta.url))));
  await hup({ tls: { certFile, keyFile } }, /are no certificate and its private key, in PEM"/);
  expect(await shown()).toBe(after);
  await hup({}, /"msg":"gateway\.tls\.certFile has changed, which takes effect after a restart"/);
  expect(await shown()).toBe(after);
  socket.terminate();
  expect(host.err).toBe('');
}, 60_000);
