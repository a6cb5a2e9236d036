import { parseQueueRef } from '../../queue-ref.ts';
import { MINUTE } from '../../time.ts';
import { assertionsIn } from '../assertions-in.ts';
import type { Draft, DraftCheck } from '../draft.ts';
import type { Finding } from '../problem.ts';

/** A queue is where it is said to be, and CloudWatch is asked no more often than it knows news. */
export function queues(draft: Draft): readonly Finding[] {
  const watching = draft.checks.filter(({ fields }) => fields.kind === 'queue');
  return watching.flatMap((check) => [...regionOf(check), ...ageOf(check)]);
}

function regionOf({ at, fields: { queue, region } }: DraftCheck): readonly Finding[] {
  if (typeof queue !== 'string') return [];
  const [alone, named] = [parseQueueRef(queue), parseQueueRef(queue, 'eu-west-1')];
  if (named === undefined) return [];
  if (alone === undefined && region === undefined) {
    const fix = "add region: 'eu-west-1', or give the queue's ARN";
    return [{ at: [...at, 'region'], message: "the queue's region is missing", allowed: 'a region', fix }];
  }
  if (alone === undefined || region === undefined || region === alone.region) return [];
  const fix = 'remove region: the queue says its own';
  return [{ at: [...at, 'region'], message: `the queue is in ${alone.region}`, allowed: alone.region, fix }];
}

function ageOf(check: DraftCheck): readonly Finding[] {
  if (check.cadenceMs === undefined || check.cadenceMs >= MINUTE) return [];
  const asked = assertionsIn(check).find(({ fields }) => fields.on === 'fact' && fields.name === 'queue.age');
  if (asked === undefined) return [];
  const message = 'the age of messages cannot be asked so often: CloudWatch has it once a minute, and each time costs';
  return [{ at: [...check.at, 'every'], message, allowed: '1m or longer', fix: "say every: '1m'" }];
}
