import { describe, expect, test } from 'vitest';
import { hostOf, isAllowable, isAllowedAddress, literalAddress } from '../../../lib/core/address.ts';

const GLOBAL = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '[2606:4700:4700::1111]',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
];

const REFUSED = [
  // this network, private, shared, loopback, link local
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.255',
  '169.254.169.254',
  '169.254.79.129',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  // protocol assignments, documentation, 6to4 relay, benchmarking
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  // multicast, reserved, broadcast
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  // IPv6: unspecified, loopback, IPv4-compatible, unique local, link local, site local, multicast
  '::',
  '::1',
  '[::1]',
  '::7f00:1',
  '::8.8.8.8',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  // forms that carry an IPv4 address inside
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::FFFF:169.254.169.254',
  '0:0:0:0:0:ffff:a00:1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::808:808',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2002:808:808::1',
  '2001::1',
  // discard, documentation, benchmarking, unassigned
  '100::1',
  '2001:db8::1',
  '2001:2::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  // what is no plain address: never left to a resolver's reading of it
  '',
  'localhost',
  '127.1',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '010.8.8.8',
  '2130706433',
  '8.8.8.8.',
  '8.8.8.8/32',
  '256.1.1.1',
];

describe('the address guard', () => {
  test.each(GLOBAL)('allows %s, which is global unicast', (address) => {
    expect(isAllowedAddress(address, [])).toBe(true);
  });

  test.each(REFUSED)('refuses "%s"', (address) => {
    expect(isAllowedAddress(address, [])).toBe(false);
  });

  test.each([
    ['127.0.0.1', '127.0.0.0/8'],
    ['127.200.0.1', '127.0.0.0/8'],
    ['::ffff:127.0.0.1', '127.0.0.0/8'],
    ['::1', '::1/128'],
    ['[::1]', '::1/128'],
    ['10.1.2.3', '10.1.0.0/16'],
    ['fd00::2', 'fd00::/8'],
    ['64:ff9b::808:808', '64:ff9b::/96'],
  ])('allows %s where %s is allowed', (address, cidr) => {
    expect(isAllowedAddress(address, ['192.168.0.0/16', cidr])).toBe(true);
  });

  test.each([
    ['169.254.169.254', '127.0.0.0/8'],
    ['10.2.0.1', '10.1.0.0/16'],
    ['::1', '127.0.0.0/8'],
    ['127.0.0.1', '::/0'],
    ['127.0.0.1', 'not a range'],
    ['127.0.0.1', '127.0.0.1'],
  ])('refuses %s where only %s is allowed', (address, cidr) => {
    expect(isAllowedAddress(address, [cidr])).toBe(false);
  });

  test('a URL that writes an address in another form is read as that address', () => {
    for (const form of ['http://2130706433/', 'http://0x7f.1/', 'http://127.1/', 'http://0177.0.0.1/']) {
      expect(literalAddress(new URL(form).hostname)).toBe('127.0.0.1');
    }
    expect(literalAddress(new URL('http://[::ffff:127.0.0.1]/').hostname)).toBe('::ffff:7f00:1');
    expect(literalAddress('api.shop.example')).toBeUndefined();
  });
});

test('loopback and private networks may be meant; the metadata of a machine and what is no address may not', () => {
  for (const address of ['127.0.0.1', '::1', '10.0.0.1', '::ffff:192.168.0.1', 'fd00::1']) {
    expect(isAllowable(address), address).toBe(true);
  }
  for (const address of ['169.254.169.254', '::ffff:a9fe:a9fe', '0.0.0.0', 'fe80::1', 'localhost']) {
    expect(isAllowable(address), address).toBe(false);
  }
});

test.each([
  ['127.1', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['127.0.0.1.', '127.0.0.1'],
  ['１２７。0.0.1', '127.0.0.1'],
  ['LOCALHOST.', 'localhost.'],
  ['Müller.example', 'xn--mller-kva.example'],
  ['_dmarc.shop.example', '_dmarc.shop.example'],
  ['::1', '::1'],
  ['[::1]', '[::1]'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
])('the host "%s" is read as %s', (text, host) => {
  expect(hostOf(text)).toBe(host);
});

test.each([
  '',
  ' ',
  'a b',
  'a/b',
  'a@b',
  'a:80',
  'a?b',
  'a#b',
  'a\\b',
  '[a]',
  '127.0.0.1%00',
  '1.2.3.4.5',
  '256.1.1.1',
])('"%s" is no host', (text) => {
  expect(hostOf(text)).toBeUndefined();
});

test('an ISATAP address is judged as the IPv4 address that it tunnels to', () => {
  expect(isAllowedAddress('2a00::5efe:8.8.8.8', [])).toBe(true);
  expect(isAllowedAddress('2a00::5efe:127.0.0.1', [])).toBe(false);
  expect(isAllowedAddress('2a00::200:5efe:a00:1', [])).toBe(false);
  expect(isAllowedAddress('2a00::5efe:127.0.0.1', ['127.0.0.0/8'])).toBe(true);
});
