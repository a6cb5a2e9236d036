import { dns } from 'killdeer';
import { expect, it } from 'vitest';
import { asciiName, canonicalRecord } from '../../../../lib/core/dns-text.ts';
import { compileDns, parseNameServer } from '../../../../lib/core/kinds/dns.ts';

it('a name server is a host or address, with the port of its transport unless it says one', () => {
  expect(parseNameServer('192.0.2.53', 'udp')).toEqual({ host: '192.0.2.53', port: 53 });
  expect(parseNameServer('dns.example', 'tls')).toEqual({ host: 'dns.example', port: 853 });
  expect(parseNameServer('dns.example:5353', 'udp')).toEqual({ host: 'dns.example', port: 5353 });
  expect(parseNameServer('2001:db8::53', 'tcp')).toEqual({ host: '2001:db8::53', port: 53 });
  expect(parseNameServer('[2001:db8::53]', 'tcp')).toEqual({ host: '2001:db8::53', port: 53 });
  expect(parseNameServer('[2001:db8::53]:54', 'tcp')).toEqual({ host: '2001:db8::53', port: 54 });
  for (const text of ['', ':53', 'a:0', 'a:65536', 'a:b', 'a b', 'udp://a', '[a]:53', 'a/b', '[2001:db8::53'])
    expect(parseNameServer(text, 'udp')).toBeUndefined();
});

it('a name is asked in lower case, without its last dot, other than ASCII as xn--', () => {
  expect(asciiName('WWW.Shop.Example.')).toBe('www.shop.example');
  expect(asciiName('_dmarc.shop.example')).toBe('_dmarc.shop.example');
  expect(asciiName('*.shop.example')).toBe('*.shop.example');
  expect(asciiName('münchen.example')).toBe('xn--mnchen-3ya.example');
  expect(asciiName('.')).toBe('');
  for (const text of ['', ' ', 'a b.example', 'ü/x', 'ü:80', 'ü@x']) expect(asciiName(text)).toBeUndefined();
});

it('records are one text whatever their spelling, and what is no name stays as it is', () => {
  expect(canonicalRecord('SRV', '1 5 443 A.Example.')).toBe('1 5 443 a.example');
  expect(canonicalRecord('MX', '0 .')).toBe('0 .');
  expect(canonicalRecord('AAAA', '2001:0db8::0001')).toBe('2001:db8::1');
  expect(canonicalRecord('TXT', 'Ends with a dot.')).toBe('Ends with a dot.');
  expect(canonicalRecord('AAAA', 'nonsense')).toBe('nonsense');
});

it('a person sees what is asked, and of whom', () => {
  expect(compileDns(dns('a', { name: 'Shop.Example' })).target).toBe('shop.example A');
  expect(compileDns(dns('a', { name: '.', type: 'NS', server: '2001:db8::53' })).target).toBe(
    '. NS @[2001:db8::53]:53',
  );
});
