const GIVEN_UP = 'Lambda puts there what it gave up after ten retries';
const SENDING = 'the CDK grants it with sqs:SendMessage to whoever has a queue for what it gave up';
const CONSUMING = 'the CDK grants it with the rest to whoever is fed from a queue';
const UNDELIVERED = 'the scheduler puts there what it could not deliver';

/** What the templates grant and the plain demo does not use, with the reason. The same in every region. */
export const UNUSED_GRANTS: Readonly<Record<string, string>> = {
  'detect sqs:SendMessage home-dead-letters': GIVEN_UP,
  'detect sqs:GetQueueAttributes home-dead-letters': SENDING,
  'detect sqs:GetQueueUrl home-dead-letters': SENDING,
  'detect dynamodb:Query control': 'reads what was changed, once something is unusual',
  'respond sqs:SendMessage home-dead-letters': GIVEN_UP,
  'respond sqs:GetQueueAttributes home-dead-letters': SENDING,
  'respond sqs:GetQueueUrl home-dead-letters': SENDING,
  'respond sns:Publish warning': 'notices of severity warning; all those that are owed today are critical',
  'tick dynamodb:PutItem control': 'opens the incident of the monitor itself, ends those of checks that are gone',
  'tick sqs:SendMessage home': 'the deadlines of what it changed so',
  'tick sqs:SendMessage probe': 'watch runs, for checks that run less often than every 20 s',
  'tick sqs:ChangeMessageVisibility home': CONSUMING,
  'tick sqs:GetQueueUrl home': CONSUMING,
  'probe sqs:ChangeMessageVisibility probe': CONSUMING,
  'probe sqs:GetQueueUrl probe': CONSUMING,
  'scheduler sqs:SendMessage home-dead-letters': UNDELIVERED,
  'scheduler sqs:SendMessage probe-dead-letters': UNDELIVERED,
};

/** What is granted and used in some demos and not in others, with the reason. */
export const GRANTS_USED_BY_CHANCE: Readonly<Record<string, string>> = {
  'tick dynamodb:UpdateItem control':
    'wakes respond at a deadline, and for what was left behind: not every demo comes to that',
};
