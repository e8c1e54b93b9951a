/** Coinbase's keys from the environment, never from a file or a flag: those are read by others. */
import type { CoinbaseCredentials } from '../feeds/coinbase-signature.js';

/** Variables of the environment: all three, or none. */
export const COINBASE_VARIABLES = {
  key: 'TICKWIRE_COINBASE_KEY',
  secret: 'TICKWIRE_COINBASE_SECRET',
  passphrase: 'TICKWIRE_COINBASE_PASSPHRASE',
} as const;

export type KeysResult =
  | { readonly ok: true; readonly credentials: CoinbaseCredentials | undefined }
  | { readonly ok: false; readonly problem: string };

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** No keys where none of the variables is set; an empty one is not set. The problem names variables, never values. */
export function coinbaseKeys(environment: Readonly<Record<string, string | undefined>>): KeysResult {
  const [key, secret, passphrase] = Object.values(COINBASE_VARIABLES).map((name) => environment[name]?.trim() ?? '');
  if (key === '' && secret === '' && passphrase === '') return { ok: true, credentials: undefined };
  const missing = Object.values(COINBASE_VARIABLES).filter((name) => (environment[name]?.trim() ?? '') === '');
  if (missing.length > 0) {
    return { ok: false, problem: `${missing.join(', ')}: missing; expected all three of Coinbase's keys, or none` };
  }
  if (!BASE64.test(secret!)) {
    return { ok: false, problem: `${COINBASE_VARIABLES.secret}: not usable; expected base64, as Coinbase gives it` };
  }
  return { ok: true, credentials: { key: key!, secret: secret!, passphrase: passphrase! } };
}
