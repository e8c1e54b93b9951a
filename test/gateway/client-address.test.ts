/** Whose connection it is, by what a proxy tells that may be believed, and what it is counted by. */
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, ClientAddresses } from '../../host/gateway/client-address.js';

const addresses = new ClientAddresses(['10.0.0.0/8', '127.0.0.1', '2001:db8:ffff::/48']);
const of = (remoteAddress: string, forwarded?: string): string =>
  addresses.of({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage);

describe('the address of a client', () => {
  it.each([
    ['203.0.113.9', undefined, '203.0.113.9'],
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['10.1.2.3', undefined, '10.1.2.3'],
    ['10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['::ffff:203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['2001:db8:ffff::1', '198.51.100.1', '198.51.100.1'],
    ['2001:db8:fffe::1', '198.51.100.1', '2001:db8:fffe::1'],
    // Before the last that is no proxy of ours anyone may have written anything.
    ['10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['10.1.2.3', '1.1.1.1, 198.51.100.1, 10.9.9.9,127.0.0.1', '198.51.100.1'],
    ['10.1.2.3', '10.9.9.9', '10.9.9.9'],
    ['10.1.2.3', 'unknown', '10.1.2.3'],
    ['10.1.2.3', '198.51.100.1, ', '10.1.2.3'],
    ['10.1.2.3', ', , ,', '10.1.2.3'],
    ['10.1.2.3', '198.51.100.1:4711', '10.1.2.3'],
  ])('of %s that tells %s is %s', (remote, forwarded, expected) => {
    expect(of(remote, forwarded)).toBe(expected);
  });

  it('is never an address that was only told, where the peer is not trusted', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.string(), (remote, told) => {
        if (!addresses.isTrusted(remote)) expect(of(remote, told)).toBe(remote);
      }),
    );
  });
});

describe('what connections are counted by', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::7', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['1:2:3::4:5:6:7', '1:2:3:0::/64'],
  ])('of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
