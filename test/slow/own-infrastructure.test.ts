import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalMonitor } from '../../bin/dev/local-monitor.ts';
import type { StoryEvent } from '../../bin/dev/story-event.ts';
import { synthesise } from '../../bin/dev/synthesise.ts';
import { heartbeatOrigin } from '../../bin/heartbeat-origin.ts';
import { loadDefinition } from '../../bin/load-definition.ts';
import { type Operator, operatorOf } from '../../bin/operator.ts';
import type { LocalCloud } from '../../lib/local/cloud.ts';
import { isAllowed, readPolicies } from './policies.ts';
import { usesIn } from './run-demo.ts';

// What checks need beside a probe: a public function, grants of their own, a place in a VPC.

const DEFINITION = `
import { defineMonitor, heartbeat } from 'killdeer';
const vpc = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] };
export default defineMonitor({
  name: 'yard', home: 'eu-west-1', services: [], notify: [],
  regions: ['eu-west-1', { region: 'eu-west-1', vpc }],
  checks: [heartbeat('backup', { period: '1h', every: '10s' })],
});`;

let folder: string;
let cloud: LocalCloud;
let operator: Operator;
let origin: string;
const story: StoryEvent[] = [];

async function until(values: Readonly<Record<string, unknown>>): Promise<void> {
  const isLike = (event: StoryEvent) =>
    Object.entries(values).every(([name, value]) => (event as Readonly<Record<string, unknown>>)[name] === value);
  const end = Date.now() + 60_000;
  while (!story.some(isLike)) {
    if (Date.now() > end)
      throw new Error(`no ${JSON.stringify(values)} in\n${story.map((e) => JSON.stringify(e)).join('\n')}`);
    await sleep(50);
  }
}

const urlOf = async (check: string): Promise<string> => `${origin}/${check}/${await operator.signatures.sign(check)}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killdeer-own-'));
  const file = join(folder, 'checks.ts');
  writeFileSync(file, DEFINITION);
  cloud = await startLocalMonitor({ file, speed: 5, onProgress: () => {}, onStory: (event) => story.push(event) });
  const { monitor } = await loadDefinition(file);
  operator = operatorOf(monitor, { endpoint: cloud.endpoint, ...cloud.credentials });
  origin = await heartbeatOrigin(operator);
});

afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a heartbeat', () => {
  test('that never came is unknown in every place, inside the VPC and out, and opens nothing', async () => {
    for (const region of ['eu-west-1', 'eu-west-1-vpc']) {
      await until({ type: 'result', check: 'backup', region, outcome: 'unknown' });
    }
    expect(story.filter(({ type }) => type === 'incident')).toEqual([]);
  });

  test('that reports a failure opens an incident, and the next success ends it', async () => {
    const url = await urlOf('backup');
    expect((await fetch(`${url}/start`, { method: 'POST' })).status).toBe(200);
    expect((await fetch(`${url}/fail`, { method: 'POST', body: 'disk full' })).status).toBe(200);
    await until({ type: 'incident', check: 'backup', event: 'opened' });
    const [failed] = story
      .flatMap((event) => (event.type === 'result' && event.failure ? [event.failure] : []))
      .slice(-1);
    expect(failed).toMatchObject({ kind: 'failed', actual: 'disk full' });
    expect((await fetch(`${url}?duration=3`)).status).toBe(200);
    await until({ type: 'incident', check: 'backup', event: 'resolved' });
  });

  test('with a path that is not right in any way is answered alike, and says nothing of why', async () => {
    const url = await urlOf('backup');
    const answers = await Promise.all(
      [`${url}x`, `${url.slice(0, -1)}`, `${origin}/nobody/${url.split('/').at(-1)}`, `${url}/stop`, origin].map(
        async (wrong) => {
          const answer = await fetch(wrong);
          return `${answer.status} ${await answer.text()}`;
        },
      ),
    );
    expect(new Set(answers)).toEqual(new Set(['404 not here\n']));
  });
});

test('the policies allow what was done, and the public function nothing but its heartbeats', async () => {
  const assembly = join(folder, 'cdk.out');
  await synthesise(join(folder, 'checks.ts'), assembly);
  const policies = await readPolicies(assembly);
  const uses = usesIn([{ calls: cloud.calls() }]);
  const denied = await Promise.all(uses.map(async (use) => ((await isAllowed(policies, use)) ? [] : [use])));
  expect(denied.flat()).toEqual([]);
  const own = uses.filter(({ role }) => /Heartbeat/.test(role));
  expect(own.map(({ action }) => action)).toEqual(expect.arrayContaining(['dynamodb:UpdateItem', 'ssm:GetParameter']));
  for (const use of own.filter(({ action }) => action.startsWith('dynamodb:'))) {
    expect(await isAllowed(policies, { ...use, leadingKeys: ['CHECK#'] })).toBe(false);
    expect(await isAllowed(policies, { ...use, action: 'dynamodb:PutItem' })).toBe(false);
  }
});
