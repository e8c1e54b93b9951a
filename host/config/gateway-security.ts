/** From the configuration, the files that it names and the environment to what the gateway asks of clients. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { GatewaySecurity } from '../gateway/security.js';
import { type TokenKey, TokenVerifier } from '../gateway/token-verifier.js';
import { ConfigError } from './config-error.js';
import type { Config } from './schema.js';
import { readTextFile } from './text-file.js';
import { type Environment, TOKEN_VARIABLES, tokenKeys } from './token-keys.js';

const MAX_PEM_BYTES = 262_144;

/** As it is made of a configuration: what checks tokens takes other keys while it runs. */
export interface ConfiguredSecurity extends GatewaySecurity {
  readonly verifier: TokenVerifier | undefined;
  readonly tls: GatewaySecurity['tls'];
}

/** What a host reads from files: keys of tokens, and the certificate. */
export interface SecurityFiles {
  /** None: no tokens are asked for. */
  readonly keys: readonly TokenKey[];
  readonly tls: GatewaySecurity['tls'];
}

/** @throws ConfigError for files and keys that cannot be used */
export function gatewaySecurity(
  gateway: Config['gateway'],
  environment: Environment,
  wallMicros: () => number,
): ConfiguredSecurity {
  const { auth, limits, origins, trustedProxies } = gateway;
  const { keys, tls } = securityFiles(gateway, environment);
  return {
    verifier: keys.length === 0 ? undefined : new TokenVerifier({ keys, audience: auth.audience, limits, wallMicros }),
    metrics: auth.metrics,
    pages: auth.pages,
    origins,
    trustedProxies,
    tls,
  };
}

/** @throws ConfigError as `gatewaySecurity` */
export function securityFiles({ auth, tls }: Config['gateway'], environment: Environment): SecurityFiles {
  const keys = tokenKeys(auth, environment);
  if (keys.length === 0 && auth.required) {
    const files = 'gateway.auth.secretFile, gateway.auth.publicKeyFile, gateway.auth.keys';
    const ways = `${files}, ${TOKEN_VARIABLES.secret} or ${TOKEN_VARIABLES.publicKey}`;
    throw new ConfigError(`gateway.auth.required: there is no key; expected one in ${ways}`);
  }
  return { keys, tls: tlsFiles(tls) };
}

function tlsFiles({ certFile, keyFile }: Config['gateway']['tls']): GatewaySecurity['tls'] {
  if (certFile === undefined || keyFile === undefined) return undefined;
  const pair = { cert: pem(certFile), key: pem(keyFile) };
  try {
    createSecureContext(pair);
    // Of two kinds of key it takes both, and has no certificate to show then.
    if (!new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))) throw new Error('not its key');
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
