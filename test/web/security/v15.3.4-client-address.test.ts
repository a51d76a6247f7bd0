import { describe, expect, test } from 'vitest';
import { clientAddress } from '../../../web/client-address.ts';

const behindProxy = { trustedProxies: ['10.0.0.0/8', '2001:db8:ffff::/48'] };

describe('V15.3.4 the address of the client', () => {
  test.each([
    [
      'a peer that is no proxy is the client, whatever it says',
      '198.51.100.7',
      '203.0.113.9',
      '198.51.100.7',
    ],
    ['a trusted proxy is believed', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['what the client wrote in front is not', '10.0.0.1', '192.0.2.66, 203.0.113.9', '203.0.113.9'],
    ['not even a proxy’s address', '10.0.0.1', '10.0.0.5, 203.0.113.9', '203.0.113.9'],
    [
      'a chain of trusted proxies is followed',
      '10.0.0.1',
      '192.0.2.66, 203.0.113.9, 10.0.0.2',
      '203.0.113.9',
    ],
    ['IPv4 in IPv6 is IPv4', '::ffff:10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['IPv6 has one spelling', '2001:db8:ffff::1', '2001:DB8:0:0::9', '2001:db8::9'],
    ['octal is no address', '10.0.0.1', '0313.0.113.9', undefined],
    ['nor is a name', '10.0.0.1', 'localhost', undefined],
    ['nor rubbish after a good one', '10.0.0.1', '203.0.113.9, rubbish', undefined],
    ['rubbish before a good one does not matter', '10.0.0.1', 'rubbish, 203.0.113.9', '203.0.113.9'],
    ['without the header the proxy itself is the client', '10.0.0.1', undefined, '10.0.0.1'],
    ['without a peer nobody knows', undefined, '203.0.113.9', undefined],
  ])('%s', (_name, peer, header, expected) => {
    expect(clientAddress(peer, header, behindProxy)).toBe(expected);
  });

  test('nobody is trusted where nobody is configured, loopback included', () => {
    expect(clientAddress('127.0.0.1', '203.0.113.9', { trustedProxies: [] })).toBe('127.0.0.1');
  });

  test('the demonstration address stands in only for a trusted peer without the header', () => {
    const demo = { trustedProxies: ['127.0.0.0/8'], demoAddress: '203.0.113.101' };
    expect(clientAddress('127.0.0.1', undefined, demo)).toBe('203.0.113.101');
    expect(clientAddress('198.51.100.7', undefined, demo)).toBe('198.51.100.7');
  });
});
