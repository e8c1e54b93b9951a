/** Reads the tokens of clients: JSON Web Tokens, signed with HS256 or EdDSA (Ed25519), that name symbols and an end. */
import type { KeyObject } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Grant } from './grant.js';
import type { GatewayLimits } from './limits.js';
import { SymbolPatterns } from './symbol-patterns.js';

/** At least one of the two. */
export interface TokenKeys {
  /** For HS256: at least 32 bytes. */
  readonly secret?: Uint8Array;
  /** For EdDSA: an Ed25519 public key. */
  readonly publicKey?: KeyObject;
}

/** Why a token is not taken. `reason` is one line for its owner, and holds nothing of the token. */
export interface TokenFault {
  readonly fault: 'malformed' | 'signature' | 'expired' | 'early' | 'claims';
  readonly reason: string;
}

export interface TokenRules {
  readonly keys: TokenKeys;
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
  readonly #algorithms: string[];

  constructor(rules: TokenRules) {
    this.#rules = rules;
    const { secret, publicKey } = rules.keys;
    this.#algorithms = [...(secret === undefined ? [] : ['HS256']), ...(publicKey === undefined ? [] : EDDSA)];
  }

  /** Never rejects, whatever the text is. */
  async verify(token: string): Promise<Grant | TokenFault> {
    const { limits, audience, wallMicros } = this.#rules;
    if (token.length > limits.tokenCharacters) {
      return { fault: 'malformed', reason: `the token has more than ${limits.tokenCharacters} characters` };
    }
    try {
      const { payload } = await jwtVerify(token, ({ alg }) => this.#keyFor(alg), {
        algorithms: this.#algorithms,
        currentDate: new Date(wallMicros() / 1000),
        requiredClaims: ['exp'],
        ...(audience !== undefined && { audience }),
      });
      return this.#grant(payload);
    } catch (error) {
      return this.#faultOf(error);
    }
  }

  #keyFor(algorithm: string): Uint8Array | KeyObject {
    const { secret, publicKey } = this.#rules.keys;
    const key = algorithm === 'HS256' ? secret : publicKey;
    if (key === undefined) throw new errors.JOSEAlgNotAllowed('no key of that kind');
    return key;
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
      return { fault: 'signature', reason: `the token must be signed with ${this.#algorithms.join(' or ')}` };
    }
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      return { fault: 'signature', reason: "the token's signature is not of this host's key" };
    }
    return { fault: 'malformed', reason: 'this is no JSON Web Token that is understood' };
  }
}

function isPatterns(value: unknown, least: number, limits: GatewayLimits): value is string[] {
  const { tokenPatterns, symbolCharacters } = limits;
  if (!Array.isArray(value) || value.length < least || value.length > tokenPatterns) return false;
  return value.every((each) => typeof each === 'string' && each.length > 0 && each.length <= symbolCharacters);
}
