import { type QueueRef, UnreadableQueue } from '../../core/queue-ref.ts';
import { AwsRefusal } from '../aws/aws-call.ts';
import { NoIdentity } from '../aws/aws-caller.ts';

export type AskedOf = {
  readonly queue: QueueRef;
  /** The IAM action of the call. */
  readonly action: string;
  /** The check does not name the queue: its redrive policy does. */
  readonly isUnnamed?: boolean;
};

const BUSY = /Throttl|TooManyRequests|RequestLimitExceeded/;
const DENIED =
  /AccessDenied|AccessDeniedException|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|SignatureDoesNot|NotAuthorized|MissingAuthentication|InvalidSecurity/;

/** What an error of a call means for who watches a queue. One that is explained already is given back. */
export function unreadable(error: unknown, { queue, action, isUnnamed = false }: AskedOf): unknown {
  const where = `the queue ${queue.name} in ${queue.region}`;
  if (error instanceof UnreadableQueue) {
    if (!isUnnamed || error.trouble !== 'denied') return error;
    const arn = `arn:aws:sqs:${queue.region}:${queue.account ?? '…'}:${queue.name}`;
    const message = `its dead letters go to ${arn}, which the probe may not read: name it, deadLetters: '${arn}', or say deadLetters: false`;
    return new UnreadableQueue('denied', message, { cause: error });
  }
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  const status = error instanceof AwsRefusal ? error.status : undefined;
  if (/QueueDoesNotExist|NonExistentQueue/.test(name)) {
    return new UnreadableQueue('missing', `there is no queue ${queue.name} in ${queue.region}`, { cause: error });
  }
  if (name === 'CredentialsProviderError' || error instanceof NoIdentity) {
    return new UnreadableQueue('denied', `${where} cannot be read: there are no AWS credentials`, { cause: error });
  }
  if (DENIED.test(name)) {
    const owner =
      queue.account === undefined ? '' : `, and so must its own policy if account ${queue.account} is another`;
    const text = `${where} may not be read: the probe's role must allow ${action}${owner} (${name})`;
    return new UnreadableQueue('denied', text, { cause: error });
  }
  if (BUSY.test(name)) {
    return new UnreadableQueue('busy', `AWS limits how often ${where} is read (${name})`, { cause: error });
  }
  if (status === undefined && !('code' in error) && name !== 'TimeoutError') return error;
  const text = `${where} cannot be read: ${message || name}${status === undefined ? '' : ` (${status})`}`;
  return new UnreadableQueue(status !== undefined && status < 500 ? 'denied' : 'away', text, { cause: error });
}
