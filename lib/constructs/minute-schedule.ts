import { Duration } from 'aws-cdk-lib';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import type { MonitorQueue } from './queue.ts';

export type MinuteScheduleProps = {
  readonly monitor: Monitor;
  readonly message: 'plan' | 'sweep';
  /** Default: the message. */
  readonly name?: string;
  readonly to: MonitorQueue;
};

/** Puts `{ type, at }` into a queue each minute. Never late: a message of a minute ago is of no use. */
export class MinuteSchedule extends Construct {
  constructor(scope: Construct, id: string, { monitor, message, name = message, to }: MinuteScheduleProps) {
    super(scope, id);
    new Schedule(this, 'Schedule', {
      scheduleName: naming.schedule(monitor.name, name),
      // cron fires at the minute, rate would count from the moment of creation.
      schedule: ScheduleExpression.expression('cron(* * * * ? *)'),
      target: new SqsSendMessage(to.queue, {
        input: ScheduleTargetInput.fromObject({ type: message, at: ContextAttribute.scheduledTime }),
        retryAttempts: 0,
        maxEventAge: Duration.seconds(60),
        deadLetterQueue: to.deadLetters,
      }),
    });
  }
}
