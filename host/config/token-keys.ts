/** The keys of clients' tokens, from the environment or from files, never from a flag: flags are read by others. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { TokenKey } from '../gateway/token-verifier.js';
import { ConfigError } from './config-error.js';
import { readTextFile } from './text-file.js';

export const TOKEN_VARIABLES = {
  /** Of HS256. */
  secret: 'TICKWIRE_TOKEN_SECRET',
  /** Of EdDSA, PEM. */
  publicKey: 'TICKWIRE_TOKEN_PUBLIC_KEY',
  /** Of EdDSA, PEM; for `tickwire token` alone. */
  privateKey: 'TICKWIRE_TOKEN_PRIVATE_KEY',
  /** A token itself; for commands that ask a host, as `tickwire top`. */
  token: 'TICKWIRE_TOKEN',
} as const;

/** RFC 7518, 3.2: a key of HS256 has at least the size of its hash. */
export const MIN_SECRET_BYTES = 32;
const MAX_KEY_BYTES = 16_384;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Most keys with a name: a token without one is tried with each. */
export const MAX_TOKEN_KEYS = 16;

export interface TokenKeyFiles {
  readonly secretFile?: string | undefined;
  readonly publicKeyFile?: string | undefined;
  /** Further keys, which have names; each with one of the two files. */
  readonly keys: readonly {
    readonly kid: string;
    readonly secretFile?: string | undefined;
    readonly publicKeyFile?: string | undefined;
  }[];
}

/**
 * What the host checks tokens with; empty where neither files nor environment have a key.
 * @throws ConfigError for a key that is none. It names where the key is from, never the key.
 */
export function tokenKeys(files: TokenKeyFiles, environment: Environment): TokenKey[] {
  const secret = keyText(files.secretFile, TOKEN_VARIABLES.secret, environment);
  const publicKey = keyText(files.publicKeyFile, TOKEN_VARIABLES.publicKey, environment);
  const named = files.keys.flatMap(({ kid, secretFile, publicKeyFile }) =>
    keysOf(kid, keyOfFile(secretFile), keyOfFile(publicKeyFile)),
  );
  return [...keysOf(undefined, secret, publicKey), ...named];
}

function keyOfFile(file: string | undefined): KeyText | undefined {
  return file === undefined ? undefined : keyText(file, '', {});
}

function keysOf(kid: string | undefined, secret: KeyText | undefined, publicKey: KeyText | undefined): TokenKey[] {
  const keys: TokenKey[] = [];
  if (secret !== undefined) keys.push({ kid, algorithm: 'HS256', key: readSecret(secret) });
  if (publicKey !== undefined) keys.push({ kid, algorithm: 'EdDSA', key: ed25519(publicKey, 'public') });
  return keys;
}

export interface KeyText {
  readonly text: string;
  /** A file's path, or a variable's name. */
  readonly from: string;
}

/** A key's text, without the white space around it; the file wins over the environment. An empty variable is not set. */
export function keyText(file: string | undefined, variable: string, environment: Environment): KeyText | undefined {
  if (file === undefined) {
    const text = environment[variable]?.trim() ?? '';
    return text === '' ? undefined : { text, from: variable };
  }
  const read = readTextFile(file, MAX_KEY_BYTES);
  if (!read.ok) throw new ConfigError(`${shownFile(file)}: ${read.reason}`);
  return { text: read.text.trim(), from: file };
}

/** What is given as a file's name may be the secret itself, by mistake: then it is not shown. */
function shownFile(file: string): string {
  const looksSecret = /-----BEGIN|\n/.test(file) || /^[\w+=-][\w+/=-]{31,}$/.test(file);
  return looksSecret ? `a name of ${file.length} characters, which looks like the key itself and not its file` : file;
}

/** The text itself is the secret, whatever it encodes. */
export function readSecret({ text, from }: KeyText): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length >= MIN_SECRET_BYTES) return bytes;
  const hint = 'openssl rand -base64 32 makes one';
  throw new ConfigError(`${from}: too short; expected a secret of at least ${MIN_SECRET_BYTES} bytes, ${hint}`);
}

export function ed25519({ text, from }: KeyText, kind: 'public' | 'private'): KeyObject {
  const key = parseKey(text, kind);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  const hint = kind === 'private' ? 'openssl genpkey -algorithm ed25519 makes one' : 'openssl pkey -pubout makes one';
  throw new ConfigError(`${from}: not usable; expected an Ed25519 ${kind} key in PEM, ${hint}`);
}

function parseKey(text: string, kind: 'public' | 'private'): KeyObject | undefined {
  try {
    // A variable of the environment often has its line ends written out.
    const pem = text.replaceAll('\\n', '\n');
    if (kind === 'private') return createPrivateKey(pem);
    // `createPublicKey` takes a private key as well: what only checks must not hold one.
    return pem.includes('PRIVATE KEY') ? undefined : createPublicKey(pem);
  } catch {
    return undefined;
  }
}
