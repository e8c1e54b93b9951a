/** Keys of Coinbase Exchange, and the signature that shows them without sending the secret. */
import { createHmac } from 'node:crypto';

export interface CoinbaseCredentials {
  readonly key: string;
  /** As the exchange gives it: base64. */
  readonly secret: string;
  readonly passphrase: string;
}

/** What a subscription is signed as. */
const SIGNED_REQUEST = 'GET/users/self/verify';

/** Fields that a subscription carries beside its own; `seconds` since the epoch, at most 30 s off the venue's clock. */
export function coinbaseSignature({ key, secret, passphrase }: CoinbaseCredentials, seconds: number) {
  const timestamp = String(seconds);
  const hmac = createHmac('sha256', Buffer.from(secret, 'base64'));
  const signature = hmac.update(timestamp + SIGNED_REQUEST).digest('base64');
  return { signature, key, passphrase, timestamp };
}
