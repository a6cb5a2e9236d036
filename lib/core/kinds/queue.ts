import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { compileAssertion } from '../compile-assertion.ts';
import { numberFact } from '../factories/facts.ts';
import { asksFact, namesFact } from '../facts-asked.ts';
import { parseQueueRef, type QueueAsked, type QueueRef } from '../queue-ref.ts';

export type QueueOptions = Omit<CommonOptions, 'detect'> & {
  /** The SQS queue: its ARN, its URL, or its name in `region`. */
  readonly queue: string;
  /** Where a queue that is given by its name is. */
  readonly region?: string;
  /**
   * Its dead-letter queue, given likewise; `false`: do not look at any. Default: the one that its redrive policy names,
   * which a deployed probe may read only where it is named here.
   */
  readonly deadLetters?: string | false;
};

/** A `queue` check as a person wrote it. */
export type QueueDefinition = QueueOptions & { readonly kind: 'queue'; readonly id: string };

/** What a `queue` check reads. */
export type QueueFields = QueueAsked & { readonly kind: 'queue' };

export type QueueCheck = CommonCheck & QueueFields;

/** What a `queue` check reads and expects. One that asks for dead letters itself is left alone with that. */
export function compileQueue(definition: QueueDefinition): QueueFields & Pick<CommonCheck, 'target' | 'expect'> {
  const { queue: text, region, deadLetters, expect: given = [] } = definition;
  const queue = parseQueueRef(text, region) ?? { region: region ?? '', name: text };
  const dead = deadLettersOf(deadLetters, queue);
  const isLeft = deadLetters === false || namesFact(given, 'queue.dead');
  const expect = isLeft ? given : [...given, numberFact('queue.dead').equals(0)];
  return {
    kind: 'queue',
    target: `queue ${queue.name} in ${queue.region}`,
    queue,
    ...(dead !== undefined && { deadLetters: dead }),
    asks: { dead: deadLetters !== false && asksFact(expect, 'queue.dead'), age: namesFact(expect, 'queue.age') },
    expect: expect.map(compileAssertion),
  };
}

/** A bare name is one beside the queue. */
function deadLettersOf(given: string | false | undefined, beside: QueueRef): QueueRef | false | undefined {
  if (given === undefined || given === false) return given;
  const ref = parseQueueRef(given, beside.region);
  return ref?.account === undefined ? { ...beside, name: given } : ref;
}
