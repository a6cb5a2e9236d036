import type { ScheduleDeclaration } from './declarations.ts';
import { objectOf, placeOf, type ResourceReader, refuse, roleOf } from './properties.ts';

/** Reads a schedule that puts a message into a queue each minute. Undefined when it is switched off. */
export function declareSchedule(reader: ResourceReader): ScheduleDeclaration | undefined {
  const { properties, raw } = reader;
  if (properties.State === 'DISABLED') return undefined;
  if (properties.ScheduleExpression !== 'cron(* * * * ? *)') refuse(reader, 'ScheduleExpression', 'cron(* * * * ? *)');
  const { Arn, Input } = objectOf(reader, 'Target');
  if (typeof Arn !== 'string' || Arn.split(':')[2] !== 'sqs') refuse(reader, 'Target', 'a queue');
  if (typeof Input !== 'string') refuse(reader, 'Target', 'an Input');
  const role = roleOf((raw.Target as { RoleArn?: unknown } | undefined)?.RoleArn);
  return { ...placeOf(reader), role, target: Arn, input: Input };
}
