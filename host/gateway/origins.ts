/**
 * Which pages may connect: a browser says where a page is from, and lets any page open a WebSocket to any host.
 * Programs send no Origin, and are not asked for one.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export class Origins {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed beside a page's own host and loopback: origins as in https://example.com, `*` for all */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed.map((origin) => origin.toLowerCase()));
  }

  /** @param isLocal the client is on this machine, and behind no proxy */
  allows({ headers }: IncomingMessage, isLocal: boolean): boolean {
    const { origin, host = '' } = headers;
    if (origin === undefined || this.#allowed.has('*')) return true;
    if (this.#allowed.has(origin.toLowerCase())) return true;
    if (!URL.canParse(origin)) return false;
    const url = new URL(origin);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
    if (isLoopback(url.hostname)) return true;
    // A page that made its own name lead to this machine is of our host, and still not ours.
    return !isLocal && url.host === hostOf(host, url.protocol);
  }
}

/** Without the port that goes without saying. */
function hostOf(host: string, protocol: string): string | undefined {
  const text = `${protocol}//${host}`;
  return URL.canParse(text) ? new URL(text).host : undefined;
}

/** @param hostname as in a URL: IPv6 in brackets */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIP(name) === 4 ? name.startsWith('127.') : name === '::1';
}
