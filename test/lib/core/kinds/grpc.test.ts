import { defineMonitor, grpc, grpcCode, latency, secret } from 'killdeer';
import { expect, test } from 'vitest';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import type { GrpcOptions } from '../../../../lib/core/kinds/grpc.ts';
import { validateMonitor } from '../../../../lib/core/validation/validate-monitor.ts';

function compiled(options: GrpcOptions) {
  const base = { name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [] };
  const definition = defineMonitor({ ...base, checks: [grpc('cart', options)] });
  expect(validateMonitor(definition)).toEqual([]);
  return compileMonitor(definition).checks[0];
}

const serving = { on: 'fact', name: 'grpc.status', condition: { is: 'equals', value: 'SERVING' } };

test('a grpc check of host and port alone asks over TLS whether the server serves', () => {
  const check = compiled({ host: '2606:4700::1111', port: 443 });
  expect(check).toMatchObject({
    target: '[2606:4700::1111]:443',
    service: '',
    tls: {},
    metadata: {},
    expect: [serving],
  });
  expect(check).toMatchObject({ method: 'grpc.health.v1.Health/Check' });
});

test('plaintext is asked for by name; the target names the service', () => {
  const check = compiled({ host: 'cart.shop.example', port: 50_051, tls: false, service: 'shop.v1.Cart' });
  expect(check).toMatchObject({ target: 'cart.shop.example:50051/shop.v1.Cart' });
  expect(check).not.toHaveProperty('tls');
  expect(compiled({ host: 'cart.shop.example', port: 443, tls: true })).toMatchObject({ tls: {} });
});

test('a check that asks for a code does not imply serving; one that asks something else does', () => {
  const target = { host: 'cart.shop.example', port: 443, metadata: { 'x-key': secret('/shop/key') } };
  expect(compiled({ ...target, expect: [grpcCode().equals('UNAUTHENTICATED')] })?.expect).toHaveLength(1);
  expect(compiled({ ...target, expect: [latency('total').below('1s')] })?.expect[0]).toEqual(serving);
});
