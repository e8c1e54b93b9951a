/** Whose connection it is: the peer's address or, where the peer is a proxy that we trust, the one that it tells. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Of the peers that `trustedProxies` names; only their `x-forwarded-for` is believed. */
export class ClientAddresses {
  readonly #trusted = new BlockList();

  /** @param trustedProxies addresses and networks, as in 10.0.0.0/8; checked already */
  constructor(trustedProxies: readonly string[]) {
    for (const text of trustedProxies) {
      const [address, bits] = text.split('/') as [string, string?];
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(bits), family);
    }
  }

  isTrusted(address: string): boolean {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return family !== 0 && this.#trusted.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  }

  /** The last address on the way here that is no proxy of ours: what stands before it anyone may have written. */
  of(request: IncomingMessage): string {
    let address = plainAddress(request.socket.remoteAddress ?? '');
    const header = request.headers['x-forwarded-for'];
    const told = (typeof header === 'string' ? header : '').split(',');
    while (this.isTrusted(address)) {
      const before = plainAddress(told.pop()?.trim() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }
}

/** What connections are counted by: an IPv4 address, or the /64 network of an IPv6 one, since a client has all of that. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::') as [string, string?];
  const first = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const last = tail === '' ? [] : tail.split(':');
    // An IPv4 tail stands for two groups.
    const groups = last.length + (tail.includes('.') ? 1 : 0);
    first.push(...Array<string>(Math.max(0, 8 - first.length - groups)).fill('0'), ...last);
  }
  return `${first
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Without the clothes of IPv6 that IPv4 addresses wear on a socket for both. */
function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
