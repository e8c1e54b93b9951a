/** Reads the tokens of clients: JSON Web Tokens, signed with HS256 or EdDSA (Ed25519), that name symbols and an end. */
import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Grant } from './grant.js';
import type { GatewayLimits } from './limits.js';
import { SymbolPatterns } from './symbol-patterns.js';

/** One key of a host. Several may have an algorithm. */
export interface TokenKey {
  /** As the `kid` of a token's header names it; undefined: it has no name. */
  readonly kid: string | undefined;
  readonly algorithm: 'HS256' | 'EdDSA';
  /** Of HS256 a secret of at least 32 bytes, of EdDSA an Ed25519 public key. */
  readonly key: Uint8Array | KeyObject;
}

/** Why a token is not taken. `reason` is one line for its owner, and holds nothing of the token. */
export interface TokenFault {
  readonly fault: 'malformed' | 'signature' | 'expired' | 'early' | 'claims';
  readonly reason: string;
}

export interface TokenRules {
  /** At least one; each named `kid` once. */
  readonly keys: readonly TokenKey[];
  /** What `aud` must name; undefined: anything. */
  readonly audience: string | undefined;
  readonly limits: GatewayLimits;
  readonly wallMicros: () => number;
}

const SUBJECT_CHARACTERS = 128;
/** `EdDSA` is the name of RFC 8037, `Ed25519` of RFC 9864. */
const EDDSA: readonly string[] = ['EdDSA', 'Ed25519'];

export class TokenVerifier {
  readonly #rules: TokenRules;
  #keys: readonly TokenKey[];

  constructor(rules: TokenRules) {
    this.#rules = rules;
    this.#keys = rules.keys;
  }

  get keys(): readonly TokenKey[] {
    return this.#keys;
  }

  /** Checks tokens with these keys from now on. What was granted stays granted until its end. */
  use(keys: readonly TokenKey[]): void {
    this.#keys = keys;
  }

  /** Never rejects, whatever the text is. */
  async verify(token: string): Promise<Grant | TokenFault> {
    const { limits } = this.#rules;
    if (token.length > limits.tokenCharacters) {
      return { fault: 'malformed', reason: `the token has more than ${limits.tokenCharacters} characters` };
    }
    try {
      return this.#grant(await this.#payloadOf(token));
    } catch (error) {
      return this.#faultOf(error);
    }
  }

  /** By the key that the token names, else by each that its algorithm fits: `kid` is a hint (RFC 7515, 4.1.4). */
  async #payloadOf(token: string): Promise<JWTPayload> {
    const { audience, wallMicros } = this.#rules;
    const { alg = '', kid } = decodeProtectedHeader(token);
    const fitting = this.#keys.filter(
      ({ algorithm }) => algorithm === alg || (algorithm === 'EdDSA' && EDDSA.includes(alg)),
    );
    const named = fitting.filter((key) => key.kid !== undefined && key.kid === kid);
    let last: unknown = new errors.JOSEAlgNotAllowed('no key of that kind');
    for (const { key } of named.length > 0 ? named : fitting) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [alg],
          currentDate: new Date(wallMicros() / 1000),
          requiredClaims: ['exp'],
          ...(audience !== undefined && { audience }),
        });
        return payload;
      } catch (error) {
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
        last = error;
      }
    }
    throw last;
  }

  #grant({ exp, sub, symbols, metrics }: JWTPayload): Grant | TokenFault {
    const { limits, wallMicros } = this.#rules;
    const expiresMicros = exp! * 1_000_000;
    if (expiresMicros - wallMicros() > limits.tokenLifeMs * 1000) {
      return {
        fault: 'claims',
        reason: `the token lasts longer than ${limits.tokenLifeMs / 1000} s: make a shorter one`,
      };
    }
    // Who only reads metrics needs no symbols.
    const least = metrics === true ? 0 : 1;
    if (!isPatterns(symbols, least, limits)) {
      const form = `${least} to ${limits.tokenPatterns} patterns such as "binance-spot:*"`;
      return { fault: 'claims', reason: `the token's symbols must be a list of ${form}` };
    }
    if (sub !== undefined && (typeof sub !== 'string' || sub.length > SUBJECT_CHARACTERS)) {
      return { fault: 'claims', reason: `the token's sub must be a text of at most ${SUBJECT_CHARACTERS} characters` };
    }
    if (metrics !== undefined && typeof metrics !== 'boolean') {
      return { fault: 'claims', reason: "the token's metrics must be true or false" };
    }
    return { subject: sub, symbols: new SymbolPatterns(symbols), metrics: metrics === true, expiresMicros };
  }

  #faultOf(error: unknown): TokenFault {
    if (error instanceof errors.JWTExpired) return { fault: 'expired', reason: 'the token has ended' };
    if (error instanceof errors.JWTClaimValidationFailed) {
      if (error.claim === 'nbf' && error.reason === 'check_failed') {
        return { fault: 'early', reason: 'the token is not valid yet' };
      }
      const reason =
        error.claim === 'exp' ? 'the token needs an end: exp, in seconds' : `the token's ${error.claim} is wrong`;
      return { fault: 'claims', reason };
    }
    if (error instanceof errors.JOSEAlgNotAllowed) {
      return { fault: 'signature', reason: `the token must be signed with ${this.#algorithms().join(' or ')}` };
    }
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      const keys = this.#keys.length === 1 ? 'key' : 'keys';
      return { fault: 'signature', reason: `the token's signature is not of this host's ${keys}` };
    }
    return { fault: 'malformed', reason: 'this is no JSON Web Token that is understood' };
  }

  #algorithms(): string[] {
    const known = new Set(this.#keys.map(({ algorithm }) => algorithm));
    return [...(known.has('HS256') ? ['HS256'] : []), ...(known.has('EdDSA') ? EDDSA : [])];
  }
}

function isPatterns(value: unknown, least: number, limits: GatewayLimits): value is string[] {
  const { tokenPatterns, symbolCharacters } = limits;
  if (!Array.isArray(value) || value.length < least || value.length > tokenPatterns) return false;
  return value.every((each) => typeof each === 'string' && each.length > 0 && each.length <= symbolCharacters);
}
