/** Keys of tests, tokens made with them, and hosts that ask for those. */
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { GATEWAY_LIMITS, type GatewayLimits } from '../../host/gateway/limits.js';
import { TokenVerifier } from '../../host/gateway/token-verifier.js';
import type { FakeTime } from './fake-time.js';

export const SECRET = new TextEncoder().encode('a secret of tests, longer than thirty-two bytes');
export const { publicKey, privateKey } = generateKeyPairSync('ed25519');

/** Seconds at which `FakeTime` starts. */
export const START_SECONDS = 1_700_000_000;

/** A token that all is well with, but for what is given. */
export function token(claims: object = {}, { alg = 'HS256', key = undefined as never } = {}): Promise<string> {
  return new SignJWT({ symbols: ['*'], exp: START_SECONDS + 60, ...claims })
    .setProtectedHeader({ alg })
    .sign(key ?? (alg === 'HS256' ? SECRET : privateKey));
}

export function verifier(time: FakeTime, limits: Partial<GatewayLimits> = {}, audience?: string): TokenVerifier {
  const keys = [
    { kid: undefined, algorithm: 'HS256', key: SECRET },
    { kid: undefined, algorithm: 'EdDSA', key: publicKey },
  ] as const;
  return new TokenVerifier({
    keys,
    audience,
    limits: { ...GATEWAY_LIMITS, ...limits },
    wallMicros: () => time.wallMicros(),
  });
}
