/** Most seconds that SQS delays one message: 15 minutes. */
const MOST_SECONDS = 900;

/** Gives back the delay of a message. Throws a RangeError on one that SQS refuses: it takes whole seconds from 0 to 900. */
export function checkedDelay(delaySeconds: number): number {
  if (Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= MOST_SECONDS) return delaySeconds;
  throw new RangeError(`delaySeconds is ${delaySeconds}; SQS takes whole seconds from 0 to ${MOST_SECONDS}`);
}
