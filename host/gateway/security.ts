/** Who may connect, and what they must show. The defaults are of a host on loopback that asks for nothing. */
import type { Verifier } from './access.js';

/** `open`: for everybody. `token`: for who shows one in `authorization: Bearer`. */
export type HttpAccess = 'open' | 'token';

export interface GatewaySecurity {
  /** Takes clients' tokens; absent: none is asked for. */
  readonly verifier?: Verifier | undefined;
  /** `/metrics`; `token` has a meaning only with a verifier, and wants one that allows metrics. */
  readonly metrics?: HttpAccess;
  /** The dashboard's files. */
  readonly pages?: HttpAccess;
  /** Of pages that may connect, beside the host's own and those of loopback; `*`: all. */
  readonly origins?: readonly string[];
  /** Addresses and networks whose `x-forwarded-for` is believed. */
  readonly trustedProxies?: readonly string[];
  /** PEM; absent: without TLS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}
