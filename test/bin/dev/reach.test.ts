import { expect, test } from 'vitest';
import { reachOf } from '../../../bin/dev/reach.ts';
import { compileMonitor } from '../../../lib/core/compile.ts';
import { defineMonitor, http, webhook } from '../../../lib/index.ts';

const reach = reachOf(
  compileMonitor(
    defineMonitor({
      ...{ name: 'depot', home: 'eu-west-1', regions: ['eu-west-1'], services: [] },
      notify: [webhook('ops', { url: 'https://hooks.example/x' }), webhook('six', { url: 'http://[2001:db8::1]:80/' })],
      checks: [http('stock', { url: 'https://depot.example/' })],
    }),
  ),
);

test('probes may go wherever a redirect leads, as on AWS', () => {
  expect(reach('killdeer-depot-probe')).toBe('any');
});

test('respond may reach the webhooks, and nobody else leaves the machine', () => {
  expect(reach('killdeer-depot-respond')).toEqual(['hooks.example', '2001:db8::1']);
  for (const lambda of ['detect', 'tick']) expect(reach(`killdeer-depot-${lambda}`)).toBe('loopback');
});
