import {
  anyOf,
  certificate,
  check,
  not,
  ocsp,
  status,
  type TlsCheckOptions,
  tls,
  tlsProtocol,
  trusted,
  warn,
} from 'killdeer';
import { expect, test } from 'vitest';
import { asksFact } from '../../../../lib/core/facts-asked.ts';
import { compileTls } from '../../../../lib/core/kinds/tls.ts';

const compile = (options: Partial<TlsCheckOptions> = {}) =>
  compileTls(tls('edge', { host: 'shop.example', ...options }));

const days = (value: number) => ({ on: 'fact', name: 'certificate.daysLeft', condition: { is: 'atLeast', value } });

test('a tls check that says nothing asks port 443 for trust, host name and a warning below 14 days', () => {
  expect(compile()).toEqual({
    kind: 'tls',
    target: 'shop.example:443',
    host: 'shop.example',
    port: 443,
    tls: {},
    demands: { trust: true, hostname: true },
    expect: [{ ...days(14), level: 'warn' }],
  });
});

test('what a check asks itself is not implied', () => {
  expect(compile({ minDaysLeft: 7 }).expect).toEqual([days(7), { ...days(14), level: 'warn' }]);
  expect(compile({ expect: [certificate('daysLeft').atLeast(3)] }).expect).toEqual([days(3)]);
  expect(
    compile({ expect: [anyOf(ocsp().equals('good'), warn(certificate('daysLeft').atLeast(3)))] }).expect,
  ).toHaveLength(1);
  expect(compile({ expect: [trusted().equals(false)] }).demands).toEqual({ trust: false, hostname: true });
  expect(compile({ expect: [not(trusted().equals(true))] }).demands).toEqual({ trust: false, hostname: true });
});

test('an address of IPv6 is shown in brackets', () => {
  expect(compile({ host: '2001:db8::1' }).target).toBe('[2001:db8::1]:443');
  expect(compile({ host: '[2001:db8::1]', port: 8443 }).target).toBe('[2001:db8::1]:8443');
});

test('a version of TLS or a newer one', () => {
  const one = (value: readonly string[]) => ({ on: 'fact', name: 'tls.protocol', condition: { is: 'oneOf', value } });
  expect(tlsProtocol().atLeast('TLSv1.2')).toEqual(one(['TLSv1.2', 'TLSv1.3']));
  expect(tlsProtocol().atLeast('TLSv1.3')).toEqual(one(['TLSv1.3']));
});

test('a fact is asked for wherever it stands, and by a function, which may look at all of them', () => {
  expect(asksFact([status(200)], 'tls.')).toBe(false);
  expect(asksFact([status(200), certificate('serial').equals('1')], 'tls.')).toBe(false);
  expect(asksFact([status(200), warn(anyOf(not(ocsp().equals('revoked'))))], 'tls.')).toBe(true);
  expect(asksFact([check('is well', () => true)], 'tls.')).toBe(true);
  expect(compile({ expect: [check('is well', () => true)] }).demands).toEqual({ trust: true, hostname: true });
});
