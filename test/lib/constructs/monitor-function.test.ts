import { expect, test } from 'vitest';
import { monitorOf, synthesise, textOf } from './synthesise.ts';

const { ofType, resources } = synthesise(monitorOf(2));
const functions = ofType('AWS::Lambda::Function');

test('each Lambda is arm64 on Node 24, with JSON logs and a name that follows from the monitor', () => {
  expect(functions.map(({ Properties }) => Properties.FunctionName).sort()).toEqual(
    ['detect', 'probe', 'probe', 'probe', 'probe', 'probe', 'respond', 'tick'].map((noun) => `killdeer-shop-${noun}`),
  );
  for (const { Properties } of functions) {
    expect(Properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Handler: 'index.handler' });
    expect(Properties.LoggingConfig).toMatchObject({ LogFormat: 'JSON' });
    expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
  }
});

test('each Lambda has a role and a log group of its own, the log kept for 30 days', () => {
  const seen = new Set<string>();
  for (const { stack, Properties } of functions) {
    const role = textOf(Properties.Role);
    const log = resources.find((one) => one.stack === stack && one.id === Properties.LoggingConfig.LogGroup.Ref);
    seen.add(`${stack} ${role}`);
    expect(log?.Properties.RetentionInDays).toBe(30);
    expect(log?.Properties.LogGroupName).toBe(Properties.FunctionName.replace('killdeer-shop-', '/killdeer/shop/'));
  }
  expect(seen.size).toBe(functions.length);
});

test('only probe may go round through its queue without end, for frames that wait for home', () => {
  const allowed = functions.filter(({ Properties }) => Properties.RecursiveLoop === 'Allow');
  expect(new Set(allowed.map(({ Properties }) => Properties.FunctionName))).toEqual(new Set(['killdeer-shop-probe']));
});
