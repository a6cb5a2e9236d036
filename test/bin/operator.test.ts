import { afterEach, expect, test, vi } from 'vitest';
import { operatorOf, sayWhere } from '../../bin/operator.ts';
import { compileMonitor } from '../../lib/core/compile.ts';
import { defineMonitor } from '../../lib/index.ts';

const HOUR = 3_600_000;
const access = { endpoint: 'http://127.0.0.1:1', accessKeyId: 'A', secretAccessKey: 'S' };
const monitor = compileMonitor(
  defineMonitor({ name: 'depot', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [], checks: [] }),
);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

test('a local cloud is reached past the profile and the endpoints of the shell', () => {
  const foreign = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_SSM'];
  for (const name of [...foreign, 'AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    vi.stubEnv(name, 'work');
  }
  operatorOf(monitor, access);
  expect(foreign.map((name) => process.env[name])).toEqual(foreign.map(() => undefined));
  expect(process.env).toMatchObject({ AWS_ENDPOINT_URL: access.endpoint, AWS_ACCESS_KEY_ID: 'A' });
});

test('a person who speaks to a local cloud goes by its clock, however far ahead it is', () => {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, '');
  vi.useFakeTimers({ now: HOUR });
  const { clock } = operatorOf(monitor, { ...access, clock: { speed: 10, virtualStart: 2 * HOUR, realStart: HOUR } });
  expect(clock.now()).toBe(2 * HOUR);
  vi.advanceTimersByTime(1_000);
  expect(clock.now()).toBe(2 * HOUR + 10_000);
  expect(operatorOf(monitor, access).clock.now()).toBe(HOUR + 1_000);
});

test('a command that writes says so where it is AWS, and is quiet where it is a local cloud', () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  sayWhere({ where: 'the local cloud at http://127.0.0.1:1', isLocal: true });
  expect(told).not.toHaveBeenCalled();
  sayWhere({ where: 'AWS, eu-west-1', isLocal: false });
  expect(told.mock.calls).toEqual([['no local cloud runs in this folder; writing to AWS, eu-west-1']]);
  told.mockRestore();
});
