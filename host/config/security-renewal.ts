/** Keys of tokens and the certificate of a running host, read anew: what is another now, in words, and how to begin with it. */
import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import type { GatewaySecurity } from '../gateway/security.js';
import type { TokenKey } from '../gateway/token-verifier.js';
import { type ConfiguredSecurity, type SecurityFiles, securityFiles } from './gateway-security.js';
import type { Config } from './schema.js';
import type { Environment } from './token-keys.js';

export interface SecurityRenewal {
  /** One line each, without a secret; empty where the files say what they said. */
  readonly changes: readonly string[];
  /** Keys of the configuration that are followed here, and need no restart. */
  readonly followed: readonly string[];
  /** What runs then, of what ran and what was read. */
  readonly gateway: Config['gateway'];
  /** The certificate from now on, where it is another. */
  readonly tls: GatewaySecurity['tls'];
  /** Checks tokens with the keys read. Connections there are go on. */
  apply(): void;
}

const KEYS_FOLLOWED = ['secretFile', 'publicKeyFile', 'keys'].map((key) => `gateway.auth.${key}`);
const TLS_FOLLOWED = ['certFile', 'keyFile'].map((key) => `gateway.tls.${key}`);

/**
 * Whether tokens are asked for at all, and whether there is TLS, is settled at the start: of a host without
 * either, files of it are not followed.
 * @param inUse the certificate that connections get now
 * @throws ConfigError for files that cannot be used; nothing has changed then
 */
export function securityRenewal(
  { verifier }: ConfiguredSecurity,
  inUse: GatewaySecurity['tls'],
  ran: Config['gateway'],
  gateway: Config['gateway'],
  environment: Environment,
): SecurityRenewal {
  const { keys, tls }: SecurityFiles = securityFiles(gateway, environment);
  const { auth } = gateway;
  const hasTokens = verifier !== undefined && keys.length > 0;
  const hasTls = inUse !== undefined && tls !== undefined;
  const isOther = hasTls && (tls.cert !== inUse.cert || tls.key !== inUse.key);
  return {
    changes: [...(hasTokens ? keyChanges(verifier.keys, keys) : []), ...(isOther ? [certificateText(tls.cert)] : [])],
    followed: [...(hasTokens ? KEYS_FOLLOWED : []), ...(hasTls ? TLS_FOLLOWED : [])],
    gateway: {
      ...ran,
      ...(hasTokens && {
        auth: { ...ran.auth, secretFile: auth.secretFile, publicKeyFile: auth.publicKeyFile, keys: auth.keys },
      }),
      ...(hasTls && { tls: gateway.tls }),
    },
    tls: isOther ? tls : undefined,
    apply: () => {
      if (hasTokens) verifier.use(keys);
    },
  };
}

function keyChanges(before: readonly TokenKey[], after: readonly TokenKey[]): string[] {
  const marks = (keys: readonly TokenKey[]) => new Map(keys.map((key) => [nameOf(key), markOf(key)]));
  const [old, now] = [marks(before), marks(after)];
  const words: string[] = [];
  for (const [name, mark] of now) {
    if (!old.has(name)) words.push(`tokens are taken by ${name}, too`);
    else if (old.get(name) !== mark) words.push(`tokens: ${name} is another`);
  }
  for (const name of old.keys()) {
    if (!now.has(name)) words.push(`tokens are no longer taken by ${name}`);
  }
  return words;
}

function nameOf({ kid, algorithm }: TokenKey): string {
  const what = algorithm === 'HS256' ? 'secret' : 'public key';
  return kid === undefined ? `the ${what}` : `${what} ${kid}`;
}

/** To compare, not to be shown. */
function markOf({ key }: TokenKey): string {
  const bytes = key instanceof Uint8Array ? key : (key as KeyObject).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(bytes).digest('hex');
}

function certificateText(pem: string): string {
  const { subject, validTo } = new X509Certificate(pem);
  const names = subject.replaceAll('\n', ', ');
  return `new connections get another certificate: ${names === '' ? 'without a name' : names}, until ${validTo}`;
}
