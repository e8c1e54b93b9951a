/** Prometheus at a host that asks for tokens: the command of compose.tokens.yaml is run, and what it writes is shown as Prometheus shows it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { endCommandsAfterEach, startHost } from '../system/command.js';

endCommandsAfterEach();

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const yaml = (path: string) => parse(readFileSync(at(path), 'utf8'));
const { services, secrets, volumes } = yaml('compose.tokens.yaml');
const base = yaml('compose.yaml');
const folder = mkdtempSync(join(tmpdir(), 'tickwire-compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('lays over compose.yaml what both have, with secrets and volumes that are named', () => {
  for (const [name, service] of Object.entries<{ secrets?: string[]; volumes?: string[]; build?: string }>(services)) {
    expect(service.build !== undefined || name in base.services, name).toBe(true);
    for (const secret of service.secrets ?? []) expect(secrets).toHaveProperty(secret);
    for (const volume of service.volumes ?? []) {
      const from = volume.split(':')[0]!;
      expect(from.startsWith('./') ? existsSync(at(from)) : from in volumes, volume).toBe(true);
    }
  }
  const target = (list: string[]) => list.map((volume) => volume.split(':')[1]);
  expect(target(services.prometheus.volumes)).toContain(target(base.services.prometheus.volumes)[0]);
  const plain = yaml('deploy/prometheus.yml');
  const { authorization, ...rest } = yaml('deploy/prometheus.tokens.yml').scrape_configs[0];
  expect(rest).toEqual(plain.scrape_configs[0]);
  expect(authorization.credentials_file).toMatch(/^\/tokens\//);
});

it('makes a token with which the metrics are read, and nothing else', async () => {
  const secret = join(folder, 'token.secret');
  writeFileSync(secret, execFileSync('openssl', ['rand', '-base64', '32']));
  const inside = { '/run/secrets/token_secret': secret, '/tokens': folder, 'dist/': `${at('dist')}/` };
  const outside = (text: string) =>
    Object.entries(inside)
      .reduce((all, [from, to]) => all.replaceAll(from, to), text)
      .replace('--port=8080', '--port=0');
  // Once, instead of for ever.
  const script = outside(services['metrics-token'].command[0])
    .replace('while :; do', '')
    .replace(/sleep 21600\s+done/, '');
  execFileSync('/bin/sh', ['-ec', script]);
  const [scrape] = yaml('deploy/prometheus.tokens.yml').scrape_configs;
  const credentials = readFileSync(outside(scrape.authorization.credentials_file), 'utf8').trim();

  const [, ...flags] = services.tickwire.command.map(outside) as string[];
  const { url } = await startHost(...flags.filter((flag) => !flag.startsWith('--host')));
  const get = (token?: string) =>
    fetch(`${url}${scrape.metrics_path}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  expect((await get()).status).toBe(401);
  expect((await get(credentials)).status).toBe(200);
  const claims = JSON.parse(Buffer.from(credentials.split('.')[1]!, 'base64url').toString());
  expect(claims).toMatchObject({ symbols: [], metrics: true });
  expect(claims.exp - claims.iat).toBe(86_400);
});
