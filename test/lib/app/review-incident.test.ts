import { expect, test } from 'vitest';
import { memoryArchive } from '../../../lib/adapters/memory/archive.ts';
import { memoryDeliveries } from '../../../lib/adapters/memory/deliveries.ts';
import { reviewIncident } from '../../../lib/app/review-incident.ts';
import type { IncidentEvent, IncidentSummary } from '../../../lib/core/incident-event.ts';

const opened: IncidentEvent = { n: 0, at: 1_000, type: 'opened', text: 'api is down in eu-west-1' };
const resolved: IncidentEvent = { n: 1, at: 61_000, type: 'resolved', text: 'api is up again after 1m' };
const summary: IncidentSummary = {
  id: 'api-1',
  check: 'api',
  monitor: 'shop',
  firstFailureAt: 0,
  openedAt: 1_000,
  resolvedAt: 61_000,
  ended: 'resolved',
  retrips: 0,
  evidence: { rule: '2 of the last 2 runs failed, in 1 of 1 regions', votes: [] },
};

test('an archived incident is reviewed with its own deliveries', async () => {
  const [archive, deliveries] = [memoryArchive(), memoryDeliveries()];
  await archive.append('api-1', [opened]);
  await archive.append('api-1', [resolved], summary);
  const done = { type: 'notice', outcome: 'done', detail: '', attempts: 1, owedAt: 1_000, at: 1_400 } as const;
  await deliveries.record({ ...done, id: 'api-1/trigger/sns', lane: 'api-1/notice/sns', incident: 'api-1' });
  await deliveries.record({ ...done, id: 'web-9/trigger/sns', lane: 'web-9/notice/sns', incident: 'web-9' });

  const { markdown, figures } = await reviewIncident({ archive, deliveries }, { incident: 'api-1' });

  expect(figures).toMatchObject({ detectMs: 1_000, restoreMs: 61_000, notices: { sent: 1, dead: 0 } });
  expect(markdown).toContain('| 1970-01-01T00:01:01.000Z | +1m 1s | resolved | api is up again after 1m |');
  expect(markdown).toContain('trigger/sns sent');
  expect(markdown).not.toContain('web-9');
});

test('an incident that is unknown, or not over, is refused with what to do', async () => {
  const [archive, deliveries] = [memoryArchive(), memoryDeliveries()];
  await archive.append('api-2', [opened]);
  await expect(reviewIncident({ archive, deliveries }, { incident: 'api-1' })).rejects.toThrow(
    'incident api-1 is not in the archive: list the known ones with `npx killdeer incidents list`',
  );
  await expect(reviewIncident({ archive, deliveries }, { incident: 'api-2' })).rejects.toThrow('is not over yet');
});
