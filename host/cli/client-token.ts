/** `tickwire token`: makes a token for clients and writes it to standard output, and nothing else. */
import type { KeyObject } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { SignJWT } from 'jose';
import { ConfigError } from '../config/config-error.js';
import { audience, duration, kid, path } from '../config/field.js';
import { ed25519, keyText, readSecret, TOKEN_VARIABLES } from '../config/token-keys.js';
import { GATEWAY_LIMITS } from '../gateway/limits.js';
import { bySchema } from './flag.js';
import { UsageError } from './usage-error.js';

interface Flags {
  readonly symbols?: readonly string[];
  readonly expires: number;
  readonly subject?: string;
  readonly audience?: string;
  readonly metrics?: boolean;
  readonly secretFile?: string;
  readonly privateKeyFile?: string;
  readonly kid?: string;
}

const DEFAULT_EXPIRES_MS = 3_600_000;
const MIN_EXPIRES_MS = 1_000;
const SUBJECT_CHARACTERS = 128;

/** @param nowMs the wall clock */
export function registerClientToken(program: Command, environment = process.env, nowMs: () => number = Date.now): void {
  program
    .command('token')
    .description('Make a token for clients of a host that asks for one.')
    .option('--symbols <patterns>', "what it allows, commas between, as in 'binance-spot:*'; '*' is all", patterns)
    .addOption(
      new Option('--expires <duration>', 'how long it lasts, at most 24h')
        .argParser(expires)
        .default(DEFAULT_EXPIRES_MS, '1h'),
    )
    .option('--subject <text>', 'whom it is for', subject)
    .option('--audience <text>', "which host it is for, as that one's gateway.auth.audience", bySchema(audience))
    .option('--metrics', 'it may read /metrics; without --symbols nothing else')
    .option('--secret-file <file>', `signs with HS256; default: ${TOKEN_VARIABLES.secret}`, bySchema(path))
    .option('--private-key-file <file>', `signs with EdDSA; default: ${TOKEN_VARIABLES.privateKey}`, bySchema(path))
    .option('--kid <name>', "the key's name, as the host's gateway.auth.keys has it", bySchema(kid))
    .action(async (flags: Flags, command: Command) => {
      const token = await sign(flags, environment, nowMs());
      command.configureOutput().writeOut?.(`${token}\n`);
    });
}

async function sign(flags: Flags, environment: NodeJS.ProcessEnv, nowMs: number): Promise<string> {
  const { symbols = [], metrics = false } = flags;
  if (symbols.length === 0 && !metrics) {
    throw new UsageError("a token for nothing: say what it allows, as in --symbols 'binance-spot:*', or --metrics");
  }
  const { algorithm, key } = signingKey(flags, environment);
  const nowSeconds = Math.floor(nowMs / 1000);
  const claims = { symbols, ...(metrics && { metrics }) };
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(flags.kid !== undefined && { kid: flags.kid }) })
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + Math.ceil(flags.expires / 1000));
  if (flags.subject !== undefined) token.setSubject(flags.subject);
  if (flags.audience !== undefined) token.setAudience(flags.audience);
  return token.sign(key);
}

interface SigningKey {
  readonly algorithm: 'HS256' | 'EdDSA';
  readonly key: Uint8Array | KeyObject;
}

/** A file that was named wins over the environment. */
function signingKey({ secretFile, privateKeyFile }: Flags, environment: NodeJS.ProcessEnv): SigningKey {
  if (secretFile !== undefined && privateKeyFile !== undefined) {
    throw new UsageError('--secret-file and --private-key-file: a token is signed with one key, name one of them');
  }
  try {
    const isNamed = secretFile !== undefined || privateKeyFile !== undefined;
    const own = isNamed ? {} : environment;
    const secret = keyText(secretFile, TOKEN_VARIABLES.secret, own);
    const privateKey = keyText(privateKeyFile, TOKEN_VARIABLES.privateKey, own);
    if (secret !== undefined && privateKey !== undefined) {
      const names = `${TOKEN_VARIABLES.secret} and ${TOKEN_VARIABLES.privateKey}`;
      throw new UsageError(
        `${names}: a token is signed with one key, name it with --secret-file or --private-key-file`,
      );
    }
    if (secret !== undefined) return { algorithm: 'HS256', key: readSecret(secret) };
    if (privateKey !== undefined) return { algorithm: 'EdDSA', key: ed25519(privateKey, 'private') };
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(...error.problems) : error;
  }
  const ways = `--secret-file, --private-key-file, ${TOKEN_VARIABLES.secret} or ${TOKEN_VARIABLES.privateKey}`;
  throw new UsageError(`there is no key to sign with; give one by ${ways}`);
}

function patterns(text: string): string[] {
  const { tokenPatterns, symbolCharacters } = GATEWAY_LIMITS;
  const list = text.split(',').map((part) => part.trim());
  const isUsable = list.every((part) => part !== '' && part.length <= symbolCharacters && /^[\x21-\x7e]+$/.test(part));
  if (isUsable && list.length <= tokenPatterns) return list;
  throw new InvalidArgumentError(`Expected 1 to ${tokenPatterns} patterns such as 'binance-spot:*'.`);
}

const expires = bySchema(duration(MIN_EXPIRES_MS, GATEWAY_LIMITS.tokenLifeMs));

function subject(text: string): string {
  if (text !== '' && text.length <= SUBJECT_CHARACTERS) return text;
  throw new InvalidArgumentError(`Expected a text of 1 to ${SUBJECT_CHARACTERS} characters.`);
}
