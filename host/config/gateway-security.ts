/** From the configuration, the files that it names and the environment to what the gateway asks of clients. */
import { createSecureContext } from 'node:tls';
import type { GatewaySecurity } from '../gateway/security.js';
import { TokenVerifier } from '../gateway/token-verifier.js';
import { ConfigError } from './config-error.js';
import type { Config } from './schema.js';
import { readTextFile } from './text-file.js';
import { type Environment, TOKEN_VARIABLES, tokenKeys } from './token-keys.js';

const MAX_PEM_BYTES = 262_144;

/** @throws ConfigError for files and keys that cannot be used */
export function gatewaySecurity(
  { auth, limits, origins, trustedProxies, tls }: Config['gateway'],
  environment: Environment,
  wallMicros: () => number,
): GatewaySecurity {
  const keys = tokenKeys(auth, environment);
  if (keys === undefined && auth.required) {
    const ways = `gateway.auth.secretFile, gateway.auth.publicKeyFile, ${TOKEN_VARIABLES.secret} or ${TOKEN_VARIABLES.publicKey}`;
    throw new ConfigError(`gateway.auth.required: there is no key; expected one in ${ways}`);
  }
  return {
    verifier: keys && new TokenVerifier({ keys, audience: auth.audience, limits, wallMicros }),
    metrics: auth.metrics,
    pages: auth.pages,
    origins,
    trustedProxies,
    tls: tlsFiles(tls),
  };
}

function tlsFiles({ certFile, keyFile }: Config['gateway']['tls']): GatewaySecurity['tls'] {
  if (certFile === undefined || keyFile === undefined) return undefined;
  const pair = { cert: pem(certFile), key: pem(keyFile) };
  try {
    createSecureContext(pair);
  } catch {
    // What OpenSSL says of it does not tell a user what to mend.
    throw new ConfigError(`gateway.tls: ${certFile} and ${keyFile} are no certificate and its private key, in PEM`);
  }
  return pair;
}

function pem(file: string): string {
  const read = readTextFile(file, MAX_PEM_BYTES);
  if (!read.ok) throw new ConfigError(`gateway.tls: ${file}: ${read.reason}`);
  return read.text;
}
